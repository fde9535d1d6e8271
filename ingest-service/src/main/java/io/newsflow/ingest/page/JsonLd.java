package io.newsflow.ingest.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** The schema.org article in a page's JSON-LD, in arrays and {@code @graph} too, with what is often broken forgiven. */
final class JsonLd {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .build();
    private static final int MAX_SCRIPTS = 40;
    private static final int MAX_NODES = 2_000;
    private static final Set<String> ARTICLES = Set.of(
            "NewsArticle",
            "Article",
            "BlogPosting",
            "ReportageNewsArticle",
            "AnalysisNewsArticle",
            "OpinionNewsArticle",
            "BackgroundNewsArticle",
            "ReviewNewsArticle",
            "AskPublicNewsArticle",
            "LiveBlogPosting",
            "Report",
            "TechArticle",
            "ScholarlyArticle",
            "SocialMediaPosting",
            "AdvertiserContentArticle",
            "SatiricalArticle");

    private JsonLd() {}

    /** The node that describes the page's article: the one with a headline and most fields. */
    static Optional<JsonNode> article(Document page) {
        JsonNode best = null;
        int scripts = 0;
        for (Element script : page.select("script[type*=ld+json]")) {
            if (++scripts > MAX_SCRIPTS) {
                break;
            }
            for (JsonNode node : nodes(script.data())) {
                if (isArticle(node) && (best == null || node.size() > best.size())) {
                    best = node;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** The text of a field: of a string, of the first of several, or of an object's name. */
    static String text(JsonNode node, String field) {
        List<String> texts = texts(node, field);
        return texts.isEmpty() ? null : texts.get(0);
    }

    /** All texts of a field. */
    static List<String> texts(JsonNode node, String field) {
        List<String> texts = new ArrayList<>();
        collect(node.path(field), texts);
        return texts;
    }

    private static void collect(JsonNode value, List<String> texts) {
        if (value.isArray()) {
            value.forEach(item -> collect(item, texts));
        } else if (value.isObject()) {
            for (String name : List.of("name", "url", "@value", "@id")) {
                if (value.path(name).isTextual()) {
                    texts.add(value.path(name).asText());
                    return;
                }
            }
        } else if (value.isValueNode() && !value.isNull() && !value.asText().isBlank()) {
            texts.add(value.asText());
        }
    }

    private static List<JsonNode> nodes(String json) {
        String text = json.strip();
        if (text.startsWith("<!--")) {
            text = text.substring(4);
        }
        if (text.startsWith("//<![CDATA[")) {
            text = text.substring(11);
        }
        List<JsonNode> found = new ArrayList<>();
        try {
            Deque<JsonNode> open = new ArrayDeque<>();
            open.add(JSON.readTree(text));
            while (!open.isEmpty() && found.size() < MAX_NODES) {
                JsonNode node = open.removeFirst();
                if (node.isArray()) {
                    node.forEach(open::addLast);
                } else if (node.isObject()) {
                    found.add(node);
                    for (String field : List.of("@graph", "mainEntity", "mainEntityOfPage", "itemListElement")) {
                        if (node.path(field).isContainerNode()) {
                            open.addLast(node.path(field));
                        }
                    }
                }
            }
        } catch (JsonProcessingException e) {
            // Broken JSON-LD is common; the page's other metadata serves then.
            return found;
        }
        return found;
    }

    private static boolean isArticle(JsonNode node) {
        for (String type : texts(node, "@type")) {
            if (ARTICLES.contains(type.substring(type.lastIndexOf('/') + 1))) {
                return true;
            }
        }
        return false;
    }
}
