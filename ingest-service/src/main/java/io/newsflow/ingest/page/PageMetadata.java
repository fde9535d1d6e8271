package io.newsflow.ingest.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.newsflow.ingest.extract.HtmlText;
import io.newsflow.ingest.extract.PlainText;
import io.newsflow.ingest.page.PageTree.Box;
import io.newsflow.ingest.page.PageTree.Form;
import io.newsflow.ingest.page.PageTree.Run;
import io.newsflow.ingest.time.ArticleTimes;
import io.newsflow.model.ArticleTime;
import io.newsflow.model.TimePrecision;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.parser.Parser;

/** Judges what a page states about its article in several places, and chooses. */
final class PageMetadata {
    private static final Pattern URL_DAY =
            Pattern.compile("(?<!\\d)((?:19|20)\\d{2})[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\\d|3[01])(?!\\d)");
    private static final Pattern URL_MONTH = Pattern.compile("/((?:19|20)\\d{2})[/-](0[1-9]|1[0-2])/");
    private static final Pattern SEPARATOR = Pattern.compile(
            "\\s+[|\u2502\u00B7\u2022\u00BB\u203A\u2013\u2014:-]+\\s+|\\s*[|\u00BB\u203A]\\s*|\\s+[-\u2013\u2014]+(?=\\p{Lu})");
    private static final Pattern BY = Pattern.compile(
            "^(?i:(?:post author|autor|author|text|erstellt|interview|zeige alle beitr\u00E4ge|alle (?:beitr\u00E4ge|artikel)|all posts|view all posts|more (?:posts|articles)|blog ?beitrag|beitrag|redaktion)\\s*:?\\s+(?:by|von|por|par)|und (?:text|interview|fotos?)|interview|redaktion|by|von|por|par|di|door|av|af|od|text|texto|texte|autor(?:in)?|auteur|autore|author|written by|posted by|geschrieben von|ein (?:beitrag|artikel|gastbeitrag) von|escrito por|publicado por|publié par|story by|words by|report by)\\s*:?\\s+");
    private static final Pattern AND =
            Pattern.compile("\\s*(?:,|;|/|\\||&|\\s(?i:and|und|y|et|e|en|och|og|i|with|mit|con|avec)\\s)\\s*");
    private static final Pattern NOT_TEXT = Pattern.compile("(?i)https?:|www\\.|[\\w.]+@[\\w.]+");
    private static final Pattern NOT_A_NAME = Pattern.compile(
            "(?i)https?:|www\\.|@|\\.(?:com|de|org|net)\\b|\\d{3,}|^(?:admin|administrator|webmaster|redaktion|redaction|redacci[oó]n|staff|editor|editors|editorial|unknown|anonymous|guest|none|null|user|root|n/a|agencies|news)$|\\d\\s*(?:uhr|am|pm)\\b|:\\d\\d|^(?:jan|feb|m\u00E4r|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|de[zc])\\p{L}*\\.? \\d{1,2}$|\\b(?:schlagw\u00F6rter|comments?|kommentare?)\\b");

    /** What stands behind a name in a byline: a date, a time, a place of work. */
    private static final Pattern BEHIND_NAME = Pattern.compile(
            "(?iU)\\s+(?:(?:am|on|vom|le|el|il|op|den)\\s+(?:\\p{L}+\\s+)?\\d.*|(?:updated|published|posted|aktualisiert|ver\u00F6ffentlicht)\\b.*|shares?|\\d+ (?:comments?|kommentare?).*|from .*)$");

    private static final Pattern LABELLED =
            Pattern.compile("^(?i:autor(?:in|en|es)?|text|author|by|von|redaktion|auteur|por|texto|texte)\\s*:");
    /** Two to four words that begin with a capital. */
    private static final Pattern NAME =
            Pattern.compile("\\p{Lu}[\\p{L}.\u2019'-]*(?: (?:\\p{Ll}{1,3} )?\\p{Lu}[\\p{L}.\u2019'-]*){1,3}");

    private static final Pattern ESCAPED = Pattern.compile("&(?:amp;)*lt;/?[a-zA-Z]");
    /** Runs around headline and text among which a byline is looked for. */
    private static final int BYLINE_DISTANCE = 6;
    /** A stated title with fewer letters than this is no evidence against the heading. */
    private static final int LEAST_TITLE = 12;

    private final PageFacts facts;
    private final PageTree tree;
    private final JsonNode article;
    private final String url;
    private final Instant captured;

    PageMetadata(PageFacts facts, PageTree tree, String url, Instant captured) {
        this.facts = facts;
        this.tree = tree;
        this.url = url;
        this.captured = captured;
        this.article = facts.jsonLd.article(facts.canonical == null ? url : facts.canonical);
    }

    /** The JSON-LD object of the article, or null. */
    JsonNode article() {
        return article;
    }

    /** The article's text as the JSON-LD has it, line breaks and markup kept, or null. */
    String declaredBody() {
        JsonNode body = article == null ? null : article.get("articleBody");
        if (body == null) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        if (body.isTextual()) {
            text.append(body.asText());
        } else if (body.isArray()) {
            body.forEach(paragraph -> text.append(paragraph.asText("")).append("\n\n"));
        }
        String declared = text.toString();
        // Markup that was escaped once more, to be safe.
        for (int i = 0;
                i < 2 && declared.indexOf('<') < 0 && ESCAPED.matcher(declared).find();
                i++) {
            declared = Parser.unescapeEntities(declared, false);
        }
        return declared.isBlank() ? null : declared;
    }

    String publisher() {
        for (String name : facts.jsonLd.names(article, "publisher")) {
            if (isName(name)) {
                return name;
            }
        }
        String site = facts.first("og:site_name");
        if (site != null && isName(site)) {
            return site;
        }
        for (String name : facts.jsonLd.names(facts.jsonLd.first("newsmediaorganization"), "name")) {
            return name;
        }
        String other = facts.first(
                "application-name",
                "dc.publisher",
                "dcterms.publisher",
                "citation_journal_title",
                "apple-mobile-web-app-title");
        if (other != null && isName(other)) {
            return other;
        }
        String microdata = facts.property("publisher");
        return microdata != null && microdata.length() < 60 ? microdata : null;
    }

    private static boolean isName(String name) {
        return name.length() <= 100 && !name.startsWith("http");
    }

    /** The headline, and the run that shows it. */
    record Headline(String text, Run run) {}

    Headline headline(String publisher, int firstKept) {
        Set<String> stated = new LinkedHashSet<>();
        if (JsonLd.isArticle(article)) {
            add(stated, JsonLd.text(article, "headline"));
        }
        add(stated, HtmlText.line(facts.first("og:title")));
        add(stated, facts.property("headline"));
        add(stated, HtmlText.line(facts.first("twitter:title")));
        add(
                stated,
                HtmlText.line(facts.first(
                        "dc.title", "dcterms.title", "citation_title", "sailthru.title", "parsely-title", "title")));
        if (article != null) {
            add(stated, JsonLd.text(article, "headline"));
            add(stated, JsonLd.text(article, "name"));
        }
        add(stated, facts.title);

        Run best = null;
        double bestScore = 0;
        int index = 0;
        for (Run run : tree.runs) {
            index++;
            if (run.form != Form.HEADING && (hintsNear(run) & Hint.HEADLINE) == 0
                    || run.length > 400
                    || run.length < 3) {
                continue;
            }
            double score = 0;
            String bare = letters(run.text);
            if (bare.isEmpty()) {
                continue;
            }
            for (String title : stated) {
                String other = letters(title);
                if (other.equals(bare)) {
                    score = Math.max(score, 10);
                } else if (bare.length() >= 8 && other.startsWith(bare)) {
                    score = Math.max(score, bare.length() > other.length() * 0.4 ? 8 : 5);
                } else if (bare.length() >= 12
                        && (other.contains(bare) || other.length() >= 12 && bare.contains(other))) {
                    score = Math.max(score, 6);
                } else if (score < 4 && overlap(run.text, title) > 0.6) {
                    score = 4;
                }
            }
            if (run.form == Form.HEADING) {
                score += run.level == 1 ? 2.5 : run.level == 2 ? 1 : 0;
            }
            if ((hintsNear(run) & Hint.HEADLINE) != 0) {
                score += 0.5;
            }
            if (run.box.out) {
                score -= 2;
            }
            if (firstKept >= 0 && index - 1 > firstKept + 2) {
                score -= 2;
            }
            if (score > bestScore) {
                best = run;
                bestScore = score;
            }
        }
        if (best != null && bestScore >= 4) {
            return new Headline(headlineOf(best, stated, publisher), best);
        }
        for (String title : stated) {
            String clean = withoutSite(title, publisher);
            if (!clean.isEmpty() && !letters(clean).equals(letters(publisher == null ? "" : publisher))) {
                return new Headline(clean, null);
            }
        }
        return best == null || bestScore < 2.5 ? null : new Headline(best.text, best);
    }

    /** A heading's text, without the kicker, date or subtitle that stands in it where the page states the title without. */
    private String headlineOf(Run heading, Collection<String> stated, String publisher) {
        String shown = letters(heading.text);
        if (stated.stream().anyMatch(title -> letters(title).equals(shown))) {
            return heading.text;
        }
        for (String title : stated) {
            String clean = withoutSite(title, publisher).strip();
            String bare = letters(clean);
            boolean part = shown.startsWith(bare) || shown.endsWith(bare);
            if (part
                    && bare.length() >= LEAST_TITLE
                    && bare.length() < shown.length()
                    && bare.length() * 3 > shown.length()) {
                return clean;
            }
        }
        return withoutSite(heading.text, publisher);
    }

    private static int hintsNear(Run run) {
        int hints = run.hints | run.box.hints;
        return run.box.parent == null
                ? hints
                : hints | run.box.parent.hints & (Hint.HEADLINE | Hint.BYLINE | Hint.DATE | Hint.STANDFIRST);
    }

    private static void add(Collection<String> to, String value) {
        if (value != null && !value.isBlank()) {
            to.add(value);
        }
    }

    /** A page title without the site's name in front or behind. */
    String withoutSite(String title, String publisher) {
        String site = letters(publisher == null ? "" : publisher);
        String host = letters(
                url == null ? "" : url.replaceFirst("^https?://(?:www\\.)?", "").replaceFirst("[/:?#].*$", ""));
        Matcher m = SEPARATOR.matcher(title);
        List<Integer> starts = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        while (m.find()) {
            starts.add(m.start());
            ends.add(m.end());
        }
        String result = title;
        for (int i = starts.size() - 1; i >= 0; i--) {
            String tail = letters(title.substring(ends.get(i)));
            boolean isSite = !tail.isEmpty()
                    && (!site.isEmpty()
                                    && (tail.equals(site)
                                            || tail.startsWith(site)
                                            || site.startsWith(tail) && tail.length() > 2)
                            || host.length() > 3
                                    && (host.startsWith(tail)
                                            || tail.startsWith(
                                                    host.replaceFirst("(?:com|org|net|de|couk|fr|es|it)$", ""))
                                            || host.contains(tail) && tail.length() > 3));
            if (isSite) {
                result = title.substring(0, starts.get(i));
            }
        }
        if (result.equals(title) && !starts.isEmpty()) {
            String head = letters(title.substring(0, starts.get(0)));
            if (!head.isEmpty() && (head.equals(site) || head.length() > 3 && host.startsWith(head))) {
                return title.substring(ends.get(0));
            }
            int lastStart = starts.get(starts.size() - 1);
            boolean strong = "|\u00BB\u203A".indexOf(title.charAt(Math.min(title.length() - 1, lastStart + 1))) >= 0
                    || title.charAt(lastStart) == '|';
            if (strong && lastStart > title.length() / 3) {
                return title.substring(0, lastStart);
            }
        }
        return result.isBlank() ? title : result;
    }

    List<String> authors(String publisher, int titleRun, int firstKept, int lastKept) {
        Set<String> names = new LinkedHashSet<>();
        String site = letters(publisher == null ? "" : publisher);
        for (String name : facts.jsonLd.names(article, "author")) {
            addAuthors(names, name, site);
        }
        if (names.isEmpty()) {
            for (String name : facts.jsonLd.names(article, "creator")) {
                addAuthors(names, name, site);
            }
        }
        if (names.isEmpty()) {
            List<PageFacts.Property> stated = facts.properties.stream()
                    .filter(property -> property.name().equals("author"))
                    .toList();
            near(stated, titleRun, firstKept, lastKept).forEach(n -> addAuthors(names, n.value(), site));
        }
        for (String meta : new String[] {
            "author",
            "parsely-author",
            "sailthru.author",
            "citation_author",
            "dc.creator",
            "dcterms.creator",
            "dc.creator.name",
            "byl",
            "cxenseparse:author",
            "article:author_name",
            "article:author",
            "og:article:author",
            "og:author"
        }) {
            if (names.isEmpty()) {
                facts.meta(meta).forEach(n -> addAuthors(names, n, site));
            }
        }
        if (names.isEmpty()) {
            near(facts.authorLinks, titleRun, firstKept, lastKept).stream()
                    .limit(3)
                    .forEach(n -> addAuthors(names, n.value(), site));
        }
        if (names.isEmpty()) {
            int from = Math.min(titleRun < 0 ? firstKept : titleRun, firstKept);
            facts.profileLinks.stream()
                    .filter(link -> firstKept >= 0 && link.run() >= from - 4 && link.run() <= firstKept + 4)
                    .filter(link -> NAME.matcher(link.value()).matches())
                    .limit(4)
                    .forEach(link -> addAuthors(names, link.value(), site));
        }
        if (names.isEmpty()) {
            for (Run run : bylines(titleRun, firstKept, lastKept)) {
                addAuthors(names, run.text, site);
                if (!names.isEmpty()) {
                    break;
                }
            }
        }
        return List.copyOf(names);
    }

    /** Those between headline and text; else those in and right behind the text; else the first: others wrote teasers. */
    private static List<PageFacts.Property> near(
            List<PageFacts.Property> all, int titleRun, int firstKept, int lastKept) {
        if (all.size() < 2 || firstKept < 0) {
            return all;
        }
        int from = (titleRun < 0 ? firstKept : Math.min(titleRun, firstKept)) - BYLINE_DISTANCE;
        List<PageFacts.Property> above = all.stream()
                .filter(p -> p.run() >= from && p.run() <= Math.max(titleRun, firstKept) + 2)
                .toList();
        if (!above.isEmpty()) {
            return above;
        }
        List<PageFacts.Property> within = all.stream()
                .filter(p -> p.run() >= firstKept && p.run() <= lastKept + BYLINE_DISTANCE)
                .toList();
        return within.isEmpty() ? all.subList(0, 1) : within;
    }

    private List<Run> bylines(int titleRun, int firstKept, int lastKept) {
        List<Run> found = new ArrayList<>();
        for (int i = 0; i < tree.runs.size(); i++) {
            Run run = tree.runs.get(i);
            if (run.length > 120 || run.length < 4) {
                continue;
            }
            boolean hinted =
                    (hintsNear(run) & Hint.BYLINE) != 0 && (run.box.hints & Hint.COMMENTS) == 0 && !inComments(run.box);
            boolean near = titleRun >= 0 && i > titleRun && i <= Math.max(firstKept, titleRun) + 6;
            boolean labelled = run.length < 80 && LABELLED.matcher(run.text).find();
            boolean behind = lastKept >= 0 && i > lastKept - 3 && i <= lastKept + 8;
            if (hinted || near && run.length < 80 && BY.matcher(run.text).find() || labelled && (near || behind)) {
                found.add(run);
            }
            if (found.size() > 5) {
                break;
            }
        }
        return found;
    }

    private static boolean inComments(Box box) {
        for (Box b = box; b != null; b = b.parent) {
            if ((b.hints & Hint.COMMENTS) != 0 && b.out) {
                return true;
            }
        }
        return false;
    }

    private static void addAuthors(Set<String> names, String text, String site) {
        String line = HtmlText.line(text);
        Matcher by = BY.matcher(line);
        if (by.find()) {
            line = line.substring(by.end());
        }
        if (line.length() > 300 || NOT_TEXT.matcher(line).find()) {
            return;
        }
        for (String part : AND.split(line)) {
            String name = part.strip();
            Matcher again = BY.matcher(name);
            if (again.find()) {
                name = name.substring(again.end());
            }
            name = BEHIND_NAME.matcher(name).replaceFirst("");
            name = name.replaceFirst("\\s*\\(.*$", "")
                    .replaceFirst("[.,:;\u2013-]+$", "")
                    .strip();
            String bare = letters(name);
            if (name.length() < 3
                    || name.length() > 60
                    || bare.isEmpty()
                    || bare.equals(site)
                    || NOT_A_NAME.matcher(name).find()
                    || name.split("\\s+").length > 6
                    || names.stream().anyMatch(n -> letters(n).equals(bare))) {
                continue;
            }
            names.add(name);
            if (names.size() >= 20) {
                return;
            }
        }
    }

    ArticleTime published(int titleRun, int firstKept, int lastKept) {
        List<ArticleTime> found = new ArrayList<>();
        time(found, JsonLd.text(article, "datePublished"), "json-ld");
        if (found.isEmpty()) {
            time(found, JsonLd.text(article, "dateCreated"), "json-ld");
        }
        for (String value : facts.propertiesOf("datePublished")) {
            time(found, value, "microdata");
            break;
        }
        times(
                found,
                "opengraph",
                "article:published_time",
                "og:article:published_time",
                "article:published",
                "og:published_time",
                "og:pubdate",
                "article:post_date",
                "og:publish_date");
        times(
                found,
                "meta",
                "parsely-pub-date",
                "sailthru.date",
                "dc.date.issued",
                "dcterms.issued",
                "dcterms.created",
                "dc.date.created",
                "dcterms.date",
                "dc.date",
                "citation_publication_date",
                "citation_date",
                "citation_online_date",
                "pubdate",
                "publishdate",
                "publish_date",
                "publish-date",
                "publication_date",
                "datepublished",
                "date",
                "displaydate",
                "originalpublicationdate",
                "article_date_original",
                "cxenseparse:recs:publishtime",
                "cxenseparse:publishtime",
                "article.published",
                "vr:published_time",
                "created",
                "ptime",
                "release_date",
                "bt:pubdate",
                "rnews:datepublished",
                "dc:date",
                "dc:created",
                "shareaholic:article_published_time",
                "prism.publicationdate",
                "last-published");
        ArticleTime stated = ArticleTimes.choose(found, captured).orElse(null);
        if (stated == null || !ArticleTimes.isTrusted(stated)) {
            stamps(found, titleRun, firstKept, lastKept);
            printed(found, titleRun, firstKept, lastKept);
        }
        ArticleTime fromUrl = fromUrl();
        if (fromUrl != null) {
            found.add(fromUrl);
        }
        if (found.isEmpty()) {
            for (String value : facts.propertiesOf("dateModified")) {
                time(found, value, "microdata");
            }
            time(found, JsonLd.text(article, "dateModified"), "json-ld");
            times(found, "opengraph", "article:modified_time", "og:updated_time");
        }
        return ArticleTimes.choose(found, captured).orElse(null);
    }

    ArticleTime modified() {
        List<ArticleTime> found = new ArrayList<>();
        time(found, JsonLd.text(article, "dateModified"), "json-ld");
        for (String value : facts.propertiesOf("dateModified")) {
            time(found, value, "microdata");
            break;
        }
        times(
                found,
                "opengraph",
                "article:modified_time",
                "og:updated_time",
                "article:modified",
                "article:updated_time");
        times(
                found,
                "meta",
                "dcterms.modified",
                "dc.date.modified",
                "last-modified",
                "lastmod",
                "lastmodified",
                "revised",
                "updated_time",
                "date.modified",
                "dc.modified");
        return ArticleTimes.choose(found, captured).orElse(null);
    }

    private void times(List<ArticleTime> found, String evidence, String... names) {
        for (String name : names) {
            List<String> values = facts.meta(name);
            if (!values.isEmpty()) {
                int before = found.size();
                time(found, values.get(0), evidence);
                if (found.size() > before) {
                    return;
                }
            }
        }
    }

    private void time(List<ArticleTime> found, String text, String evidence) {
        if (text != null) {
            ArticleTimes.parse(text, evidence, captured)
                    .filter(t -> !t.getEvidence().equals("relative-text") || evidence.equals("time-element"))
                    .ifPresent(found::add);
        }
    }

    /** The time element nearest to the headline that is not in a list of other articles or in comments. */
    private void stamps(List<ArticleTime> found, int titleRun, int firstKept, int lastKept) {
        PageFacts.Stamp best = null;
        int bestScore = Integer.MIN_VALUE;
        for (PageFacts.Stamp stamp : facts.stamps) {
            int score = 0;
            if (stamp.hinted() || stamp.property().equals("datePublished")) {
                score += 6;
            }
            if (stamp.property().equals("dateModified")) {
                score -= 8;
            }
            if (titleRun >= 0 && firstKept >= 0) {
                int from = Math.min(titleRun, firstKept) - 8;
                int to = Math.max(titleRun, firstKept) + 8;
                if (stamp.run() >= from && stamp.run() <= to) {
                    score += 10;
                } else if (stamp.run() > to && stamp.run() <= lastKept + 3) {
                    score += 1;
                } else {
                    score -= 5;
                }
            }
            if (score > bestScore) {
                best = stamp;
                bestScore = score;
            }
        }
        if (best != null && bestScore > 0) {
            time(found, best.value(), "time-element");
        }
    }

    /** A date printed near the headline. */
    private void printed(List<ArticleTime> found, int titleRun, int firstKept, int lastKept) {
        if (found.stream().anyMatch(t -> t.getEvidence().equals("time-element"))) {
            return;
        }
        int anchor = titleRun >= 0 ? titleRun : firstKept;
        Run best = null;
        int bestScore = 0;
        ArticleTime bestTime = null;
        for (int i = 0; i < tree.runs.size(); i++) {
            Run run = tree.runs.get(i);
            if (run.length < 6 || run.length > 140) {
                continue;
            }
            boolean hinted = (hintsNear(run) & Hint.DATE) != 0;
            boolean near = anchor >= 0 && i >= anchor - 6 && i <= Math.max(anchor, firstKept) + 4;
            boolean after = lastKept >= 0 && i > lastKept && i <= lastKept + 5;
            if (!hinted && !near && !after || inComments(run.box)) {
                continue;
            }
            int score = (hinted ? 4 : 0) + (near ? 5 : 0) + (after ? 1 : 0);
            if (score > bestScore && hasDigit(run.text)) {
                ArticleTime time = printedDate(run.text);
                if (time != null) {
                    best = run;
                    bestScore = score;
                    bestTime = time;
                }
            }
        }
        if (best != null) {
            found.add(bestTime);
        }
    }

    private static final Pattern DATE_IN_TEXT = Pattern.compile(
            "(?<!\\d)(?:\\d{4}-\\d{1,2}-\\d{1,2}(?:[T ]\\d{1,2}:\\d{2})?|\\d{1,2}[./]\\s?\\d{1,2}[./]\\s?(?:19|20)?\\d{2}(?!\\d)(?:\\D{1,12}\\d{1,2}[:.]\\d{2}(?:\\s?Uhr)?)?|\\d{1,2}(?:st|nd|rd|th|\\.|º|er)?\\s+(?:de\\s+|of\\s+)?\\p{L}{3,12}\\.?,?\\s+(?:de[l]?\\s+)?(?:19|20)\\d{2}(?:\\D{1,12}\\d{1,2}[:.]\\d{2}(?:\\s?Uhr|\\s?[ap]\\.?m\\.?)?)?|\\p{L}{3,12}\\.?\\s+\\d{1,2}(?:st|nd|rd|th)?,?\\s+(?:19|20)\\d{2}(?:\\D{1,12}\\d{1,2}[:.]\\d{2}(?:\\s?[ap]\\.?m\\.?)?)?|(?:19|20)\\d{2}\\s?[年년]\\s?\\d{1,2}\\s?[月월]\\s?\\d{1,2}\\s?[日일])",
            Pattern.CASE_INSENSITIVE);

    private ArticleTime printedDate(String text) {
        Matcher m = DATE_IN_TEXT.matcher(text);
        while (m.find()) {
            ArticleTime time =
                    ArticleTimes.parse(m.group(), "time-element", captured).orElse(null);
            if (time != null && ArticleTimes.isTrusted(ArticleTimes.judge(time, captured))) {
                return time;
            }
        }
        return null;
    }

    private static boolean hasDigit(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isDigit(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private ArticleTime fromUrl() {
        if (url == null) {
            return null;
        }
        String path = url.replaceFirst("^https?://[^/]*", "").replaceFirst("[?#].*$", "");
        Matcher day = URL_DAY.matcher(path);
        try {
            if (day.find()) {
                LocalDate date = LocalDate.of(
                        Integer.parseInt(day.group(1)), Integer.parseInt(day.group(2)), Integer.parseInt(day.group(3)));
                return inPast(date, TimePrecision.DAY);
            }
            Matcher month = URL_MONTH.matcher(path);
            if (month.find()) {
                return inPast(
                        LocalDate.of(Integer.parseInt(month.group(1)), Integer.parseInt(month.group(2)), 1),
                        TimePrecision.MONTH);
            }
        } catch (DateTimeException e) {
            return null;
        }
        return null;
    }

    private ArticleTime inPast(LocalDate date, TimePrecision precision) {
        Instant instant = date.atStartOfDay(ZoneOffset.UTC).toInstant();
        return instant.isAfter(captured) ? null : ArticleTimes.of(instant, precision, "url");
    }

    String section() {
        String section = facts.first(
                "article:section",
                "og:article:section",
                "parsely-section",
                "section",
                "cxenseparse:section",
                "article.section",
                "dc.subject.section");
        if (section == null) {
            section = JsonLd.text(article, "articleSection");
        }
        if (section == null) {
            section = facts.property("articleSection");
        }
        return section == null || section.length() > 80 ? null : HtmlText.line(section);
    }

    List<String> tags() {
        Set<String> tags = new LinkedHashSet<>();
        facts.meta("article:tag").forEach(t -> split(tags, t));
        facts.jsonLd.names(article, "keywords").forEach(t -> split(tags, t));
        for (String name : new String[] {
            "news_keywords",
            "parsely-tags",
            "sailthru.tags",
            "keywords",
            "og:article:tag",
            "citation_keywords",
            "dc.subject",
            "cxenseparse:taglist"
        }) {
            facts.meta(name).forEach(t -> split(tags, t));
        }
        facts.propertiesOf("keywords").forEach(t -> split(tags, t));
        facts.tagLinks.forEach(t -> split(tags, t));
        return tags.stream().limit(50).toList();
    }

    private static void split(Set<String> tags, String text) {
        String line = HtmlText.line(text);
        for (String part : line.split(line.indexOf(';') >= 0 ? "\\s*;\\s*" : "\\s*,\\s*")) {
            String tag = part.strip();
            if (!tag.isEmpty() && tag.length() <= 80 && tags.stream().noneMatch(t -> t.equalsIgnoreCase(tag))) {
                tags.add(tag);
            }
        }
    }

    String language() {
        String stated = JsonLd.text(article, "inLanguage");
        if (stated != null && stated.length() <= 12) {
            return stated;
        }
        if (facts.language != null) {
            return facts.language;
        }
        String meta = facts.first("og:locale", "content-language", "language", "dc.language", "dcterms.language");
        return meta == null ? null : meta.replaceFirst("[,;].*$", "");
    }

    String canonical() {
        return facts.canonical != null ? facts.canonical : facts.first("og:url");
    }

    Boolean paywalled() {
        if (article != null) {
            JsonNode free = article.get("isAccessibleForFree");
            if (free != null && !free.isContainerNode()) {
                String value = free.asText().toLowerCase(Locale.ROOT);
                if (value.endsWith("false") || value.equals("0")) {
                    return true;
                }
                if (value.endsWith("true") || value.equals("1")) {
                    return false;
                }
            }
            for (JsonNode part : article.path("hasPart")) {
                if (part.path("isAccessibleForFree")
                        .asText("")
                        .toLowerCase(Locale.ROOT)
                        .endsWith("false")) {
                    return true;
                }
            }
        }
        String tier = facts.first("article:content_tier", "og:article:content_tier", "content_tier");
        if (tier != null) {
            return tier.equalsIgnoreCase("locked")
                    ? Boolean.TRUE
                    : tier.equalsIgnoreCase("free") ? Boolean.FALSE : null;
        }
        return null;
    }

    String rights() {
        String rights = JsonLd.text(article, "copyrightNotice");
        return rights != null ? rights : facts.first("copyright", "dcterms.rights", "dc.rights", "rights");
    }

    /** Letters and digits alone, lower case: for comparing. */
    static String letters(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isLetterOrDigit(c)) {
                out.append(Character.toLowerCase(c));
            }
        }
        return out.toString();
    }

    private static double overlap(String a, String b) {
        Set<String> left =
                new LinkedHashSet<>(Arrays.asList(a.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")));
        Set<String> right =
                new LinkedHashSet<>(Arrays.asList(b.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")));
        if (left.size() < 3 || right.size() < 3) {
            return 0;
        }
        long both = left.stream().filter(right::contains).count();
        return (double) both / Math.min(left.size(), right.size());
    }

    /** The page's own description of the article, or null. */
    String description() {
        String text = HtmlText.line(facts.first("og:description"));
        if (text.isEmpty()) {
            text = HtmlText.line(JsonLd.text(article, "description"));
        }
        if (text.isEmpty()) {
            text = HtmlText.line(facts.first(
                    "description",
                    "twitter:description",
                    "dc.description",
                    "dcterms.description",
                    "sailthru.description"));
        }
        return PlainText.lineOrNull(text);
    }
}
