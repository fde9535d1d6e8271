package io.newsflow.ingest.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.newsflow.ingest.extract.HtmlText;
import io.newsflow.ingest.extract.PlainText;
import io.newsflow.ingest.identity.CanonicalUrl;
import io.newsflow.ingest.page.PageContent.Kind;
import io.newsflow.ingest.page.PageContent.Link;
import io.newsflow.ingest.page.PageContent.Part;
import io.newsflow.ingest.page.PageContent.Picture;
import io.newsflow.ingest.page.PageTree.Box;
import io.newsflow.ingest.page.PageTree.Form;
import io.newsflow.ingest.page.PageTree.Run;
import io.newsflow.model.BlockKind;
import io.newsflow.model.PageFeature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/**
 * Reads web pages: finds the article's text and what the page states about it. Pure and thread-safe; bounded in time and
 * memory whatever the page is like: pages are cut at {@link #MAX_CHARS} characters, elements nest {@link #MAX_DEPTH} deep at
 * most, and {@link PageTree#MAX_NODES} nodes are looked at.
 */
public final class PageReader {
    /** Longest page read, in UTF-16 characters; more is cut and flagged {@code page-truncated}. */
    public static final int MAX_CHARS = 5_000_000;
    /** Deepest nesting kept; elements below are attached there. */
    public static final int MAX_DEPTH = 400;

    /** A page that shows less text than this may hold it in its JSON-LD only. */
    private static final int LEAST_BODY = 250;

    /** A page with more text of its own than this is an article, however many others it leads to. */
    private static final int MOST_OF_LIST = 800;
    /** Less text than this is a section's introduction, in characters. */
    private static final int LITTLE_TEXT = 60;
    /** A home page with text that leads to no more articles is a site of one page. */
    private static final int MOST_OF_SINGLE = 2;
    /** A list leads to so many articles at least. */
    private static final int LEAST_OF_LIST = 6;

    private static final Pattern LIST_PATH = Pattern.compile(
            "(?i)^/(?:[a-z]{2}/)?(?:tags?|topics?|themen?|category|categories|kategorie|rubrique|section|sections|authors?|autor|search|suche|archives?|archiv|page)(?:/|\\?|$)|/page/\\d+/?$|[?&](?:s|q|query|search|cat|tag|paged)=");
    private static final Pattern LIST_CLASS =
            Pattern.compile("(?:^|\\s)(?:archive|category|tag|search-results|blog|home)(?:\\s|$)");

    /** A page with more text than this is an article, unless much else speaks for a list. */
    private static final int MUCH_TEXT = 3_000;
    /** Longer lines are no labels, in characters. */
    private static final int MOST_OF_LABEL = 150;

    /** Runs at the end of the text among which lines on its authors are looked for. */
    private static final int MOST_OF_END = 3;
    /** Behind a line on an author, shorter ones are about them too, in characters. */
    private static final int LEAST_OF_TEXT = 100;

    /** Runs in front of the text among which its first picture is looked for. */
    private static final int NEAR = 12;
    /** Pictures that are less wide or high are icons. */
    private static final int LEAST_PIXELS = 100;

    private static final List<String> SOURCES =
            List.of("data-src", "data-lazy-src", "data-original", "data-lazy", "src");

    private static final int MAX_IMAGES = 30;
    private static final int MAX_LINKS = 40;
    private static final Pattern CREDIT = Pattern.compile(
            "(?i)(?:\\(|\\[|\\||^|[.\\u2013\\u2014-]\\s*|\\s)\\s*(?:foto|fotos|photo|bild|picture|image|imagen|cr[e\u00E9]dito|cr[e\u00E9]dit|credit|quelle|source|fuente|copyright|\u00A9)s?\\s*(?:by|von|de|:|/|\u00A9)\\s*:?\\s*([^)\\]]{2,100})[)\\]]?\\s*$");

    private PageReader() {}

    /**
     * Reads a page.
     *
     * @param html the page
     * @param url its address, or null
     * @param captured when it looked like this; relative times are resolved against it
     * @return what it holds
     */
    public static PageContent read(String html, String url, Instant captured) {
        return readAll(html, url, captured).content();
    }

    /**
     * A page as read.
     *
     * @param content what it holds
     * @param declaredBody the text that its JSON-LD declares, markup taken out, or null
     */
    record Reading(PageContent content, String declaredBody) {}

    /** Reads a page as {@link #read} does, and tells what its JSON-LD says of its text too. */
    static Reading readAll(String html, String url, Instant captured) {
        List<String> flags = new ArrayList<>();
        String cut = html;
        if (html.length() > MAX_CHARS) {
            cut = html.substring(0, MAX_CHARS);
            flags.add("page-truncated");
        }
        Document document = Parser.htmlParser().setMaxDepth(MAX_DEPTH).parseInput(cut, "");
        PageFacts facts = new PageFacts();
        Element root = document.firstElementChild();
        if (root != null) {
            facts.see(root, "html", 0);
        }
        for (Element element : document.head().getAllElements()) {
            facts.see(element, element.normalName(), 0);
        }
        PageTree tree = PageTree.of(document.body(), facts);
        if (tree.truncated && flags.isEmpty()) {
            flags.add("page-truncated");
        }
        if (facts.jsonLd.broken()) {
            flags.add("json-ld-broken");
        }
        Assembly assembly = new Assembly(facts, tree, url, captured, flags);
        String declared = assembly.metadata.declaredBody();
        return new Reading(
                assembly.content(),
                declared == null ? null : HtmlText.read(declared).body().text());
    }

    private static final class Assembly {
        private final PageFacts facts;
        private final PageTree tree;
        private final PageMetadata metadata;
        private final String url;
        private final List<String> flags;

        Assembly(PageFacts facts, PageTree tree, String url, Instant captured, List<String> flags) {
            this.facts = facts;
            this.tree = tree;
            this.url = url;
            this.flags = flags;
            this.metadata = new PageMetadata(facts, tree, url, captured);
        }

        PageContent content() {
            String publisher = metadata.publisher();
            MainText text = MainText.of(tree);
            boolean corrected = text.agreeWith(metadata.declaredBody());
            int firstKept = text.runs().isEmpty() ? -1 : text.runs().get(0).index;
            int lastKept =
                    text.runs().isEmpty() ? -1 : text.runs().get(text.runs().size() - 1).index;
            PageMetadata.Headline headline = metadata.headline(publisher, firstKept);
            int titleRun = headline == null || headline.run() == null ? -1 : headline.run().index;
            List<String> authors = metadata.authors(publisher, titleRun, firstKept, lastKept);
            dropBiographies(text.runs(), authors);
            List<Part> parts = new ArrayList<>();
            for (Run run : text.runs()) {
                if (headline != null && run == headline.run() || isAboveTitle(run, titleRun)) {
                    continue;
                }
                parts.add(new Part(kind(run), run.level, run.text));
            }
            if (corrected) {
                flags.add("body-by-json-ld");
            }
            takeDeclaredBody(parts);
            return new PageContent(
                    kind(parts, text.runs(), headline == null ? null : headline.run()),
                    headline == null ? null : headline.text(),
                    standfirst(parts),
                    merged(parts),
                    authors,
                    null,
                    metadata.published(titleRun, firstKept, lastKept),
                    metadata.modified(),
                    metadata.section(),
                    metadata.tags(),
                    metadata.language(),
                    metadata.canonical(),
                    publisher,
                    images(firstKept, lastKept),
                    metadata.paywalled(),
                    commentCount(),
                    metadata.rights(),
                    related(),
                    features(),
                    flags);
        }

        /** Behind the text, lines on who its authors are go with the headings over them. */
        private static void dropBiographies(List<Run> runs, List<String> authors) {
            int end = runs.size();
            int from = Math.max(1, end - MOST_OF_END);
            for (int i = from; i < end; i++) {
                if (FurnitureLine.isBiography(runs.get(i).text, authors)) {
                    int start = i;
                    while (start > from && runs.get(start - 1).form == Form.HEADING) {
                        start--;
                    }
                    runs.subList(start, end)
                            .removeIf(run -> run.length < LEAST_OF_TEXT
                                    || run.form == Form.HEADING
                                    || FurnitureLine.isBiography(run.text, authors));
                    return;
                }
            }
        }

        /** Labels above the headline are sections and breadcrumbs. */
        private boolean isAboveTitle(Run run, int titleRun) {
            return titleRun >= 0
                    && run.length < MOST_OF_LABEL
                    && !MainText.endsSentence(run.text)
                    && run.index < titleRun;
        }

        /** Where the page shows next to no text, that in its JSON-LD or other data serves: pages that scripts fill. */
        private void takeDeclaredBody(List<Part> parts) {
            int shown = length(parts);
            if (shown >= LEAST_BODY) {
                return;
            }
            String declared = metadata.declaredBody();
            if (declared != null && declared.length() > shown) {
                parts.clear();
                parts.addAll(ScriptText.partsOf(declared));
                flags.add("body-from-json-ld");
                return;
            }
            List<Part> data = ScriptText.of(facts.dataScripts, tree.boxes.get(0).element);
            if (length(data) > 2 * shown) {
                parts.clear();
                parts.addAll(data);
                flags.add("body-from-script");
            }
        }

        private static int length(List<Part> parts) {
            return parts.stream().mapToInt(part -> part.text().length()).sum();
        }

        /** Rows of a table that stand together are one part. */
        private static List<Part> merged(List<Part> parts) {
            List<Part> merged = new ArrayList<>();
            for (Part part : parts) {
                Part last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
                if (part.kind() == BlockKind.TABLE && last != null && last.kind() == BlockKind.TABLE) {
                    merged.set(merged.size() - 1, new Part(BlockKind.TABLE, 0, last.text() + "\n" + part.text()));
                } else {
                    merged.add(part);
                }
            }
            return merged;
        }

        private static BlockKind kind(Run run) {
            return switch (run.form) {
                case PLAIN, PARAGRAPH -> BlockKind.PARAGRAPH;
                case HEADING -> BlockKind.HEADING;
                case ITEM -> BlockKind.LIST_ITEM;
                case QUOTE -> BlockKind.QUOTE;
                case CAPTION -> BlockKind.CAPTION;
                case ROW -> BlockKind.TABLE;
                case CODE -> BlockKind.CODE;
            };
        }

        private Kind kind(List<Part> parts, List<Run> kept, Run headline) {
            int chars = length(parts);
            JsonNode article = metadata.article();
            String type = facts.first("og:type");
            int list = 0;
            if (JsonLd.isArticle(article)) {
                list -= 3;
            }
            if (type != null && type.toLowerCase(Locale.ROOT).contains("article")) {
                list -= 2;
            }
            if (facts.first("article:published_time") != null) {
                list -= 1;
            }
            if (facts.jsonLd.has("collectionpage") || facts.jsonLd.has("itemlist") && !JsonLd.isArticle(article)) {
                list += 2;
            }
            Teasers teasers = Teasers.of(tree, headline == null ? -1 : headline.index);
            // The text may have been taken from elsewhere; then nothing of it stands in teasers.
            int own = kept.isEmpty() ? chars : teasers.outside(kept);
            if (isHome()) {
                list += teasers.count() <= MOST_OF_SINGLE && own >= MOST_OF_LIST ? 1 : 3;
            }
            if (teasers.count() >= LEAST_OF_LIST) {
                boolean headed = headline != null
                        && headline.form == Form.HEADING
                        && headline.linkDensity() < 0.5
                        && Teasers.isHeadline(headline.text)
                        && own > 0;
                if (own < LITTLE_TEXT) {
                    list += 3;
                } else if (own < MOST_OF_LIST && chars < 150 * teasers.count()) {
                    list += 2;
                } else if (own >= MUCH_TEXT) {
                    list -= 1;
                }
                if (headed) {
                    list -= 2;
                }
                if (own < MOST_OF_LIST) {
                    list += placeOfList();
                }
            }
            if (list >= 3) {
                return Kind.LIST;
            }
            return chars < 25 ? Kind.EMPTY : Kind.ARTICLE;
        }

        /** What the address, and the names that content management systems give to their pages, say for a list. */
        private int placeOfList() {
            String path = url == null ? "" : url.replaceFirst("^https?://[^/?#]*", "");
            String names = tree.boxes.get(0).element.className();
            return LIST_PATH.matcher(path).find() || LIST_CLASS.matcher(names).find() ? 2 : 0;
        }

        private boolean isHome() {
            String path = url == null || url.indexOf('?') >= 0
                    ? "x"
                    : url.replaceFirst("^https?://[^/?#]*", "").replaceFirst("#.*$", "");
            return path.isEmpty() || path.equals("/") || path.matches("/(?:index|home|default)\\.\\w+");
        }

        private String standfirst(List<Part> parts) {
            String shown = null;
            for (Run run : tree.runs) {
                if ((run.box.hints & Hint.STANDFIRST) != 0
                        && !run.box.out
                        && run.length >= 40
                        && run.length <= 800
                        && run.form != Form.CAPTION
                        && run.linkDensity() < 0.3) {
                    shown = run.text;
                    break;
                }
            }
            if (shown != null) {
                return shown;
            }
            String description = metadata.description();
            if (description == null
                    || description.length() < 25
                    || description.endsWith("...")
                    || description.endsWith("\u2026")
                    || description.endsWith("[&hellip;]")) {
                return null;
            }
            String bare = PageMetadata.letters(description);
            StringBuilder start = new StringBuilder();
            for (Part part : parts) {
                if (part.kind() == BlockKind.PARAGRAPH) {
                    start.append(PageMetadata.letters(part.text()));
                    if (start.length() > bare.length() * 2 + 400) {
                        break;
                    }
                }
            }
            return start.indexOf(bare.substring(0, Math.min(bare.length(), 80))) >= 0 ? null : description;
        }

        private List<Picture> images(int firstKept, int lastKept) {
            Map<String, Picture> pictures = new LinkedHashMap<>();
            JsonNode article = metadata.article();
            if (article != null) {
                image(pictures, article.get("image"), 0);
            }
            List<String> og = facts.meta("og:image");
            if (!og.isEmpty()) {
                put(
                        pictures,
                        og.get(0),
                        facts.first("og:image:alt"),
                        null,
                        number(facts.first("og:image:width")),
                        number(facts.first("og:image:height")));
            } else if (facts.first("twitter:image", "twitter:image:src") != null) {
                put(pictures, facts.first("twitter:image", "twitter:image:src"), null, null, null, null);
            }
            shown(pictures, firstKept, lastKept);
            return List.copyOf(pictures.values());
        }

        /** Pictures that stand in the text or between the headline and it, with their captions. */
        private void shown(Map<String, Picture> pictures, int firstKept, int lastKept) {
            if (firstKept < 0) {
                return;
            }
            for (PageTree.Shot shot : tree.shots) {
                if (shot.run() < firstKept - NEAR || shot.run() > lastKept + 1 || isFurniture(shot.box())) {
                    continue;
                }
                Element img = shot.element();
                Integer width = number(img.attr("width"));
                Integer height = number(img.attr("height"));
                boolean small = width != null && width < LEAST_PIXELS || height != null && height < LEAST_PIXELS;
                String address = source(img);
                String absolute = address == null
                        ? null
                        : CanonicalUrl.resolve(url, address).orElse(address);
                String caption = caption(shot);
                boolean inFigure = caption != null || in(shot.box(), "figure") || in(shot.box(), "p");
                if (absolute != null && !small && inFigure) {
                    String words = caption != null ? caption : PlainText.lineOrNull(img.attr("alt"));
                    Picture known = pictures.get(absolute);
                    if (known != null && known.caption() == null) {
                        pictures.remove(absolute);
                    }
                    put(pictures, absolute, words, null, width, height);
                }
            }
        }

        private static boolean isFurniture(Box box) {
            for (Box around = box; around != null; around = around.parent) {
                if ((around.hints & Hint.OUT & ~(Hint.CAPTION | Hint.META)) != 0 && around.out) {
                    return true;
                }
            }
            return false;
        }

        private static boolean in(Box box, String tag) {
            Box around = box;
            for (int i = 0; i < 4 && around != null; i++) {
                if (around.tag.equals(tag)) {
                    return true;
                }
                around = around.parent;
            }
            return false;
        }

        /** The words of the caption in the smallest of the boxes around a picture that holds one, and little else. */
        private String caption(PageTree.Shot shot) {
            Box around = shot.box();
            for (int i = 0; i < 4 && around != null && around.to - around.from <= 4; i++) {
                StringBuilder words = new StringBuilder();
                for (Run run : tree.runs.subList(around.from, around.to)) {
                    if (run.form == Form.CAPTION || ((run.box.hints | run.hints) & Hint.CAPTION) != 0) {
                        words.append(words.isEmpty() ? "" : " ").append(run.text);
                    }
                }
                if (!words.isEmpty()) {
                    return words.toString();
                }
                around = around.parent;
            }
            return null;
        }

        private static String source(Element img) {
            for (String attribute : SOURCES) {
                String value = img.attr(attribute).strip();
                if (!value.isEmpty() && !value.startsWith("data:") && !value.endsWith(".svg")) {
                    return value;
                }
            }
            return null;
        }

        private void image(Map<String, Picture> pictures, JsonNode node, int depth) {
            if (node == null || depth > 2) {
                return;
            }
            if (node.isArray()) {
                node.forEach(n -> image(pictures, n, depth + 1));
            } else if (node.isObject()) {
                JsonNode image = facts.jsonLd.resolve(node);
                String address = JsonLd.text(image, "url");
                if (address == null) {
                    address = JsonLd.text(image, "contentUrl");
                }
                put(
                        pictures,
                        address,
                        JsonLd.text(image, "caption"),
                        JsonLd.text(image, "creditText"),
                        number(image.path("width").asText()),
                        number(image.path("height").asText()));
            } else if (node.isTextual()) {
                put(pictures, node.asText(), null, null, null, null);
            }
        }

        private static void put(
                Map<String, Picture> pictures,
                String address,
                String caption,
                String credit,
                Integer width,
                Integer height) {
            if (address == null || address.isBlank() || address.startsWith("data:") || pictures.size() >= MAX_IMAGES) {
                return;
            }
            String words = PlainText.lineOrNull(HtmlText.line(caption));
            String by = PlainText.lineOrNull(HtmlText.line(credit));
            if (words != null && by == null) {
                Matcher m = CREDIT.matcher(words);
                if (m.find()) {
                    by = m.group(1).strip();
                }
            }
            pictures.putIfAbsent(address.strip(), new Picture(address.strip(), words, by, width, height));
        }

        private static Integer number(String text) {
            if (text == null) {
                return null;
            }
            String digits = text.strip().replaceFirst("(?:px|\\.0+)$", "");
            return digits.matches("[1-9]\\d{0,4}") ? Integer.valueOf(digits) : null;
        }

        private Integer commentCount() {
            Integer stated = number(JsonLd.text(metadata.article(), "commentCount"));
            return stated;
        }

        private List<Link> related() {
            Map<String, Link> links = new LinkedHashMap<>();
            String own = url == null ? "" : CanonicalUrl.of(url).orElse("");
            String domain = CanonicalUrl.domainOf(url).orElse(null);
            for (Box box : tree.boxes) {
                if ((box.hints & Hint.RELATED) == 0 || box.parent != null && (box.parent.hints & Hint.RELATED) != 0) {
                    continue;
                }
                for (Element a : box.element.select("a[href]")) {
                    if (links.size() >= MAX_LINKS) {
                        return List.copyOf(links.values());
                    }
                    String title = PlainText.line(a.text());
                    if (title.length() < 20 || title.length() > 300 || title.indexOf(' ') < 0) {
                        continue;
                    }
                    String address = CanonicalUrl.resolve(url, a.attr("href")).orElse(null);
                    if (address == null
                            || domain == null
                            || !domain.equals(CanonicalUrl.domainOf(address).orElse(""))) {
                        continue;
                    }
                    String canonical = CanonicalUrl.of(address).orElse(own);
                    if (!canonical.equals(own)) {
                        links.putIfAbsent(canonical, new Link(address, title));
                    }
                }
            }
            return List.copyOf(links.values());
        }

        private List<PageFeature> features() {
            Map<String, Integer> seen = new LinkedHashMap<>();
            for (Box box : tree.boxes) {
                if (!box.out || box.parent != null && box.parent.out || box.to == box.from) {
                    continue;
                }
                if ((box.hints & Hint.COMMENTS) != 0) {
                    seen.merge("comments", 1, Integer::sum);
                } else if ((box.hints & Hint.CONSENT) != 0) {
                    seen.merge("cookie-notice", 1, Integer::sum);
                } else if ((box.hints & Hint.SHARE) != 0) {
                    seen.merge("share-buttons", 1, Integer::sum);
                } else if ((box.hints & Hint.RELATED) != 0) {
                    seen.merge("related", 1, Integer::sum);
                }
            }
            return seen.keySet().stream()
                    .map(k -> new PageFeature(k, null, null))
                    .toList();
        }
    }
}
