package io.newsflow.ingest.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.newsflow.ingest.extract.PlainText;
import io.newsflow.ingest.time.ArticleTimes;
import io.newsflow.model.ArticleTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/**
 * What a page says of its article: JSON-LD first, then OpenGraph, other meta elements, microdata, and last what stands in
 * the visible page.
 */
final class PageMetadata {
    private static final Pattern URL_DATE =
            Pattern.compile("/((?:19|20)\\d\\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\\d|3[01])(?:/|-|$)");
    private static final Pattern BY = Pattern.compile(
            "(?i)^(?:by|von|par|por|di|da|door|av|af|автор|text|words by|written by|posted by|from)[:\\s]+");
    private static final Pattern TITLE_TAIL = Pattern.compile("\\s+[|–—·»-]\\s+([^|–—·»]{2,60})$");
    private static final Set<String> ARTICLE_TYPES = Set.of("article", "news", "blog", "video.other");

    private final Document page;
    private final Instant captured;
    private final JsonNode article;
    private final Map<String, List<String>> metas = new LinkedHashMap<>();

    PageMetadata(Document page, Instant captured) {
        this.page = page;
        this.captured = captured;
        this.article = JsonLd.article(page).orElse(null);
        for (Element meta : page.select("meta[content]")) {
            for (String attribute : List.of("property", "name", "itemprop", "http-equiv")) {
                String name = meta.attr(attribute).strip().toLowerCase(Locale.ROOT);
                if (!name.isEmpty() && !meta.attr("content").isBlank()) {
                    metas.computeIfAbsent(name, key -> new ArrayList<>()).add(meta.attr("content"));
                }
            }
        }
    }

    /** Whether the page says of itself that it is an article. */
    boolean saysArticle() {
        String type = meta("og:type");
        return article != null
                || type != null && ARTICLE_TYPES.contains(type.toLowerCase(Locale.ROOT))
                || meta("article:published_time") != null
                || page.selectFirst("[itemtype*=Article], [itemtype*=BlogPosting]") != null;
    }

    /** The body in the JSON-LD, or null. */
    String articleBody() {
        return jsonLd("articleBody");
    }

    String title() {
        String heading = heading();
        for (String candidate : new String[] {
            jsonLd("headline"),
            meta("og:title"),
            meta("twitter:title"),
            meta("dc.title"),
            meta("citation_title"),
            meta("parsely-title")
        }) {
            String title = clean(candidate);
            if (title != null) {
                return heading != null && title.startsWith(heading) && heading.length() > 15
                        ? heading
                        : withoutSite(title);
            }
        }
        if (heading != null) {
            return heading;
        }
        String title = clean(page.title());
        return title == null ? null : withoutSite(title);
    }

    String description() {
        return clean(first(
                jsonLd("description"),
                meta("og:description"),
                meta("description"),
                meta("twitter:description"),
                meta("dc.description")));
    }

    List<String> authors() {
        Set<String> authors = new LinkedHashSet<>();
        if (article != null) {
            JsonLd.texts(article, "author").forEach(name -> addAuthors(name, authors));
        }
        for (String name : List.of(
                "author",
                "article:author",
                "dc.creator",
                "dcterms.creator",
                "parsely-author",
                "sailthru.author",
                "citation_author",
                "byl",
                "article:author_name")) {
            if (authors.isEmpty()) {
                metas.getOrDefault(name, List.of()).forEach(value -> addAuthors(value, authors));
            }
        }
        for (String query : List.of(
                "[itemprop=author] [itemprop=name], [itemprop=author]",
                "a[rel=author]",
                ".byline-name, .author-name, .byline__name, .author .fn, .vcard .fn, .byline a, .author a",
                ".byline, .author, .article-author, .post-author")) {
            if (authors.isEmpty()) {
                page.select(query).stream().limit(4).forEach(element -> addAuthors(element.text(), authors));
            }
        }
        return new ArrayList<>(authors);
    }

    String publisher() {
        return clean(first(
                jsonLd("publisher"),
                meta("og:site_name"),
                meta("application-name"),
                meta("dc.publisher"),
                meta("publisher")));
    }

    String section() {
        return clean(
                first(jsonLd("articleSection"), meta("article:section"), meta("parsely-section"), meta("section")));
    }

    Set<String> tags() {
        Set<String> tags = new LinkedHashSet<>();
        if (article != null) {
            JsonLd.texts(article, "keywords").forEach(value -> addTags(value, tags));
        }
        for (String name : List.of("article:tag", "keywords", "news_keywords", "parsely-tags", "sailthru.tags")) {
            metas.getOrDefault(name, List.of()).forEach(value -> addTags(value, tags));
        }
        return tags;
    }

    String language() {
        return first(
                jsonLd("inLanguage"),
                page.select("html").attr("lang"),
                page.select("html").attr("xml:lang"),
                meta("og:locale"),
                meta("content-language"),
                meta("dc.language"));
    }

    String canonical() {
        Element link = page.selectFirst("link[rel=canonical][href]");
        return first(link == null ? null : link.absUrl("href"), meta("og:url"));
    }

    Boolean paywalled() {
        String free = jsonLd("isAccessibleForFree");
        if (free != null) {
            return !free.equalsIgnoreCase("true") && !free.equals("1");
        }
        String tier = meta("article:content_tier");
        return tier == null ? null : Boolean.valueOf(!tier.equalsIgnoreCase("free"));
    }

    Integer commentCount() {
        String count = jsonLd("commentCount");
        return count != null && count.matches("\\d{1,7}") ? Integer.valueOf(count) : null;
    }

    List<String> images() {
        Set<String> images = new LinkedHashSet<>(metas.getOrDefault("og:image", List.of()));
        if (article != null) {
            images.addAll(JsonLd.texts(article, "image"));
        }
        return new ArrayList<>(images).subList(0, Math.min(5, images.size()));
    }

    /** When it was published: the best of what the page says, judged by the rule for times. */
    Optional<ArticleTime> published(String url) {
        List<ArticleTime> candidates = new ArrayList<>();
        time(jsonLd("datePublished"), "json-ld", candidates);
        time(jsonLd("dateCreated"), "json-ld", candidates);
        time(first(meta("article:published_time"), meta("og:published_time")), "opengraph", candidates);
        for (String name : List.of(
                "datepublished",
                "date",
                "dc.date",
                "dc.date.issued",
                "dcterms.created",
                "dcterms.date",
                "parsely-pub-date",
                "sailthru.date",
                "pubdate",
                "publishdate",
                "publish-date",
                "publication_date",
                "citation_publication_date",
                "article.published",
                "published_time_telegram",
                "created",
                "cxenseparse:recs:publishtime",
                "date.release")) {
            time(meta(name), "meta", candidates);
        }
        Element microdata = page.selectFirst("[itemprop=datePublished]");
        if (microdata != null) {
            time(
                    first(microdata.attr("datetime"), microdata.attr("content"), microdata.text()),
                    "microdata",
                    candidates);
        }
        if (candidates.isEmpty()) {
            visibleTimes(candidates);
        }
        if (url != null && candidates.isEmpty()) {
            Matcher matcher = URL_DATE.matcher(url);
            if (matcher.find()) {
                String day = String.format(
                        Locale.ROOT,
                        "%s-%02d-%02d",
                        matcher.group(1),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3)));
                time(day, "url", candidates);
            }
        }
        return ArticleTimes.choose(candidates, captured);
    }

    Optional<ArticleTime> modified() {
        List<ArticleTime> candidates = new ArrayList<>();
        time(jsonLd("dateModified"), "json-ld", candidates);
        time(
                first(meta("article:modified_time"), meta("og:updated_time"), meta("last-modified")),
                "opengraph",
                candidates);
        return ArticleTimes.choose(candidates, captured);
    }

    private void visibleTimes(List<ArticleTime> candidates) {
        for (Element element : page.select("article time, main time, .date time, time[pubdate], time")) {
            boolean ofComment = element.closest("[class*=comment], [id*=comment], [class*=related], aside") != null;
            if (!ofComment && candidates.isEmpty()) {
                time(first(element.attr("datetime"), element.text()), "time-element", candidates);
            }
        }
        if (candidates.isEmpty()) {
            for (Element element : page.select(
                    ".date, .published, .pubdate, .post-date, .entry-date, .article-date, .timestamp, [class*=publish], [class*=date]")) {
                if (candidates.isEmpty() && element.text().length() < 60) {
                    time(first(element.attr("title"), element.text()), "time-element", candidates);
                    time(element.text(), "time-element", candidates);
                }
            }
        }
    }

    private void time(String text, String evidence, List<ArticleTime> candidates) {
        if (text != null) {
            ArticleTimes.parse(text.strip(), evidence, captured).ifPresent(candidates::add);
        }
    }

    private String heading() {
        Element heading = page.selectFirst("[itemprop=headline], article h1, main h1");
        if (heading == null || heading.text().length() < 10) {
            List<Element> all = page.select("h1").stream()
                    .filter(h -> h.text().length() > 10)
                    .toList();
            heading = all.size() == 1 ? all.get(0) : heading;
        }
        return heading == null ? null : clean(heading.text());
    }

    private String withoutSite(String title) {
        String site = meta("og:site_name");
        Matcher tail = TITLE_TAIL.matcher(title);
        if (tail.find() && tail.start() > 15) {
            String name = tail.group(1);
            String heading = heading();
            boolean isSite = site != null
                    && (site.equalsIgnoreCase(name)
                            || name.toLowerCase(Locale.ROOT).contains(site.toLowerCase(Locale.ROOT)));
            boolean headingWithout = heading != null && heading.equals(title.substring(0, tail.start()));
            if (isSite || headingWithout || site == null && heading == null) {
                return title.substring(0, tail.start());
            }
        }
        return title;
    }

    private void addAuthors(String text, Set<String> authors) {
        String line = clean(text);
        if (line == null || line.startsWith("http") || line.length() > 120) {
            return;
        }
        line = BY.matcher(line).replaceFirst("");
        for (String name : line.split("\\s*(?:[,;|/]|\\band\\b|\\bund\\b|\\bet\\b|&)\\s*")) {
            boolean plausible =
                    name.length() > 2 && name.length() < 60 && !name.matches(".*\\d.*") && !name.contains("@");
            if (plausible) {
                authors.add(name);
            }
        }
    }

    private static void addTags(String text, Set<String> tags) {
        for (String tag : text.split("[,;]")) {
            String line = PlainText.line(tag);
            if (!line.isEmpty() && line.length() < 60) {
                tags.add(line);
            }
        }
    }

    private String jsonLd(String field) {
        return article == null ? null : JsonLd.text(article, field);
    }

    private String meta(String name) {
        List<String> values = metas.get(name);
        return values == null ? null : values.get(0);
    }

    private static String first(String... values) {
        for (String value : values) {
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }

    /** One line of plain text: entities that were escaped twice are decoded, and no markup stays. */
    private static String clean(String text) {
        if (text == null) {
            return null;
        }
        String decoded = text.indexOf('&') >= 0 ? Parser.unescapeEntities(text, false) : text;
        String plain =
                decoded.indexOf('<') >= 0 ? org.jsoup.Jsoup.parse(decoded).text() : decoded;
        return PlainText.lineOrNull(plain);
    }
}
