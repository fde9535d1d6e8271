package io.newsflow.ingest.push;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.newsflow.ingest.extract.ArticleDraft;
import io.newsflow.ingest.extract.BodyBuilder;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.HtmlText;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.time.ArticleTimes;
import io.newsflow.model.ArticleTime;
import io.newsflow.model.RawArticle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Newsflow's own form of an article in JSON: what {@code POST /v1/articles} takes, and a file of such objects, one a line. The
 * OpenAPI document describes the fields. Strict: a field that is not known, or of the wrong type, is a problem, since a sender
 * who misspells a field wants to hear of it.
 */
final class ArticleJson {
    static final String EXTRACTOR = "article-json-1";

    /** Fields of an article; those of the OpenAPI document are the same. */
    static final Set<String> FIELDS = Set.of(
            "id",
            "url",
            "title",
            "standfirst",
            "body",
            "bodyHtml",
            "publisher",
            "authors",
            "byline",
            "section",
            "tags",
            "subjects",
            "language",
            "dateline",
            "published",
            "modified",
            "images",
            "rights",
            "paywalled",
            "archive",
            "extra");

    private static final int MOST_LIST = 200;
    private static final int MOST_PROBLEMS = 20;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(100).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final InputDocument document;
    private final String connector;
    private final int firstLine;
    private final Map<String, Integer> lines;
    private final List<Problem> problems = new ArrayList<>();

    /**
     * What is wrong with an article.
     *
     * @param line line of the input, from 1
     * @param field path of the field, such as {@code images[0].url}; empty where it is the whole
     * @param message what was expected
     */
    record Problem(int line, String field, String message) {
        @Override
        public String toString() {
            return "line " + line + (field.isEmpty() ? "" : ", " + field) + ": " + message;
        }
    }

    /** Input that cannot be read as an article. */
    static final class Rejected extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean malformed;
        private final transient List<Problem> problems;

        Rejected(boolean malformed, List<Problem> problems) {
            super(problems.get(0).toString());
            this.malformed = malformed;
            this.problems = List.copyOf(problems);
        }

        /** Whether it is no JSON at all, rather than JSON that says something wrong. */
        boolean isMalformed() {
            return malformed;
        }

        List<Problem> problems() {
            return problems;
        }
    }

    /**
     * A JSON value that knows the line of each of its fields.
     *
     * @param node the value
     * @param lines line by path, from 1
     */
    record Located(JsonNode node, Map<String, Integer> lines) {}

    private ArticleJson(InputDocument document, String connector, int firstLine, Map<String, Integer> lines) {
        this.document = document;
        this.connector = connector;
        this.firstLine = firstLine;
        this.lines = lines;
    }

    /**
     * Parses one JSON value.
     *
     * @param text the text
     * @param firstLine line of the input that it begins on
     * @return the value
     * @throws Rejected when it is no JSON, or more than one value
     */
    static Located parse(String text, int firstLine) throws Rejected {
        Map<String, Integer> lines = new HashMap<>();
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new Rejected(true, List.of(new Problem(firstLine, "", "nothing here; expected a JSON object")));
            }
            JsonNode node = value(parser, "", lines);
            if (parser.nextToken() != null) {
                throw malformed(
                        firstLine, parser.currentTokenLocation().getLineNr(), "more behind the end of the JSON value");
            }
            return new Located(node, lines);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            String column = e.getLocation() == null
                    ? ""
                    : " at column " + e.getLocation().getColumnNr();
            throw malformed(firstLine, line, "no JSON: " + e.getOriginalMessage() + column);
        } catch (IOException e) {
            throw malformed(firstLine, 1, "no JSON: " + e.getMessage());
        }
    }

    private static Rejected malformed(int firstLine, int line, String message) {
        return new Rejected(true, List.of(new Problem(firstLine + line - 1, "", message)));
    }

    private static JsonNode value(JsonParser parser, String path, Map<String, Integer> lines) throws IOException {
        lines.put(path, parser.currentTokenLocation().getLineNr());
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        switch (parser.currentToken()) {
            case START_OBJECT:
                ObjectNode object = nodes.objectNode();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.set(name, value(parser, path.isEmpty() ? name : path + "." + name, lines));
                }
                return object;
            case START_ARRAY:
                ArrayNode array = nodes.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser, path + "[" + array.size() + "]", lines));
                }
                return array;
            case VALUE_STRING:
                return nodes.textNode(parser.getText());
            case VALUE_NUMBER_INT:
                return nodes.numberNode(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT:
                return nodes.numberNode(parser.getDecimalValue());
            case VALUE_TRUE:
                return nodes.booleanNode(true);
            case VALUE_FALSE:
                return nodes.booleanNode(false);
            default:
                return nodes.nullNode();
        }
    }

    /**
     * Reads an article.
     *
     * @param value the article
     * @param firstLine line of the input that it begins on
     * @param document where it came from, and what to assume
     * @param connector name for the provenance
     * @return the article
     * @throws Rejected naming every field that is wrong
     */
    static RawArticle read(Located value, int firstLine, InputDocument document, String connector) throws Rejected {
        return new ArticleJson(document, connector, firstLine, value.lines()).article(value.node());
    }

    private RawArticle article(JsonNode root) throws Rejected {
        if (!root.isObject()) {
            throw new Rejected(
                    false, List.of(new Problem(line(""), "", "expected a JSON object, not " + typeOf(root))));
        }
        known(root, "", FIELDS);
        boolean archive = document.archive() || Boolean.TRUE.equals(flag(root, "archive"));
        ArticleDraft draft =
                new ArticleDraft(document.toBuilder().archive(archive).build(), connector, EXTRACTOR);
        text(root, "id")
                .ifPresent(
                        id -> draft.external("push:" + document.sourceId(), id).itemId(id));
        address(root, "url", "url").ifPresent(draft::url);
        text(root, "title").ifPresent(title -> draft.title(HtmlText.line(title)));
        text(root, "standfirst").ifPresent(standfirst -> draft.standfirst(HtmlText.line(standfirst)));
        body(root, draft);
        publisher(root, draft);
        texts(root, "authors", draft::author);
        text(root, "byline").ifPresent(draft::byline);
        text(root, "section").ifPresent(draft::section);
        texts(root, "tags", draft::tag);
        subjects(root, draft);
        text(root, "language").ifPresent(language -> {
            if (ArticleDraft.languageTag(language) == null) {
                problem("language", "expected a BCP 47 tag such as \"en\" or \"pt-BR\", not \"" + language + "\"");
            }
            draft.language(language);
        });
        text(root, "dateline").ifPresent(draft::dateline);
        draft.published(time(root, "published"));
        draft.modified(time(root, "modified"));
        images(root, draft);
        text(root, "rights").ifPresent(draft::rights);
        draft.paywalled(flag(root, "paywalled"));
        extra(root, draft);
        if (draft.title() == null && !draft.hasBody() && problems.isEmpty()) {
            problem("title", "an article needs a title or a text (\"body\" or \"bodyHtml\")");
        }
        if (problems.isEmpty()) {
            try {
                return draft.build();
            } catch (ExtractionException e) {
                problem("", e.getMessage());
            }
        }
        throw new Rejected(false, problems);
    }

    private void body(JsonNode root, ArticleDraft draft) {
        Optional<String> plain = text(root, "body");
        Optional<String> html = text(root, "bodyHtml");
        if (plain.isPresent() && html.isPresent()) {
            problem("bodyHtml", "give either \"body\" or \"bodyHtml\", not both");
            return;
        }
        if (html.isPresent()) {
            HtmlText.Content content = HtmlText.read(html.get());
            draft.body(content.body());
            content.pictures().forEach(p -> draft.image(p.address(), p.caption(), null, p.width(), p.height()));
        } else if (plain.isPresent()) {
            BodyBuilder body = new BodyBuilder();
            for (String paragraph : plain.get().split("(?:\\r?\\n|\\r)[ \\t]*(?:\\r?\\n|\\r)")) {
                body.paragraph(paragraph);
            }
            draft.body(body);
        }
    }

    private void publisher(JsonNode root, ArticleDraft draft) {
        JsonNode publisher = root.get("publisher");
        if (publisher == null || publisher.isNull()) {
            return;
        }
        if (publisher.isTextual()) {
            draft.publisher(publisher.asText());
            return;
        }
        if (!publisher.isObject()) {
            problem("publisher", "expected a name or an object, not " + typeOf(publisher));
            return;
        }
        known(publisher, "publisher", Set.of("name", "domain", "country"));
        text(publisher, "name", "publisher.name").ifPresent(draft::publisher);
        text(publisher, "domain", "publisher.domain")
                .ifPresent(domain -> draft.publisherDomain(domain.toLowerCase(Locale.ROOT)));
        text(publisher, "country", "publisher.country").ifPresent(country -> {
            if (!country.matches("[A-Za-z]{2}")) {
                problem("publisher.country", "expected an ISO 3166-1 alpha-2 code, not \"" + country + "\"");
            }
            draft.publisherCountry(country);
        });
    }

    private void subjects(JsonNode root, ArticleDraft draft) {
        each(root, "subjects", (subject, path) -> {
            if (object(subject, path)) {
                known(subject, path, Set.of("scheme", "code", "name"));
                String scheme = text(subject, "scheme", path + ".scheme").orElse("");
                String name = text(subject, "name", path + ".name").orElse(null);
                Optional<String> code = text(subject, "code", path + ".code");
                if (code.isEmpty()) {
                    problem(path + ".code", "is missing");
                } else {
                    draft.subject(scheme, code.get(), name);
                }
            }
        });
    }

    private void images(JsonNode root, ArticleDraft draft) {
        each(root, "images", (image, path) -> {
            if (object(image, path)) {
                known(image, path, Set.of("url", "caption", "credit", "width", "height"));
                Optional<String> address = address(image, "url", path + ".url");
                if (address.isEmpty() && !image.has("url")) {
                    problem(path + ".url", "is missing");
                }
                String caption = text(image, "caption", path + ".caption").orElse(null);
                String credit = text(image, "credit", path + ".credit").orElse(null);
                Integer width = number(image, "width", path + ".width");
                Integer height = number(image, "height", path + ".height");
                address.ifPresent(a -> draft.image(a, caption, credit, width, height));
            }
        });
    }

    private void extra(JsonNode root, ArticleDraft draft) {
        JsonNode extra = root.get("extra");
        if (extra == null || extra.isNull() || !object(extra, "extra")) {
            return;
        }
        extra.fieldNames()
                .forEachRemaining(name -> text(extra, name, "extra." + name).ifPresent(v -> draft.extra(name, v)));
    }

    private ArticleTime time(JsonNode root, String field) {
        Optional<String> text = text(root, field);
        if (text.isEmpty()) {
            return null;
        }
        Optional<ArticleTime> time = ArticleTimes.parse(text.get(), "push", document.capturedAt());
        if (time.isEmpty()) {
            problem(field, "expected a time such as \"2025-07-14T09:30:00Z\", not \"" + text.get() + "\"");
        }
        return time.orElse(null);
    }

    // ---- values

    private interface Element {
        void read(JsonNode node, String path);
    }

    private void each(JsonNode root, String field, Element element) {
        JsonNode list = root.get(field);
        if (list == null || list.isNull()) {
            return;
        }
        if (!list.isArray()) {
            problem(field, "expected an array, not " + typeOf(list));
            return;
        }
        if (list.size() > MOST_LIST) {
            problem(field, "expected at most " + MOST_LIST + " elements, not " + list.size());
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            element.read(list.get(i), field + "[" + i + "]");
        }
    }

    private void texts(JsonNode root, String field, Consumer<String> take) {
        each(root, field, (node, path) -> {
            if (node.isTextual()) {
                take.accept(node.asText());
            } else {
                problem(path, "expected a string, not " + typeOf(node));
            }
        });
    }

    private boolean object(JsonNode node, String path) {
        if (!node.isObject()) {
            problem(path, "expected an object, not " + typeOf(node));
        }
        return node.isObject();
    }

    private void known(JsonNode object, String path, Set<String> fields) {
        object.fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name)) {
                problem(
                        path.isEmpty() ? name : path + "." + name,
                        "no such field; known are " + String.join(", ", new TreeSet<>(fields)));
            }
        });
    }

    private Optional<String> text(JsonNode object, String field) {
        return text(object, field, field);
    }

    private Optional<String> text(JsonNode object, String field, String path) {
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            problem(path, "expected a string, not " + typeOf(value));
            return Optional.empty();
        }
        return value.asText().isBlank() ? Optional.empty() : Optional.of(value.asText());
    }

    private Optional<String> address(JsonNode object, String field, String path) {
        Optional<String> address = text(object, field, path);
        if (address.isPresent() && !address.get().strip().matches("(?i)https?://[^\\s/]+.*")) {
            problem(path, "expected an absolute http or https address, not \"" + address.get() + "\"");
            return Optional.empty();
        }
        return address;
    }

    private Integer number(JsonNode object, String field, String path) {
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 0) {
            problem(path, "expected a whole number, not " + (value.isNumber() ? value.asText() : typeOf(value)));
            return null;
        }
        return value.asInt();
    }

    private Boolean flag(JsonNode object, String field) {
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isBoolean()) {
            problem(field, "expected true or false, not " + typeOf(value));
            return null;
        }
        return value.asBoolean();
    }

    private static String typeOf(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case STRING -> "a string";
            default -> "null";
        };
    }

    private int line(String path) {
        return firstLine + lines.getOrDefault(path, 1) - 1;
    }

    private void problem(String path, String message) {
        if (problems.size() < MOST_PROBLEMS) {
            String located = path;
            while (!lines.containsKey(located) && located.indexOf('.') >= 0) {
                located = located.substring(0, located.lastIndexOf('.'));
            }
            String shown = message.length() > 300 ? message.substring(0, 300) + "\u2026" : message;
            problems.add(new Problem(line(located), path, shown));
        }
    }
}
