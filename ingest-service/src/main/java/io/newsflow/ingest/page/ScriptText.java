package io.newsflow.ingest.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.newsflow.ingest.extract.BodyBuilder;
import io.newsflow.ingest.extract.HtmlText;
import io.newsflow.model.Block;
import io.newsflow.model.BlockKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/**
 * An article's text in the data that a page brings along for its scripts: {@code __NEXT_DATA__} and other JSON scripts, and
 * JSON that a script assigns to a variable. Read only where a page shows next to no text itself.
 *
 * <p>Two shapes are known: one string with the whole body, mostly HTML; and a list of blocks, each a string or an object
 * that has its words somewhere below fields such as {@code text}, {@code content} or {@code html}. The one with most prose is
 * taken.
 */
final class ScriptText {
    private static final int MAX_SCRIPT = 3_000_000;
    private static final int MAX_NODES = 200_000;
    private static final int MAX_DEPTH = 40;
    /** Less prose than this is no article, in characters. */
    private static final int LEAST = 250;
    /** Shorter strings are no prose, in characters. */
    private static final int LEAST_BLOCK = 40;

    private static final List<String> PROPERTY_NAMES =
            List.of("data-react-props", "data-props", "data-page", "data-state");
    private static final String PROPERTIES = "[" + String.join("],[", PROPERTY_NAMES) + "]";

    private static final Set<String> TEXT_FIELDS = Set.of(
            "text",
            "content",
            "contents",
            "html",
            "value",
            "body",
            "paragraph",
            "paragraphs",
            "markup",
            "children",
            "nodes",
            "items",
            "data",
            "props",
            "attributes",
            "model",
            "blocks",
            "list_items",
            "textcontent",
            "articlebody",
            "bodytext",
            "fulltext",
            "rendered",
            "richtext");
    private static final Set<String> BODY_FIELDS = Set.of(
            "body",
            "articlebody",
            "bodyhtml",
            "body_html",
            "bodytext",
            "content",
            "contenthtml",
            "html",
            "text",
            "fulltext",
            "maintext",
            "story",
            "description",
            "rendered",
            "articlecontent",
            "articletext");
    private static final Pattern ASSIGNED = Pattern.compile(
            "(?:window\\.|self\\.|var |let |const )[A-Za-z_$][\\w$.]*(?:\\[[\"'][\\w.-]+[\"']\\])?\\s*=\\s*(?=[{\\[])");
    private static final Pattern SENTENCES =
            Pattern.compile("[.!?\u2026\u3002\uFF01\uFF1F\u0964\u061F][\"\u201D\u00BB)\u300D]*(?:\\s|<|$)|\u3002");

    private List<String> best = List.of();
    private int bestProse;
    private int nodes;

    private ScriptText() {}

    /**
     * Looks through a page's scripts.
     *
     * @param scripts script elements with data
     * @param body the page's body, whose elements may carry the properties of what scripts put there
     * @return the text as parts, or an empty list where there is none
     */
    static List<PageContent.Part> of(List<Element> scripts, Element body) {
        ScriptText text = new ScriptText();
        for (Element script : scripts) {
            text.read(script.data());
        }
        for (Element element : body.select(PROPERTIES)) {
            for (String name : PROPERTY_NAMES) {
                text.read(element.attr(name));
            }
        }
        return text.bestProse < LEAST ? List.of() : parts(text.best);
    }

    private void read(String data) {
        if (data.length() < LEAST || data.length() > MAX_SCRIPT || nodes > MAX_NODES) {
            return;
        }
        String json = json(data);
        JsonNode root = json == null ? null : JsonLd.lenient(json);
        if (root != null) {
            walk(root, "", 0);
        }
    }

    private static String json(String data) {
        String stripped = data.strip();
        if (stripped.startsWith("{") || stripped.startsWith("[")) {
            return stripped;
        }
        Matcher m = ASSIGNED.matcher(data);
        return m.find() ? data.substring(m.end()) : null;
    }

    private void walk(JsonNode node, String field, int depth) {
        if (depth > MAX_DEPTH || ++nodes > MAX_NODES) {
            return;
        }
        if (node.isTextual()) {
            String text = node.asText();
            if (BODY_FIELDS.contains(field) && text.length() >= LEAST) {
                offer(List.of(text));
            }
        } else if (node.isArray()) {
            List<String> blocks = new ArrayList<>();
            for (JsonNode element : node) {
                StringBuilder block = new StringBuilder();
                words(element, block, "text", 0);
                if (!block.isEmpty()) {
                    blocks.add(block.toString());
                }
            }
            offer(blocks);
            for (JsonNode element : node) {
                walk(element, field, depth + 1);
            }
        } else if (node.isObject()) {
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                walk(entry.getValue(), entry.getKey().toLowerCase(Locale.ROOT), depth + 1);
            }
        }
    }

    /** The words of a block, in document order. */
    private void words(JsonNode node, StringBuilder block, String field, int depth) {
        if (depth > 8 || ++nodes > MAX_NODES || block.length() > MAX_SCRIPT) {
            return;
        }
        if (node.isTextual()) {
            String text = node.asText();
            boolean word = TEXT_FIELDS.contains(field) && !text.startsWith("http") && !text.startsWith("/");
            if (word && (depth > 1 || text.indexOf(' ') > 0)) {
                block.append(text);
            }
        } else if (node.isArray()) {
            node.forEach(element -> words(element, block, field, depth + 1));
        } else if (node.isObject()) {
            boolean said = false;
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                String name = entry.getKey().toLowerCase(Locale.ROOT);
                // The same words stand in several fields, plain and as HTML.
                if (TEXT_FIELDS.contains(name) && !(said && entry.getValue().isTextual())) {
                    int before = block.length();
                    words(entry.getValue(), block, name, depth + 1);
                    said |= entry.getValue().isTextual() && block.length() > before;
                }
            }
        }
    }

    private void offer(List<String> blocks) {
        int prose = 0;
        for (String block : blocks) {
            if (block.length() >= LEAST_BLOCK && isProse(block)) {
                prose += block.length();
            }
        }
        if (prose > bestProse) {
            best = List.copyOf(blocks);
            bestProse = prose;
        }
    }

    /** Sentences of words, and not addresses, styles or identifiers. */
    private static boolean isProse(String text) {
        int spaces = 0;
        int wide = 0;
        int odd = 0;
        boolean inTag = false;
        int length = Math.min(text.length(), 4_000);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == '<') {
                inTag = true;
            } else if (c == '>') {
                inTag = false;
            } else if (!inTag) {
                spaces += c == ' ' ? 1 : 0;
                wide += c >= 0x2E80 ? 1 : 0;
                odd += c == '{' || c == '}' || c == ';' || c == '=' ? 1 : 0;
            }
        }
        return odd * 60 < length
                && (spaces * 14 > length / 2 || wide * 3 > length)
                && SENTENCES.matcher(text).find();
    }

    private static List<PageContent.Part> parts(List<String> blocks) {
        List<PageContent.Part> parts = new ArrayList<>();
        for (String block : blocks) {
            parts.addAll(partsOf(block));
        }
        return parts;
    }

    /** The blocks of a text that may have markup or line breaks. */
    static List<PageContent.Part> partsOf(String markup) {
        List<PageContent.Part> parts = new ArrayList<>();
        BodyBuilder body = HtmlText.read(markup).body();
        String text = body.text();
        for (Block block : body.blocks()) {
            int from = text.offsetByCodePoints(0, block.getStart());
            int to = text.offsetByCodePoints(from, block.getEnd() - block.getStart());
            String words = text.substring(from, to);
            if (block.getKind() != BlockKind.CAPTION && !FurnitureLine.is(words)) {
                parts.add(new PageContent.Part(block.getKind(), block.getLevel(), words));
            }
        }
        return parts;
    }
}
