package io.newsflow.ingest.source;

import io.newsflow.ingest.extract.ArticleDraft;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.HtmlText;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.extract.PlainText;
import io.newsflow.ingest.identity.CanonicalUrl;
import io.newsflow.model.Source;
import io.newsflow.model.SourceKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Entities;
import org.jsoup.parser.Parser;

/**
 * Reads and writes OPML, the lists that feed readers exchange. Folders and categories become tags. Read leniently: document
 * types are not interpreted, attribute names are taken in any case.
 */
public final class Opml {
    private Opml() {}

    /**
     * What a list holds.
     *
     * @param sources sources, in order, each address once
     * @param problems outlines that name a feed without a usable address
     */
    public record Listing(List<Source> sources, List<String> problems) {}

    /**
     * Reads a list.
     *
     * @param document an OPML document
     * @return its sources
     * @throws ExtractionException when it is none
     */
    public static Listing read(InputDocument document) throws ExtractionException {
        Document xml = Parser.xmlParser().parseInput(document.decode().text(), "");
        Element root = xml.firstElementChild();
        if (root == null || !root.tagName().equalsIgnoreCase("opml")) {
            throw new ExtractionException(
                    "not OPML: the root element is " + (root == null ? "missing" : "<" + root.tagName() + ">"));
        }
        Map<String, Source> sources = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (Element outline : root.getAllElements()) {
            String address = attribute(outline, "xmlUrl");
            if (!outline.tagName().equalsIgnoreCase("outline") || address.isEmpty()) {
                continue;
            }
            String name = name(outline);
            String url = CanonicalUrl.resolve(null, address.replaceFirst("^feed:(//)?", "https://"))
                    .or(() -> CanonicalUrl.resolve(null, address))
                    .orElse(null);
            if (url == null) {
                problems.add((name.isEmpty() ? "an outline" : name) + ": '" + address + "' is no web address");
                continue;
            }
            sources.putIfAbsent(url, source(outline, url, name));
        }
        return new Listing(List.copyOf(sources.values()), problems);
    }

    private static Source source(Element outline, String url, String name) {
        Set<String> tags = new LinkedHashSet<>();
        for (Element folder = outline.parent(); folder != null; folder = folder.parent()) {
            if (folder.tagName().equalsIgnoreCase("outline") && !name(folder).isEmpty()) {
                tags.add(name(folder));
            }
        }
        for (String category : attribute(outline, "category").split(",")) {
            String tag = PlainText.line(category.replaceFirst("^/", ""));
            if (!tag.isEmpty()) {
                tags.add(tag);
            }
        }
        return Source.newBuilder()
                .setSourceId(SourceIds.of(url))
                .setUrl(url)
                .setKind(SourceKind.AUTO)
                .setName(name.isEmpty() ? null : name)
                .setLanguage(ArticleDraft.languageTag(attribute(outline, "language")))
                .setTags(List.copyOf(tags))
                .build();
    }

    private static String name(Element outline) {
        String title = HtmlText.line(attribute(outline, "title"));
        return title.isEmpty() ? HtmlText.line(attribute(outline, "text")) : title;
    }

    private static String attribute(Element element, String name) {
        for (Attribute attribute : element.attributes()) {
            if (attribute.getKey().equalsIgnoreCase(name)) {
                return attribute.getValue().strip();
            }
        }
        return "";
    }

    /**
     * Writes a list in OPML 2.0.
     *
     * @param sources sources
     * @return the document
     */
    public static String write(Collection<Source> sources) {
        StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n");
        out.append("  <head><title>Newsflow sources</title></head>\n  <body>\n");
        for (Source source : sources) {
            String name = source.getName() == null ? source.getSourceId() : source.getName();
            out.append("    <outline type=\"rss\"");
            append(out, "text", name);
            append(out, "xmlUrl", source.getUrl());
            append(out, "language", source.getLanguage());
            append(out, "category", source.getTags().isEmpty() ? null : String.join(",", source.getTags()));
            out.append("/>\n");
        }
        return out.append("  </body>\n</opml>\n").toString();
    }

    private static void append(StringBuilder out, String name, String value) {
        if (value != null) {
            out.append(' ')
                    .append(name)
                    .append("=\"")
                    .append(Entities.escape(value))
                    .append('"');
        }
    }
}
