package io.newsflow.ingest.aggregator;

import io.newsflow.ingest.aggregator.AggregatorPageParser.Line;
import io.newsflow.ingest.extract.PlainText;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/**
 * The lines of an aggregator page that comes as HTML, as a person who copies it from a browser would get them: a block is a
 * line, a list item without blocks of its own begins with "- ". Beyond that a line knows where it links to and the
 * machine-readable form of its time. What precedes the page's main heading, navigation and the footer are left out.
 */
final class AggregatorHtml {
    private static final int LONGEST_FORM = 90;
    private static final Set<String> SKIPPED = Set.of(
            "script",
            "style",
            "noscript",
            "template",
            "iframe",
            "svg",
            "math",
            "object",
            "form",
            "button",
            "select",
            "textarea",
            "nav",
            "footer",
            "head",
            "figure",
            "picture",
            "video",
            "audio");
    private static final String HEADINGS = "h1, h2, h3";

    private final Document document;
    private final List<Line> lines;

    private AggregatorHtml(Document document, List<Line> lines) {
        this.document = document;
        this.lines = lines;
    }

    /**
     * Whether a page could be one: cheap, since every web page is asked.
     *
     * @param html markup
     * @return false where fewer than two parts show
     */
    static boolean mayBe(String html) {
        Set<Furniture.Part> parts = EnumSet.noneOf(Furniture.Part.class);
        int from = html.indexOf('>');
        while (from >= 0) {
            int to = html.indexOf('<', from + 1);
            if (to < 0) {
                break;
            }
            if (to - from > 2 && to - from <= LONGEST_FORM) {
                Furniture.named(html.substring(from + 1, to)).ifPresent(parts::add);
                if (parts.size() >= 2) {
                    return true;
                }
            }
            from = html.indexOf('>', to + 1);
        }
        return false;
    }

    /**
     * Reads a page.
     *
     * @param html markup
     * @return its lines
     */
    static AggregatorHtml read(String html) {
        Document document = Jsoup.parse(html);
        Walker walker = new Walker();
        document.body().traverse(walker);
        walker.flush();
        List<Line> lines = walker.title < 0 || walker.title >= walker.lines.size()
                ? walker.lines
                : AggregatorPageParser.fromTitle(walker.lines, walker.title);
        return new AggregatorHtml(document, lines);
    }

    List<Line> lines() {
        return lines;
    }

    /** The address that the page names as its own, or null. */
    String canonical() {
        Element link = document.selectFirst("link[rel=canonical][href]");
        String href = link == null ? "" : link.attr("href").strip();
        return href.matches("(?i)https?://.+") ? href : null;
    }

    private static final class Walker implements NodeVisitor {
        private final List<Line> lines = new ArrayList<>();
        private final StringBuilder inline = new StringBuilder();
        private Node skipping;
        private String href;
        private String dateTime;
        private boolean item;
        private int title = -1;

        @Override
        public void head(Node node, int depth) {
            if (skipping != null) {
                return;
            }
            if (node instanceof TextNode text) {
                inline.append(text.getWholeText());
                if (href == null && !text.isBlank()) {
                    Element link = text.parent() == null ? null : text.parent().closest("a[href]");
                    href = link == null ? null : link.attr("href");
                }
                return;
            }
            if (!(node instanceof Element element)) {
                return;
            }
            String name = element.normalName();
            if (SKIPPED.contains(name)
                    || element.hasAttr("hidden")
                    || name.equals("header") && element.selectFirst(HEADINGS) == null) {
                skipping = node;
                return;
            }
            if (name.equals("time") && element.hasAttr("datetime")) {
                dateTime = element.attr("datetime");
            }
            if (name.equals("br")) {
                flush();
            } else if (element.isBlock()) {
                flush();
                item = name.equals("li") && element.select("*").stream().noneMatch(e -> e != element && e.isBlock());
                if (name.equals("h1") && title < 0) {
                    title = lines.size();
                }
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (skipping != null) {
                skipping = skipping == node ? null : skipping;
            } else if (node instanceof Element element && element.isBlock()) {
                flush();
                item = false;
            }
        }

        private void flush() {
            String text = PlainText.line(inline.toString());
            inline.setLength(0);
            if (!text.isEmpty()) {
                lines.add(new Line(lines.size() + 1, item ? "- " + text : text, href, dateTime));
            }
            href = null;
            dateTime = null;
        }
    }
}
