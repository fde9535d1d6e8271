package io.newsflow.ingest.extract;

import io.newsflow.model.BlockKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jsoup.parser.Tag;
import org.jsoup.select.NodeVisitor;

/**
 * Plain text out of HTML fragments, such as feeds and agency documents carry. Whole web pages are not read here: nothing
 * tells the article from its surroundings. Nothing of the markup survives, so scripts cannot either. Thread-safe.
 */
public final class HtmlText {
    private static final Pattern TAG = Pattern.compile("</?([A-Za-z][A-Za-z0-9]*)(?=[\\s/>])|<!--");
    private static final Pattern ENTITY =
            Pattern.compile("&(?:#\\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});");
    private static final Set<String> SKIPPED = Set.of(
            "script",
            "style",
            "noscript",
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
            "form",
            "button",
            "input",
            "select",
            "textarea",
            "template",
            "head",
            "title",
            "audio",
            "video",
            "canvas",
            "nav",
            "map");
    private static final Set<String> BLOCKS = Set.of(
            "p",
            "div",
            "section",
            "article",
            "aside",
            "header",
            "footer",
            "main",
            "figure",
            "figcaption",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "ul",
            "ol",
            "dl",
            "dt",
            "dd",
            "li",
            "blockquote",
            "pre",
            "table",
            "caption",
            "tr",
            "hr",
            "address",
            "details",
            "summary",
            "fieldset",
            "center",
            "tbody",
            "thead",
            "tfoot",
            "body");
    private static final Pattern FURNITURE_CLASS = Pattern.compile(
            "\\b(?:feedflare|sharedaddy|jp-relatedposts|mf-viral|mf-related|social-share|share-buttons|addtoany|wp-block-buttons"
                    + "|newsletter-signup|yarpp|nc_socialPanel)\\b");
    private static final Pattern TRACKER = Pattern.compile(
            "feeds\\.feedburner\\.com|feedsportal\\.com|doubleclick\\.net|stats\\.wordpress\\.com|pixel\\.wp\\.com|google-analytics|"
                    + "/pixel(?:\\.gif|\\?|$)|/count(?:er)?\\.gif|b\\.scorecardresearch|blank\\.gif|spacer\\.gif|/1x1\\.");

    private HtmlText() {}

    /**
     * A picture in a fragment.
     *
     * @param address as found
     * @param caption caption or alternative text, or null
     * @param width in pixels, or null
     * @param height in pixels, or null
     */
    public record Picture(String address, String caption, Integer width, Integer height) {}

    /**
     * A fragment's content.
     *
     * @param body its text in blocks
     * @param pictures its pictures, without tracking pixels
     */
    public record Content(BodyBuilder body, List<Picture> pictures) {}

    /**
     * Whether text holds HTML tags or character references.
     *
     * @param text any text
     * @return true where reading it as HTML would change it
     */
    public static boolean isMarkup(String text) {
        return hasTags(text) || ENTITY.matcher(text).find();
    }

    /**
     * One line of plain text out of what may or may not be HTML: tags that HTML knows are dropped, character references
     * decoded. Text such as "a &lt; b" stays as it is.
     *
     * @param text text or HTML, or null
     * @return the line, empty for null
     */
    public static String line(String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        if (text.indexOf('<') >= 0 && hasTags(text)) {
            return PlainText.line(Jsoup.parseBodyFragment(text).body().text());
        }
        if (text.indexOf('&') >= 0 && ENTITY.matcher(text).find()) {
            return PlainText.line(Parser.unescapeEntities(text, false));
        }
        return PlainText.line(text);
    }

    /**
     * Reads a fragment into blocks. Text without tags is split into paragraphs at blank lines.
     *
     * @param html HTML or plain text
     * @return its content
     */
    public static Content read(String html) {
        if (html == null || html.isBlank()) {
            return new Content(new BodyBuilder(), List.of());
        }
        if (!hasTags(html)) {
            BodyBuilder body = new BodyBuilder();
            String text = ENTITY.matcher(html).find() ? Parser.unescapeEntities(html, false) : html;
            for (String paragraph : text.split("(?:\\r?\\n|\\r)[ \\t\\u00A0]*(?:\\r?\\n|\\r)")) {
                body.paragraph(paragraph);
            }
            return new Content(body, List.of());
        }
        return read(Jsoup.parseBodyFragment(html).body());
    }

    /**
     * Reads an element's content into blocks.
     *
     * @param root the element
     * @return its content
     */
    public static Content read(Element root) {
        Walker walker = new Walker();
        root.traverse(walker);
        walker.flush();
        return new Content(walker.body, List.copyOf(walker.pictures));
    }

    private static boolean hasTags(String text) {
        Matcher m = TAG.matcher(text);
        while (m.find()) {
            if (m.group(1) == null || Tag.isKnownTag(m.group(1).toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    private static final class Walker implements NodeVisitor {
        private final BodyBuilder body = new BodyBuilder();
        private final List<Picture> pictures = new ArrayList<>();
        private final StringBuilder inline = new StringBuilder();
        private final StringBuilder table = new StringBuilder();
        private Node skipping;
        private int breaks;
        private int lists;
        private int quotes;
        private int tables;
        private int captions;
        private int code;
        private int heading;

        @Override
        public void head(Node node, int depth) {
            if (skipping != null) {
                return;
            }
            if (node instanceof TextNode) {
                String text = ((TextNode) node).getWholeText();
                if (code > 0) {
                    inline.append(text);
                } else if (!text.isBlank()) {
                    inline.append(text);
                    breaks = 0;
                } else if (inline.length() > 0) {
                    inline.append(' ');
                }
                return;
            }
            if (!(node instanceof Element)) {
                return;
            }
            Element element = (Element) node;
            String name = element.normalName();
            if (isSkipped(element, name)) {
                skipping = node;
                return;
            }
            if (name.equals("br")) {
                lineBreak();
                return;
            }
            if (name.equals("img")) {
                picture(element);
                return;
            }
            if (name.equals("td") || name.equals("th")) {
                cell();
            }
            if (!BLOCKS.contains(name)) {
                return;
            }
            flush();
            enter(name, 1);
        }

        @Override
        public void tail(Node node, int depth) {
            if (skipping != null) {
                if (skipping == node) {
                    skipping = null;
                }
                return;
            }
            if (!(node instanceof Element)) {
                return;
            }
            String name = ((Element) node).normalName();
            if (!BLOCKS.contains(name)) {
                return;
            }
            flush();
            enter(name, -1);
            if (name.equals("table") && tables == 0) {
                flushTable();
            }
        }

        private void enter(String name, int by) {
            switch (name) {
                case "ul":
                case "ol":
                case "dl":
                    lists += by;
                    break;
                case "blockquote":
                    quotes += by;
                    break;
                case "table":
                    tables += by;
                    break;
                case "figcaption":
                case "caption":
                    captions += by;
                    break;
                case "pre":
                    code += by;
                    break;
                case "h1":
                case "h2":
                case "h3":
                case "h4":
                case "h5":
                case "h6":
                    heading = by > 0 ? name.charAt(1) - '0' : 0;
                    break;
                default:
                    break;
            }
        }

        private void lineBreak() {
            if (code > 0) {
                inline.append('\n');
                return;
            }
            breaks++;
            if (breaks >= 2) {
                flush();
            } else {
                inline.append(' ');
            }
        }

        private void cell() {
            if (inline.length() > 0 && !inline.toString().isBlank()) {
                inline.append(" \u00A6 ");
            }
        }

        private void flush() {
            breaks = 0;
            if (inline.length() == 0) {
                return;
            }
            String text = inline.toString();
            inline.setLength(0);
            if (tables > 0 && captions == 0) {
                if (!text.isBlank()) {
                    table.append(PlainText.line(text).replace(" \u00A6 ", " | "))
                            .append('\n');
                }
                return;
            }
            body.add(kind(), heading, text);
        }

        /** A table with one column of text serves layout only: its rows are paragraphs. */
        private void flushTable() {
            String text = table.toString();
            table.setLength(0);
            if (text.contains(" | ")) {
                body.add(BlockKind.TABLE, 0, text);
            } else {
                text.lines().forEach(body::paragraph);
            }
        }

        private BlockKind kind() {
            if (code > 0) {
                return BlockKind.CODE;
            }
            if (heading > 0) {
                return BlockKind.HEADING;
            }
            if (captions > 0) {
                return BlockKind.CAPTION;
            }
            if (quotes > 0) {
                return BlockKind.QUOTE;
            }
            return lists > 0 ? BlockKind.LIST_ITEM : BlockKind.PARAGRAPH;
        }

        private static boolean isSkipped(Element element, String name) {
            return SKIPPED.contains(name)
                    || element.hasAttr("hidden")
                    || FURNITURE_CLASS.matcher(element.className()).find();
        }

        private void picture(Element img) {
            String address = first(img, "data-src", "data-lazy-src", "data-original", "src");
            Integer width = number(img.attr("width"));
            Integer height = number(img.attr("height"));
            boolean pixel = width != null && width <= 3 || height != null && height <= 3;
            if (address == null
                    || pixel
                    || address.startsWith("data:")
                    || TRACKER.matcher(address).find()) {
                return;
            }
            Element figure = img.closest("figure");
            Element caption = figure == null ? null : figure.selectFirst("figcaption");
            String words = caption != null ? caption.text() : img.attr("alt");
            pictures.add(new Picture(address, PlainText.lineOrNull(words), width, height));
        }

        private static String first(Element element, String... attributes) {
            for (String attribute : attributes) {
                String value = element.attr(attribute).strip();
                if (!value.isEmpty()) {
                    return value;
                }
            }
            return null;
        }

        private static Integer number(String text) {
            String digits = text.strip();
            return digits.matches("\\d{1,5}(?:px)?") ? Integer.valueOf(digits.replace("px", "")) : null;
        }
    }
}
