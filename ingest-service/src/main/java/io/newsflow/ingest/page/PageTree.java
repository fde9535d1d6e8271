package io.newsflow.ingest.page;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/**
 * A page's body as boxes (elements that stand as blocks) and runs (stretches of text without a block boundary), made in one
 * walk over the DOM that does not recurse. Bounded: at most {@link #MAX_NODES} nodes are looked at.
 */
final class PageTree {
    /** Nodes looked at before the rest of the page is given up. */
    static final int MAX_NODES = 400_000;

    private static final Set<String> SKIPPED = Set.of(
            "script",
            "style",
            "noscript",
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
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
            "map",
            "applet",
            "datalist",
            "option",
            "optgroup",
            "meter",
            "progress",
            "frameset",
            "noframes",
            "link",
            "meta",
            "base",
            "dialog",
            "rp",
            "rt",
            "source",
            "track",
            "area",
            "amp-ad",
            "amp-analytics",
            "amp-iframe",
            "amp-img",
            "amp-consent",
            "amp-social-share",
            "amp-embed",
            "amp-sticky-ad");
    private static final Set<String> INLINE = Set.of(
            "a",
            "abbr",
            "acronym",
            "b",
            "bdi",
            "bdo",
            "big",
            "br",
            "cite",
            "code",
            "data",
            "del",
            "dfn",
            "em",
            "font",
            "i",
            "img",
            "ins",
            "kbd",
            "label",
            "mark",
            "nobr",
            "picture",
            "q",
            "ruby",
            "rb",
            "s",
            "samp",
            "small",
            "span",
            "strike",
            "strong",
            "sub",
            "sup",
            "time",
            "tt",
            "u",
            "var",
            "wbr",
            "hl",
            "person",
            "org",
            "location",
            "money",
            "num");

    /** An element that stands as a block. */
    static final class Box {
        final Element element;
        final String tag;
        final Box parent;
        final int index;
        final int depth;
        int hints;
        /** Runs of this box and those in it: [from, to). */
        int from;

        int to;
        /** Boxes in it: (index, lastBox]. */
        int lastBox;

        int children;
        /** Set while the text is looked for. */
        double good;

        double score;
        boolean out;
        /** Whether there is a form in it. */
        boolean hasForm;

        Box(Element element, String tag, Box parent, int index, int depth) {
            this.element = element;
            this.tag = tag;
            this.parent = parent;
            this.index = index;
            this.depth = depth;
        }

        boolean in(Box ancestor) {
            return index >= ancestor.index && index <= ancestor.lastBox;
        }
    }

    /** What a run is by its element. */
    enum Form {
        PLAIN,
        PARAGRAPH,
        HEADING,
        ITEM,
        QUOTE,
        CAPTION,
        ROW,
        CODE
    }

    /** A stretch of text without a block boundary. */
    static final class Run {
        final Box box;
        /** Its place among the runs of the page. */
        final int index;

        final String text;
        /** Characters, white space collapsed. */
        final int length;
        /** Of them, in links. */
        final int linked;
        /** Of them, in bold or emphasis. */
        final int strong;

        final Form form;
        /** Of a heading. */
        final int level;
        /** Inline hints around the whole run, such as of a span. */
        final int hints;

        double weight;
        boolean kept;

        Run(Box box, int index, String text, int linked, int strong, Form form, int level, int hints) {
            this.box = box;
            this.index = index;
            this.text = text;
            this.length = text.length();
            this.linked = Math.min(linked, length);
            this.strong = Math.min(strong, length);
            this.form = form;
            this.level = level;
            this.hints = hints;
        }

        double linkDensity() {
            return length == 0 ? 0 : (double) linked / length;
        }
    }

    /**
     * A picture on the page.
     *
     * @param element its img element
     * @param box box that it stands in
     * @param run number of runs that stand before it
     */
    record Shot(Element element, Box box, int run) {}

    /** Pictures kept at most. */
    private static final int MAX_SHOTS = 200;

    final List<Shot> shots = new ArrayList<>();
    final List<Box> boxes = new ArrayList<>();
    final List<Run> runs = new ArrayList<>();
    boolean truncated;

    private final Map<String, Integer> hintsOfNames = new HashMap<>();

    // State of the walk.
    private Box box;
    private final StringBuilder text = new StringBuilder(512);
    private boolean space;
    private int linked;
    private int strong;
    private int links;
    private int inPage;
    private int strongs;
    private int breaks;
    private int pre;
    private int row;
    /** Inline elements with hints that opened where the run begins. */
    private final List<Inline> inlines = new ArrayList<>();

    private final StringBuilder cells = new StringBuilder();
    private Element dataTable;

    private final PageFacts facts;

    private static final int MAX_INLINES = 8;
    /** An inline element that holds less of a run says nothing of it: a date in front of the first sentence. */
    private static final double MOST_OF_RUN = 0.6;

    private static final class Inline {
        private final Element element;
        private final int hints;
        private int end = -1;

        Inline(Element element, int hints) {
            this.element = element;
            this.hints = hints;
        }
    }

    private PageTree(PageFacts facts) {
        this.facts = facts;
    }

    /**
     * Reads a body.
     *
     * @param body the element to read
     * @param facts takes note of each element
     * @return its boxes and runs
     */
    static PageTree of(Element body, PageFacts facts) {
        PageTree tree = new PageTree(facts);
        tree.walk(body);
        return tree;
    }

    private void walk(Element root) {
        Node node = root;
        int count = 0;
        while (node != null) {
            if (++count > MAX_NODES) {
                truncated = true;
                break;
            }
            boolean enter = head(node);
            if (enter && node.childNodeSize() > 0) {
                node = node.childNode(0);
                continue;
            }
            if (enter) {
                tail(node);
            }
            while (node != root && node.nextSibling() == null) {
                node = node.parentNode();
                if (node == null) {
                    break;
                }
                tail(node);
            }
            if (node == root || node == null) {
                break;
            }
            node = node.nextSibling();
        }
        flush();
        while (box != null) {
            close();
        }
    }

    /** Returns whether to go into the node. */
    private boolean head(Node node) {
        if (node instanceof TextNode textNode) {
            append(textNode.getWholeText());
            return false;
        }
        if (!(node instanceof Element element)) {
            return false;
        }
        String tag = element.normalName();
        facts.see(element, tag, runs.size());
        if (SKIPPED.contains(tag)) {
            if (tag.equals("select") || tag.equals("textarea") || tag.equals("iframe") || tag.equals("video")) {
                flush();
            }
            return false;
        }
        if (tag.equals("br")) {
            lineBreak();
            return false;
        }
        if (tag.equals("hr")) {
            flush();
            return false;
        }
        if (INLINE.contains(tag)) {
            switch (tag) {
                case "a" -> {
                    links++;
                    if (isInPage(element)) {
                        inPage++;
                    }
                }
                case "b", "strong", "em", "i" -> strongs++;
                case "span", "small", "time", "label", "cite" -> openInline(element);
                case "img" -> {
                    if (box != null && shots.size() < MAX_SHOTS) {
                        shots.add(new Shot(element, box, runs.size()));
                    }
                }
                default -> {}
            }
            return true;
        }
        if (dataTable != null) {
            switch (tag) {
                case "tr" -> {
                    flush();
                    open(element, tag);
                    row++;
                }
                case "td", "th" -> cell();
                default -> {
                    if (text.length() > 0) {
                        space = true;
                    }
                }
            }
            return true;
        }
        flush();
        open(element, tag);
        if (tag.equals("pre")) {
            pre++;
        } else if (tag.equals("table") && isData(element)) {
            dataTable = element;
        }
        return true;
    }

    private void tail(Node node) {
        if (!(node instanceof Element element)) {
            return;
        }
        String tag = element.normalName();
        if (INLINE.contains(tag)) {
            switch (tag) {
                case "a" -> {
                    links--;
                    if (isInPage(element)) {
                        inPage--;
                    }
                }
                case "b", "strong", "em", "i" -> strongs--;
                case "span", "small", "time", "label", "cite" -> closeInline(element);
                default -> {}
            }
            return;
        }
        if (dataTable != null && element != dataTable) {
            if (tag.equals("tr")) {
                flush();
                row--;
                close();
            } else if (text.length() > 0) {
                space = true;
            }
            return;
        }
        flush();
        if (element == dataTable) {
            dataTable = null;
        }
        if (tag.equals("pre")) {
            pre--;
        }
        close();
    }

    private void open(Element element, String tag) {
        Box child = new Box(element, tag, box, boxes.size(), box == null ? 0 : box.depth + 1);
        child.from = runs.size();
        child.hints = hints(element) | tagHints(element, tag);
        if (box != null) {
            box.children++;
        }
        if (tag.equals("form")) {
            for (Box around = child; around != null && !around.hasForm; around = around.parent) {
                around.hasForm = true;
            }
        }
        boxes.add(child);
        box = child;
    }

    private void close() {
        if (box == null) {
            return;
        }
        box.to = runs.size();
        box.lastBox = boxes.size() - 1;
        box = box.parent;
    }

    private int hints(Element element) {
        int found = 0;
        if (element.attributesSize() == 0) {
            return 0;
        }
        String names = element.attr("class");
        if (!names.isEmpty()) {
            found |= names(names);
        }
        String id = element.id();
        if (!id.isEmpty()) {
            found |= names(id);
        }
        String property = element.attr("itemprop");
        if (!property.isEmpty()) {
            found |= property(property);
        }
        String role = element.attr("role");
        if (!role.isEmpty()) {
            found |= role(role);
        }
        if (element.hasAttr("hidden")) {
            found |= Hint.HIDDEN;
        }
        String style = element.attr("style");
        if (!style.isEmpty() && isInvisible(style)) {
            found |= Hint.HIDDEN;
        }
        String component = element.attr("data-component");
        if (!component.isEmpty() && component.length() < 60) {
            found |= names(component);
        }
        return found;
    }

    private int names(String names) {
        Integer known = hintsOfNames.get(names);
        if (known == null) {
            known = Hint.of(names);
            hintsOfNames.put(names, known);
        }
        return known;
    }

    private static int property(String property) {
        return switch (property) {
            case "articleBody", "reviewBody" -> Hint.BODY;
            case "headline" -> Hint.HEADLINE;
            case "author", "creator" -> Hint.BYLINE | Hint.META;
            case "datePublished", "dateModified", "dateCreated" -> Hint.DATE | Hint.META;
            case "comment" -> Hint.COMMENTS;
            case "caption" -> Hint.CAPTION;
            case "keywords", "publisher", "copyrightHolder", "breadcrumb" -> Hint.META;
            default -> 0;
        };
    }

    private static int role(String role) {
        return switch (role) {
            case "navigation", "search", "contentinfo", "banner", "menu", "menubar", "toolbar" -> Hint.NAVIGATION;
            case "complementary" -> Hint.ASIDE;
            case "dialog", "alertdialog" -> Hint.CONSENT;
            case "main" -> Hint.CONTENT;
            case "article" -> Hint.ARTICLE;
            default -> 0;
        };
    }

    /** Footnotes and tables of contents lead to other places of the same text. */
    private static boolean isInPage(Element anchor) {
        String address = anchor.attr("href");
        return address.length() > 1 && address.charAt(0) == '#';
    }

    private static boolean isInvisible(String style) {
        int at = style.indexOf("display");
        if (at >= 0) {
            int value = at + 7;
            while (value < style.length() && (style.charAt(value) == ' ' || style.charAt(value) == ':')) {
                value++;
            }
            return style.startsWith("none", value);
        }
        return style.contains("visibility:hidden") || style.contains("visibility: hidden");
    }

    private static int tagHints(Element element, String tag) {
        return switch (tag) {
            case "nav", "menu", "footer" -> Hint.NAVIGATION;
            case "aside" -> Hint.ASIDE;
            case "figcaption" -> Hint.CAPTION;
            case "article" -> Hint.ARTICLE;
            case "main" -> Hint.CONTENT;
            case "form", "fieldset" -> Hint.OFFER;
            default -> 0;
        };
    }

    private static boolean isData(Element table) {
        if (table.attr("role").equals("presentation")) {
            return false;
        }
        int rows = 0;
        int wide = 0;
        int cellCount = 0;
        int steps = 0;
        Node node = table;
        // A look over the table: data tables have rows of several short cells and no blocks inside.
        while (node != null) {
            if (++steps > 20_000) {
                return false;
            }
            if (node instanceof Element element && node != table) {
                switch (element.normalName()) {
                    case "table", "form", "h1", "h2", "article", "section", "blockquote", "iframe", "ul", "ol" -> {
                        return false;
                    }
                    case "tr" -> rows++;
                    case "td", "th" -> {
                        cellCount++;
                        if (element.siblingElements().size() > 0) {
                            wide++;
                        }
                    }
                    case "p" -> {
                        if (element.nextElementSibling() != null
                                && element.nextElementSibling().normalName().equals("p")
                                && element.text().length() > 100) {
                            return false;
                        }
                    }
                    default -> {}
                }
            }
            if (node.childNodeSize() > 0) {
                node = node.childNode(0);
                continue;
            }
            while (node != table && node.nextSibling() == null) {
                node = node.parentNode();
            }
            if (node == table) {
                break;
            }
            node = node.nextSibling();
        }
        return rows >= 2 && wide >= 4 && wide * 2 >= cellCount;
    }

    private void lineBreak() {
        if (pre > 0) {
            text.append('\n');
            return;
        }
        breaks++;
        if (breaks >= 2 && dataTable == null) {
            flush();
        } else if (text.length() > 0) {
            space = true;
        }
    }

    private void cell() {
        if (text.length() > 0) {
            text.append(" | ");
            space = false;
        }
    }

    private void append(String raw) {
        if (pre > 0) {
            text.append(raw);
            return;
        }
        int length = raw.length();
        int before = text.length();
        for (int i = 0; i < length; i++) {
            char c = raw.charAt(i);
            if (c <= ' '
                    || c == '\u00A0'
                    || c == '\u2028'
                    || c == '\u2029'
                    || c == '\u3000'
                    || c == '\u202F'
                    || (c >= '\u2000' && c <= '\u200A')) {
                space = true;
            } else if (c == '\u200B' || c == '\uFEFF' || c == '\u00AD' || c == '\u2060') {
                continue;
            } else {
                if (space && text.length() > 0) {
                    text.append(' ');
                }
                space = false;
                text.append(c);
            }
        }
        int added = text.length() - before;
        if (added > 0) {
            breaks = 0;
            if (links > inPage) {
                linked += added;
            }
            if (strongs > 0) {
                strong += added;
            }
        }
    }

    private void flush() {
        breaks = 0;
        space = false;
        int runHints = inlineHints();
        if (text.length() == 0) {
            return;
        }
        String content = text.toString();
        text.setLength(0);
        if (box != null && !content.isBlank()) {
            runs.add(new Run(box, runs.size(), content, linked, strong, form(), level(), runHints));
        }
        linked = 0;
        strong = 0;
    }

    private void openInline(Element element) {
        if (text.isEmpty() && inlines.size() < MAX_INLINES) {
            int hints = hints(element);
            if (hints != 0) {
                inlines.add(new Inline(element, hints));
            }
        }
    }

    private void closeInline(Element element) {
        for (Inline inline : inlines) {
            if (inline.element == element) {
                inline.end = text.length();
            }
        }
    }

    /** The hints of those inline elements that hold most of the run. */
    private int inlineHints() {
        int hints = 0;
        for (Inline inline : inlines) {
            if (inline.end < 0 || inline.end >= MOST_OF_RUN * text.length()) {
                hints |= inline.hints;
            }
        }
        inlines.clear();
        return hints;
    }

    private int level() {
        for (Box b = box; b != null && box.depth - b.depth < 3; b = b.parent) {
            if (isHeading(b.tag)) {
                return b.tag.charAt(1) - '0';
            }
        }
        return 0;
    }

    static boolean isHeading(String tag) {
        return tag.length() == 2 && tag.charAt(0) == 'h' && tag.charAt(1) >= '1' && tag.charAt(1) <= '6';
    }

    private Form form() {
        if (pre > 0) {
            return Form.CODE;
        }
        if (row > 0) {
            return Form.ROW;
        }
        Form form = Form.PLAIN;
        for (Box b = box; b != null; b = b.parent) {
            if (isHeading(b.tag)) {
                return Form.HEADING;
            }
            switch (b.tag) {
                case "figcaption", "caption" -> {
                    return Form.CAPTION;
                }
                case "p" -> {
                    if (form == Form.PLAIN) {
                        form = Form.PARAGRAPH;
                    }
                }
                case "blockquote", "q" -> {
                    return Form.QUOTE;
                }
                case "li", "dd", "dt" -> {
                    if (form == Form.PLAIN || form == Form.PARAGRAPH) {
                        form = Form.ITEM;
                    }
                }
                case "article", "section", "main", "body", "table", "td" -> {
                    return form;
                }
                default -> {}
            }
        }
        return form;
    }
}
