package io.newsflow.ingest.agency;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.newsflow.ingest.extract.ArticleDraft;
import io.newsflow.ingest.extract.ArticleExtractor;
import io.newsflow.ingest.extract.BodyBuilder;
import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.HtmlText;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.extract.PersonNames;
import io.newsflow.ingest.time.ArticleTimes;
import io.newsflow.model.ArticleTime;
import io.newsflow.model.SourceKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads ninjs, IPTC's news in JSON, versions 1 to 3: one item, an array of items, or an item whose associations are items. In
 * version 1 a property carries its format in its name ({@code body_xhtml}, {@code headline_main}); from 2 on properties are
 * arrays of objects with {@code value} and {@code role}; version 3 writes names in camel case ({@code versionCreated}). Names are
 * read without regard to case. Only text items become articles; a canceled item is a withdrawal, one under an
 * embargo at the time of reading is held until its end, and a withheld one is reported as a problem.
 *
 * <p>The item's {@code uri} is its identity where it has no web address of its own.
 */
public final class NinjsExtractor implements ArticleExtractor {
    private static final String NAME = "ninjs-1";
    private static final int HEAD = 64 * 1024;
    private static final Pattern MARK = Pattern.compile(
            "\"(?:body_(?:xhtml|text|html)|headline_[a-z]+|versioncreated|contentcreated|pubstatus|bodies|headlines|expressions)\"\\s*:",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern URI = Pattern.compile("\"uri\"\\s*:");
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(200).build())
            .build());

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SourceKind kind() {
        return SourceKind.NINJS;
    }

    @Override
    public double score(InputDocument document) {
        byte[] bytes = document.bytes();
        String head = new String(bytes, 0, Math.min(bytes.length, HEAD), StandardCharsets.UTF_8).stripLeading();
        boolean json = head.startsWith("{")
                || head.startsWith("[")
                || head.startsWith("\uFEFF{")
                || head.startsWith("\uFEFF[");
        if (!json || head.contains("jsonfeed.org/version")) {
            return 0;
        }
        if (head.contains("ninjs-schema")) {
            return 0.98;
        }
        return URI.matcher(head).find() && MARK.matcher(head).find() ? 0.9 : 0;
    }

    @Override
    public Extraction extract(InputDocument document) throws ExtractionException {
        JsonNode root;
        try {
            root = withPlainNames(JSON.readTree(document.decode().text()));
        } catch (JsonProcessingException e) {
            throw new ExtractionException(
                    "not ninjs: " + e.getOriginalMessage()
                            + (e.getLocation() == null
                                    ? ""
                                    : " at line " + e.getLocation().getLineNr()),
                    e);
        }
        List<JsonNode> items = new ArrayList<>();
        if (root != null && root.isArray()) {
            root.forEach(items::add);
        } else if (root != null && root.path("items").isArray()) {
            root.path("items").forEach(items::add);
        } else if (root != null && root.isObject()) {
            items.add(root);
        }
        Dispatch dispatch = new Dispatch(document.fetchedAt());
        int index = 0;
        for (JsonNode item : items) {
            String where = "item " + (index + 1);
            try {
                add(document, item, where, index, dispatch);
            } catch (ExtractionException e) {
                dispatch.problem(where, e, item.toString());
            }
            index++;
        }
        if (items.isEmpty()) {
            throw new ExtractionException("not ninjs: no item");
        }
        Extraction extraction = dispatch.extraction();
        if (dispatch.isEmpty() && items.size() == 1) {
            throw new ExtractionException(
                    dispatch.problems().isEmpty()
                            ? "the ninjs item is no text"
                            : dispatch.problems().get(0).what());
        }
        return extraction;
    }

    /** The same with the names of all fields in lower case; does not recurse deeper than the parser allows. */
    private static JsonNode withPlainNames(JsonNode node) {
        if (node != null && node.isObject()) {
            ObjectNode plain = JSON.createObjectNode();
            node.properties().forEach(field -> {
                String name = field.getKey().toLowerCase(Locale.ROOT);
                if (!plain.has(name)) {
                    plain.set(name, withPlainNames(field.getValue()));
                }
            });
            return plain;
        }
        if (node != null && node.isArray()) {
            ArrayNode plain = JSON.createArrayNode();
            node.forEach(element -> plain.add(withPlainNames(element)));
            return plain;
        }
        return node;
    }

    private static void add(InputDocument document, JsonNode item, String where, int index, Dispatch dispatch)
            throws ExtractionException {
        String type = text(item, "type");
        if (type != null && !type.equals("text") && !type.equals("composite")) {
            return;
        }
        if (text(item, "uri") == null) {
            throw new ExtractionException("a ninjs item without uri");
        }
        dispatch.add(where, terms(item), article(document, item, index));
        for (JsonNode associated : many(item.path("associations"))) {
            if ("text".equals(text(associated, "type")) && text(associated, "uri") != null && hasText(associated)) {
                dispatch.add(where, terms(associated), article(document, associated, index));
            }
        }
    }

    private static Dispatch.Terms terms(JsonNode item) {
        return new Dispatch.Terms(
                "the ninjs item " + text(item, "uri"),
                text(item, "pubstatus"),
                item.has("embargoed") || item.has("embargoeduntil"),
                first(text(item, "embargoed"), text(item, "embargoeduntil")));
    }

    private static boolean hasText(JsonNode item) {
        return body(item) != null;
    }

    private static ArticleDraft article(InputDocument document, JsonNode item, int index) {
        String uri = text(item, "uri");
        ArticleDraft draft = new ArticleDraft(document, "ninjs", NAME)
                .offset(index)
                .itemId(uri)
                .external("ninjs", uri)
                .language(text(item, "language"))
                .rights(first(text(item, "copyrightnotice"), text(item, "usageterms")))
                .byline(HtmlText.line(byline(item)))
                .dateline(first(text(item, "located"), text(item, "slugline_located")));
        if (isWeb(text(item, "canonicalurl"))) {
            draft.url(text(item, "canonicalurl"));
        } else if (isWeb(text(item, "url"))) {
            draft.url(text(item, "url"));
        }
        draft.title(HtmlText.line(first(
                text(item, "headline"),
                valueOf(item, "headlines", "main"),
                text(item, "headline_main"),
                text(item, "title"))));
        draft.standfirst(HtmlText.line(first(
                valueOf(item, "descriptions", "summary"),
                text(item, "description_text"),
                text(item, "description_summary"),
                text(item, "description_caption"),
                strip(text(item, "description_xhtml")))));
        String body = body(item);
        BodyBuilder blocks =
                body == null ? new BodyBuilder() : HtmlText.read(body).body();
        draft.body(blocks);
        draft.published(time(
                document,
                first(
                        text(item, "firstcreated"),
                        text(item, "contentcreated"),
                        text(item, "firstpublished"),
                        text(item, "versioncreated"))));
        draft.modified(time(document, first(text(item, "contentmodified"), text(item, "versioncreated"))));
        subjects(draft, item);
        pictures(draft, item);
        provider(draft, item);
        String slug = first(text(item, "slugline"), text(item, "slug"));
        if (slug != null) {
            draft.extra("slugline", slug);
        }
        if (text(item, "ednote") != null) {
            draft.extra("ednote", text(item, "ednote"));
        }
        return draft;
    }

    private static void provider(ArticleDraft draft, JsonNode item) {
        JsonNode source = item.path("infosources");
        for (JsonNode one : many(source)) {
            draft.publisher(first(text(one, "name"), text(one, "literal")));
            return;
        }
        JsonNode copyright = item.path("copyrightholder");
        draft.publisher(
                first(text(item, "source"), copyright.isTextual() ? copyright.asText() : text(copyright, "name")));
    }

    private static void subjects(ArticleDraft draft, JsonNode item) {
        for (String property : new String[] {
            "subject",
            "subjects",
            "genre",
            "genres",
            "place",
            "places",
            "person",
            "people",
            "organisation",
            "organisations",
            "event",
            "events"
        }) {
            for (JsonNode one : many(item.path(property))) {
                String code = first(text(one, "code"), text(one, "uri"), text(one, "literal"), text(one, "name"));
                if (code != null) {
                    draft.subject(first(text(one, "scheme"), property), code, text(one, "name"));
                }
            }
        }
        for (JsonNode keyword : many(item.path("keywords"))) {
            draft.tag(keyword.isTextual() ? keyword.asText() : text(keyword, "name"));
        }
        for (JsonNode person : many(item.path("people"))) {
            if ("creator".equals(text(person, "rel")) || "author".equals(text(person, "rel"))) {
                draft.author(text(person, "name"));
            }
        }
        String byline = byline(item);
        if (byline != null && byline.length() < 120) {
            PersonNames.of(HtmlText.line(byline)).forEach(draft::author);
        }
    }

    private static String byline(JsonNode item) {
        return first(text(item, "byline"), valueOf(item, "by", null), valueOf(item, "bylines", null));
    }

    private static void pictures(ArticleDraft draft, JsonNode item) {
        for (JsonNode associated : many(item.path("associations"))) {
            if (!"picture".equals(text(associated, "type"))) {
                continue;
            }
            String caption = HtmlText.line(first(
                    text(associated, "description_caption"),
                    text(associated, "description_text"),
                    valueOf(associated, "descriptions", null),
                    text(associated, "headline"),
                    valueOf(associated, "headlines", null)));
            String credit = first(text(associated, "byline"), text(associated, "by"), text(associated, "creditline"));
            JsonNode largest = null;
            for (JsonNode rendition : many(associated.path("renditions"))) {
                if (text(rendition, "href") != null
                        && (largest == null
                                || rendition.path("width").asInt()
                                        > largest.path("width").asInt())) {
                    largest = rendition;
                }
            }
            if (largest != null) {
                draft.image(
                        text(largest, "href"),
                        caption,
                        credit,
                        largest.path("width").asInt(),
                        largest.path("height").asInt());
            }
        }
    }

    private static String body(JsonNode item) {
        String v1 = first(text(item, "body_xhtml"), text(item, "body_html"));
        if (v1 != null) {
            return v1;
        }
        String plain = null;
        for (JsonNode body : many(item.path("bodies"))) {
            String value = body.isTextual() ? body.asText() : text(body, "value");
            String type = text(body, "contenttype");
            if (value != null && type != null && type.contains("html")) {
                return value;
            }
            plain = plain == null ? value : plain;
        }
        return plain != null ? plain : text(item, "body_text");
    }

    private static ArticleTime time(InputDocument document, String text) {
        return text == null
                ? null
                : ArticleTimes.parse(text, "agency", document.capturedAt()).orElse(null);
    }

    /** The value of an entry with that role, else of the first. */
    private static String valueOf(JsonNode item, String property, String role) {
        String any = null;
        for (JsonNode entry : many(item.path(property))) {
            String value = entry.isTextual() ? entry.asText() : text(entry, "value");
            if (value == null) {
                continue;
            }
            if (role != null && role.equals(text(entry, "role"))) {
                return value;
            }
            any = any == null ? value : any;
        }
        return any;
    }

    /** Elements of an array, values of an object of objects (associations of version 1), or the node itself. */
    private static List<JsonNode> many(JsonNode node) {
        List<JsonNode> nodes = new ArrayList<>();
        boolean map =
                node.isObject() && node.size() > 0 && node.elements().next().isObject();
        if (node.isArray() || map) {
            node.forEach(nodes::add);
        } else if (!node.isMissingNode() && !node.isNull()) {
            nodes.add(node);
        }
        return nodes;
    }

    private static boolean isWeb(String address) {
        return address != null && address.matches("(?i)https?://.+");
    }

    private static String strip(String html) {
        return html == null ? null : HtmlText.line(html);
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value == null
                        || !value.isValueNode()
                        || value.isNull()
                        || value.asText().isBlank()
                ? null
                : value.asText();
    }

    private static String first(String... values) {
        for (String value : values) {
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }
}
