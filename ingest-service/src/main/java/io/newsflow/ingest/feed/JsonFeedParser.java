package io.newsflow.ingest.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.HtmlText;
import io.newsflow.ingest.extract.HtmlText.Picture;
import io.newsflow.ingest.extract.PersonNames;
import io.newsflow.ingest.extract.PollHints;
import io.newsflow.ingest.identity.CanonicalUrl;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads JSON Feed 1.0 and 1.1, forgiving comments, trailing commas and raw control characters. */
final class JsonFeedParser {
    private static final int MAX_ITEMS = 10_000;
    private static final Pattern VERSION =
            Pattern.compile("\"version\"\\s*:\\s*\"https?://(?:www\\.)?jsonfeed\\.org/version/");
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(200).build())
                    .build())
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(
                    JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS,
                    JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .build();

    private final String documentUrl;

    private JsonFeedParser(String documentUrl) {
        this.documentUrl = documentUrl;
    }

    /** Whether a document's head names itself a JSON Feed. */
    static boolean isFeed(String head) {
        return VERSION.matcher(head.replace("\\/", "/")).find();
    }

    /**
     * Parses a feed.
     *
     * @param text the document
     * @param documentUrl its address, or null
     * @return the feed
     * @throws ExtractionException when it is no JSON or no feed; says where
     */
    static Feed parse(String text, String documentUrl) throws ExtractionException {
        JsonNode root;
        List<String> flags = new ArrayList<>();
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            root = wholeItems(text);
            flags.add("feed-truncated");
            if (root != null) {
                return new JsonFeedParser(documentUrl).read(root, flags);
            }
            throw new ExtractionException(
                    "not a JSON Feed: " + e.getOriginalMessage()
                            + (e.getLocation() == null
                                    ? ""
                                    : " at line " + e.getLocation().getLineNr()),
                    e);
        }
        if (root == null || !root.isObject() || !root.path("items").isArray()) {
            throw new ExtractionException("not a JSON Feed: no \"items\" array");
        }
        return new JsonFeedParser(documentUrl).read(root, flags);
    }

    /** The feed up to the last item that is whole, of a document that breaks off; null where there is none. */
    private static JsonNode wholeItems(String text) {
        int depth = 0;
        int end = -1;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
                end = c == '}' && depth == 2 ? i + 1 : end;
            }
        }
        if (end < 0) {
            return null;
        }
        try {
            JsonNode root = JSON.readTree(text.substring(0, end) + "]}");
            return root.path("items").isArray() ? root : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private Feed read(JsonNode root, List<String> flags) {
        String self = text(root, "feed_url");
        String base = documentUrl != null ? documentUrl : self;
        String home = resolve(base, text(root, "home_page_url"));
        String hub = null;
        for (JsonNode node : root.path("hubs")) {
            if (hub == null && node.path("type").asText("").equalsIgnoreCase("websub")) {
                hub = resolve(base, text(node, "url"));
            }
        }
        Set<String> authors = authors(root);
        List<Feed.Item> items = new ArrayList<>();
        for (JsonNode node : root.path("items")) {
            if (items.size() < MAX_ITEMS && node.isObject()) {
                items.add(item(node, base == null ? home : base, authors));
            }
        }
        String version = root.path("version").asText("");
        return new Feed(
                "json-feed",
                version.endsWith("/1")
                        ? "JSON Feed 1.0"
                        : "JSON Feed " + version.substring(version.lastIndexOf('/') + 1),
                HtmlText.line(text(root, "title")),
                home,
                text(root, "language"),
                null,
                null,
                new PollHints(null, Set.of(), Set.of(), hub, self),
                items,
                List.copyOf(flags));
    }

    /** Of a feed or an item. */
    private static Set<String> authors(JsonNode node) {
        Set<String> authors = new LinkedHashSet<>();
        for (JsonNode author : node.path("authors")) {
            authors.addAll(PersonNames.of(HtmlText.line(text(author, "name"))));
        }
        if (authors.isEmpty()) {
            authors.addAll(PersonNames.of(HtmlText.line(text(node.path("author"), "name"))));
        }
        return authors;
    }

    private Feed.Item item(JsonNode node, String base, Set<String> feedAuthors) {
        String url = resolve(base, text(node, "url"));
        if (url == null) {
            url = resolve(base, text(node, "external_url"));
        }
        String id = node.path("id").isValueNode() ? node.path("id").asText() : null;
        if (url == null) {
            url = resolve(null, id);
        }
        Set<String> own = authors(node);
        Set<String> authors = own.isEmpty() ? feedAuthors : own;
        List<String> tags = new ArrayList<>();
        node.path("tags").forEach(tag -> tags.add(tag.asText("")));
        List<Picture> pictures = new ArrayList<>();
        for (String field : new String[] {"image", "banner_image"}) {
            String address = resolve(base, text(node, field));
            if (address != null) {
                pictures.add(new Picture(address, null, null, null));
            }
        }
        List<Feed.Field> extra = new ArrayList<>();
        for (JsonNode attachment : node.path("attachments")) {
            String type = attachment.path("mime_type").asText("");
            String address = resolve(base, text(attachment, "url"));
            if (address != null && type.startsWith("image/")) {
                pictures.add(new Picture(address, text(attachment, "title"), null, null));
            } else if (address != null) {
                extra.add(new Feed.Field("enclosure", address));
            }
        }
        String html = text(node, "content_html");
        String plain = text(node, "content_text");
        HtmlText.Content content = null;
        if (html != null) {
            content = resolved(HtmlText.read(html), url == null ? base : url);
        } else if (plain != null) {
            content = HtmlText.read(plain.replace("&", "&amp;").replace("<", "&lt;"));
        }
        String summary = text(node, "summary");
        return new Feed.Item(
                id,
                url,
                HtmlText.line(text(node, "title")),
                summary == null ? null : HtmlText.read(summary),
                content,
                text(node, "date_published"),
                text(node, "date_modified"),
                List.copyOf(authors),
                tags,
                List.of(),
                text(node, "language"),
                null,
                null,
                null,
                null,
                pictures,
                null,
                extra,
                node.toString());
    }

    private static HtmlText.Content resolved(HtmlText.Content content, String base) {
        List<Picture> pictures = new ArrayList<>();
        for (Picture p : content.pictures()) {
            String address = resolve(base, p.address());
            if (address != null) {
                pictures.add(new Picture(address, p.caption(), p.width(), p.height()));
            }
        }
        return new HtmlText.Content(content.body(), pictures);
    }

    private static String resolve(String base, String address) {
        return CanonicalUrl.resolve(base, address).orElse(null);
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.get(field);
        return value == null
                        || !value.isValueNode()
                        || value.isNull()
                        || value.asText().isBlank()
                ? null
                : value.asText();
    }
}
