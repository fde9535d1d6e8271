package io.newsflow.ingest.page;

import io.newsflow.ingest.extract.BodyBuilder;
import io.newsflow.model.BlockKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.Elements;

/**
 * Finds the main text of a page. What is furniture by its tag, role, class or id goes first; then the element is chosen
 * that holds most of the text in paragraphs with few links, in the manner of Arc90's Readability (2009) with the text
 * and link densities of Kohlschütter, Fankhauser and Nejdl (2010); then its blocks are read in order, and those that look
 * like furniture are passed over. Works on a document of its own, which it changes.
 */
final class MainText {
    private static final int LEAST_PARAGRAPH = 25;
    private static final int LEAST_TEXT = 200;
    private static final double MOST_LINKS = 0.5;
    private static final int SUSPICIOUSLY_LITTLE = 400;
    /** An element with more than this part of the page's text is no furniture, whatever its class says. */
    private static final double TOO_MUCH_TO_DROP = 0.5;

    private static final String NEVER_TEXT =
            "script, style, noscript, template, iframe, svg, canvas, object, embed, form,"
                    + " button, input, select, textarea, nav, dialog, menu, video, audio, [hidden], [aria-hidden=true],"
                    + " [role=navigation], [role=complementary], [role=banner], [role=contentinfo], [role=dialog],"
                    + " [role=search], [role=alert], [role=menu], [style*=display:none], [style*=display: none],"
                    + " [itemprop=comment], [itemtype*=WPFooter], [itemtype*=WPHeader], [itemtype*=SiteNavigationElement]";
    private static final Pattern FURNITURE = Pattern.compile(
            "(?i)(?:^|[\\s_-])(?:comments?|commentlist|disqus|respond|replies|shar(?:e|ing|er)\\w*|social\\w*|related\\w*|recommend\\w*"
                    + "|newsletter\\w*|subscri\\w*|promo\\w*|advert\\w*|ads?|adbox|sponsor\\w*|cookie\\w*|consent|gdpr"
                    + "|breadcrumbs?|pagination|pager|sidebar\\w*|widgets?|footer\\w*|nav|navbar|navigation|menu|toolbar"
                    + "|popup|modal|teasers?|tags?|taglist|taxonomy|author-?(?:bio|box|info)|bio|byline|rating|print"
                    + "|paywall|outbrain|taboola|trending|most-?(?:read|popular|viewed)|read-?(?:more|next|also)|more-?(?:news|stories|on)"
                    + "|see-?also|login|signup|signin|register|search|skip|masthead|copyright|legal|meta|metadata|postmeta|post-?info"
                    + "|entry-?(?:meta|footer|utility)|jp-relatedposts|sharedaddy|follow\\w*|donat\\w*|banner|timestamp|dateline-?box"
                    + "|caption-?credit|photo-?credit|slideshow|gallery-?nav|visually-?hidden|sr-only|screen-reader-text|hidden|tooltip"
                    + "|navi|meldungen|kommentar\\w*|teilen|weiter|mehr|ähnlich\\w*|anzeige|werbung)(?:$|[\\s_-])");
    private static final Pattern LIKELY_BODY = Pattern.compile(
            "(?i)(?:article|story|post|entry|news|page|main|content|text|beitrag|artikel|body)[\\w]*[-_]*"
                    + "(?:body|content|text|copy|main|inner)|^(?:article|story|entry|post|content|artikel|beitrag|text)$|articlebody|entry-content");
    private static final Pattern FURNITURE_LINE = Pattern.compile(
            "(?i)^(?:(?:read (?:more|also|next)|see also|related|also read|more on this|lesen sie (?:auch|mehr)|mehr zum thema|lire aussi"
                    + "|à lire aussi|lee también|leggi anche|leia também|lees ook|читайте также|читайте також)\\b.{0,150}"
                    + "|(?:share|tweet|pin it|email|print|facebook|twitter|whatsapp|linkedin|advertisement|anzeige|werbung|publicité|publicidad"
                    + "|reklama|sponsored|loading\\W*|follow us.{0,60}|sign up.{0,100}|subscribe.{0,100}|newsletter.{0,60}|copyright.{0,120}|©.{0,150}"
                    + "|all rights reserved.{0,80}|tags?:.{0,200}|filed under:?.{0,150}|posted (?:in|on|by).{0,120}|comments?(?: \\(\\d+\\))?|no comments?.{0,20}|leave a (?:comment|reply).{0,60}"
                    + "|\\d+ (?:comments?|kommentare?|shares?)|kommentare.{0,30}|teilen.{0,30}|drucken|weiterlesen.{0,40}|click here.{0,80}|photo(?: by|:).{0,80}|source:.{0,80}|image:.{0,80}))$");

    private final Map<Element, Double> scores = new IdentityHashMap<>();
    private final Set<String> seen = new HashSet<>();

    private MainText(String title) {
        if (title != null) {
            seen.add(key(title));
        }
    }

    /**
     * The main text of a page. Where little is left once everything has gone that is furniture by its class, the page is
     * read again and only what can be no text by its tag or role goes: some pages name their text like their furniture.
     *
     * @param page the parsed page; not changed
     * @param title its headline, which is not repeated in the text; may be null
     */
    static BodyBuilder of(Document page, String title) {
        BodyBuilder strict = new MainText(title).extract(page.clone(), true);
        if (strict.text().length() >= SUSPICIOUSLY_LITTLE) {
            return strict;
        }
        BodyBuilder lenient = new MainText(title).extract(page.clone(), false);
        return lenient.text().length() > 2 * strict.text().length() ? lenient : strict;
    }

    private BodyBuilder extract(Document page, boolean byClass) {
        Element body = page.body();
        clean(body);
        if (byClass) {
            cleanByClass(body);
        }
        Element best = choose(body);
        BodyBuilder out = new BodyBuilder();
        for (Element part : withSiblings(best)) {
            read(part, out);
        }
        return out;
    }

    private void clean(Element body) {
        body.select(NEVER_TEXT).remove();
        body.select("header, footer").forEach(element -> {
            boolean ofArticle = element.closest("article, main") != null && paragraphs(element) > LEAST_TEXT;
            if (!ofArticle) {
                element.remove();
            }
        });
    }

    private void cleanByClass(Element body) {
        double whole = Math.max(1, paragraphs(body));
        for (Element element : body.select("aside, figure ~ small, [class], [id]")) {
            if (element.parent() == null || element == body || element.closest("body") == null) {
                continue;
            }
            String name = element.normalName();
            if (name.equals("article")
                    || name.equals("main")
                    || name.equals("p") && element.text().length() > 200) {
                continue;
            }
            boolean furniture = name.equals("aside")
                    || FURNITURE.matcher(element.className()).find()
                    || FURNITURE.matcher(element.id()).find();
            if (furniture && paragraphs(element) < whole * TOO_MUCH_TO_DROP) {
                element.remove();
            }
        }
    }

    /** Length of the text in paragraphs. */
    private static int paragraphs(Element element) {
        int length = 0;
        for (Element p : element.select("p, blockquote, pre, li, td")) {
            if (p.normalName().equals("p") || p.select("p").isEmpty()) {
                int own = p.text().length();
                if (own >= LEAST_PARAGRAPH && linkDensity(p) < MOST_LINKS) {
                    length += own;
                }
            }
        }
        return length == 0 ? element.text().length() : length;
    }

    private Element choose(Element body) {
        for (Element paragraph : body.select("p, pre, blockquote, td, div, section, li, h2, h3")) {
            score(paragraph);
        }
        Element best = null;
        double most = 0;
        for (Map.Entry<Element, Double> entry : scores.entrySet()) {
            Element element = entry.getKey();
            double score = entry.getValue() * (1 - linkDensity(element)) * preference(element);
            if (score > most || score == most && best != null && order(element) < order(best)) {
                most = score;
                best = element;
            }
        }
        Element declared = body.selectFirst("[itemprop=articleBody]");
        if (declared != null && declared.text().length() > LEAST_TEXT) {
            return declared;
        }
        return best == null ? body : best;
    }

    private static int order(Element element) {
        return element.elementSiblingIndex() + element.parents().size() * 1_000;
    }

    private static double preference(Element element) {
        String name = element.normalName();
        double weight = name.equals("article") ? 1.3 : name.equals("main") ? 1.1 : name.equals("body") ? 0.7 : 1;
        if (LIKELY_BODY.matcher(element.className()).find()
                || LIKELY_BODY.matcher(element.id()).find()) {
            weight *= 1.3;
        }
        return weight;
    }

    private void score(Element paragraph) {
        String name = paragraph.normalName();
        if ((name.equals("div") || name.equals("section") || name.equals("td") || name.equals("li"))
                && hasBlocks(paragraph)) {
            if (ownText(paragraph) < LEAST_PARAGRAPH) {
                return;
            }
        }
        String text = name.equals("div") || name.equals("section") ? paragraph.ownText() : paragraph.text();
        if (text.length() < LEAST_PARAGRAPH) {
            return;
        }
        double score = 1 + Math.min(text.length() / 100.0, 5);
        for (int i = 0; i < text.length() && score < 20; i++) {
            char c = text.charAt(i);
            if (c == ',' || c == '，' || c == '、' || c == '،') {
                score += 0.5;
            }
        }
        score *= 1 - linkDensity(paragraph);
        double share = 1;
        int level = 0;
        for (Element parent = name.equals("div") || name.equals("section") ? paragraph : paragraph.parent();
                parent != null && level < 5;
                parent = parent.parent()) {
            scores.merge(parent, score * share, Double::sum);
            level++;
            share = level == 1 ? 0.75 : share * 0.6;
            if (parent.normalName().equals("body")) {
                break;
            }
        }
    }

    private static int ownText(Element element) {
        return element.ownText().length();
    }

    private static boolean hasBlocks(Element element) {
        return element.selectStream("p, div, section, article, ul, ol, table, blockquote, h1, h2, h3, h4, pre")
                .anyMatch(inner -> inner != element);
    }

    static double linkDensity(Element element) {
        int all = element.text().length();
        if (all == 0) {
            return 0;
        }
        int linked = 0;
        for (Element link : element.select("a")) {
            linked += link.text().length();
        }
        return Math.min(1, (double) linked / all);
    }

    /** The chosen element, and siblings that carry the same text on: pages that split their body into parts. */
    private List<Element> withSiblings(Element best) {
        Element parent = best.parent();
        if (parent == null
                || best.normalName().equals("body")
                || best.normalName().equals("article")) {
            return List.of(best);
        }
        double threshold = Math.max(10, scores.getOrDefault(best, 0.0) * 0.25);
        List<Element> parts = new ArrayList<>();
        for (Element sibling : parent.children()) {
            boolean sameClass =
                    !best.className().isEmpty() && sibling.className().equals(best.className());
            double bonus = sameClass ? scores.getOrDefault(best, 0.0) * 0.2 : 0;
            boolean carriesOn = scores.getOrDefault(sibling, 0.0) + bonus >= threshold;
            boolean paragraph =
                    sibling.normalName().equals("p") && sibling.text().length() > 80 && linkDensity(sibling) < 0.25;
            if (sibling == best || carriesOn || paragraph) {
                parts.add(sibling);
            }
        }
        return parts;
    }

    private void read(Element root, BodyBuilder out) {
        StringBuilder loose = new StringBuilder();
        readChildren(root, out, loose, 0);
        flush(loose, out);
    }

    private void readChildren(Element element, BodyBuilder out, StringBuilder loose, int depth) {
        if (depth > 200) {
            loose.append(element.text());
            return;
        }
        for (Node child : element.childNodes()) {
            if (child instanceof TextNode text) {
                loose.append(text.getWholeText());
            } else if (child instanceof Element inner) {
                readElement(inner, out, loose, depth + 1);
            }
        }
    }

    private void readElement(Element element, BodyBuilder out, StringBuilder loose, int depth) {
        String name = element.normalName();
        switch (name) {
            case "p",
                    "pre",
                    "blockquote",
                    "figcaption",
                    "dt",
                    "dd",
                    "h1",
                    "h2",
                    "h3",
                    "h4",
                    "h5",
                    "h6",
                    "li",
                    "tr",
                    "address",
                    "summary" -> {
                flush(loose, out);
                boolean nested = element.selectStream("p, li, div, h2, h3, ul, ol, table")
                        .anyMatch(inner -> inner != element);
                if (nested && !name.startsWith("h")) {
                    StringBuilder inner = new StringBuilder();
                    readChildren(element, out, inner, depth);
                    flush(inner, out);
                } else {
                    block(element, out);
                }
            }
            case "br" -> {
                boolean paragraphBreak = loose.toString().endsWith("\n");
                if (paragraphBreak) {
                    flush(loose, out);
                } else {
                    loose.append('\n');
                }
            }
            case "div",
                    "section",
                    "article",
                    "main",
                    "ul",
                    "ol",
                    "dl",
                    "table",
                    "tbody",
                    "thead",
                    "td",
                    "th",
                    "figure",
                    "center",
                    "header",
                    "details",
                    "fieldset" -> {
                flush(loose, out);
                if (isLinkList(element)) {
                    return;
                }
                StringBuilder inner = new StringBuilder();
                readChildren(element, out, inner, depth);
                flush(inner, out);
            }
            case "img", "picture", "hr" -> flush(loose, out);
            default -> {
                if (hasBlocks(element)) {
                    readChildren(element, out, loose, depth);
                } else {
                    loose.append(element.wholeText());
                }
            }
        }
    }

    private static boolean isLinkList(Element element) {
        String name = element.normalName();
        boolean list = name.equals("ul")
                || name.equals("ol")
                || name.equals("div")
                || name.equals("table")
                || name.equals("section");
        return list
                && linkDensity(element) > 0.6
                && element.select("a").size() > 1
                && element.text().length() < 3_000;
    }

    private void block(Element element, BodyBuilder out) {
        String name = element.normalName();
        String text = name.equals("pre") ? element.wholeText() : element.text();
        double links = linkDensity(element);
        boolean listItem = name.equals("li");
        if (links > 0.8 && text.length() < 200 || links > MOST_LINKS && (listItem || text.length() < 60)) {
            return;
        }
        int level = name.length() == 2 && name.charAt(0) == 'h' && Character.isDigit(name.charAt(1))
                ? name.charAt(1) - '0'
                : 0;
        BlockKind kind = level > 0
                ? BlockKind.HEADING
                : switch (name) {
                    case "li", "dt", "dd" -> BlockKind.LIST_ITEM;
                    case "blockquote" -> BlockKind.QUOTE;
                    case "figcaption" -> BlockKind.CAPTION;
                    case "pre" -> BlockKind.CODE;
                    case "tr" -> BlockKind.TABLE;
                    default -> element.closest("blockquote") != null ? BlockKind.QUOTE : BlockKind.PARAGRAPH;
                };
        add(kind, level, text, out);
    }

    private void flush(StringBuilder loose, BodyBuilder out) {
        String text = loose.toString().strip();
        loose.setLength(0);
        if (!text.isEmpty()) {
            add(BlockKind.PARAGRAPH, 0, text, out);
        }
    }

    private void add(BlockKind kind, int level, String text, BodyBuilder out) {
        String line = text.strip();
        if (line.isEmpty() || line.chars().noneMatch(Character::isLetterOrDigit)) {
            return;
        }
        if (line.length() < 250 && FURNITURE_LINE.matcher(line).matches()) {
            return;
        }
        String key = key(line);
        if (key.length() > 3 && !seen.add(key)) {
            return;
        }
        out.add(kind, level, line);
    }

    private static String key(String text) {
        return text.replaceAll("[^\\p{L}\\p{N}]+", " ").strip().toLowerCase(Locale.ROOT);
    }

    /** Elements, for tests of a page that lists articles: how many links stand in headings or list items. */
    static int teasers(Document page) {
        Elements links = page.select("h2 a, h3 a, h4 a, li a");
        return (int) links.stream().filter(link -> link.text().length() > 25).count();
    }
}
