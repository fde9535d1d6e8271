package io.newsflow.ingest.page;

import io.newsflow.ingest.extract.PlainText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/** What a page states about itself, as found while its elements pass by; nothing is judged here. */
final class PageFacts {
    private static final int MAX_VALUES = 100;
    private static final int MAX_TIMES = 50;
    private static final int MAX_DATA_SCRIPTS = 60;
    private static final Pattern PROFILE = Pattern.compile(
            "(?i)/(?:authors?|autor(?:es|en|in)?|auteurs?|autori|journalist[ae]?s?|reporters?|contributors?|columnists?|byline|newsteam|staff|redaktion|redakteure?|profile?s?|people|writers?)/[^/?#]{4,}");

    /**
     * A time element or dated microdata.
     *
     * @param property its itemprop, or empty
     * @param value machine-readable value, or its text
     * @param hinted whether its names or attributes say that it is the date of publication
     * @param run number of runs that stand before it
     */
    record Stamp(String property, String value, boolean hinted, int run) {}

    /**
     * A microdata property.
     *
     * @param name the property
     * @param value its value
     * @param run number of runs that stand before it
     */
    record Property(String name, String value, int run) {}

    final JsonLd jsonLd = new JsonLd();
    private final Map<String, List<String>> metas = new LinkedHashMap<>();
    final List<Stamp> stamps = new ArrayList<>();
    final List<Property> properties = new ArrayList<>();
    final List<String> tagLinks = new ArrayList<>();
    /** Links that say of themselves that they lead to an author's page. */
    final List<Property> authorLinks = new ArrayList<>();
    /** Scripts that may hold the page's data: JSON, or an assignment of it. */
    final List<Element> dataScripts = new ArrayList<>();
    /** Links whose addresses look like those of authors' pages. */
    final List<Property> profileLinks = new ArrayList<>();

    String title;
    String canonical;
    String language;
    boolean amp;
    String base;

    /** Values of a meta element by name or property (lower case), in page order. */
    List<String> meta(String name) {
        return metas.getOrDefault(name, List.of());
    }

    /** The first value that any of the names has, or null. */
    String first(String... names) {
        for (String name : names) {
            List<String> values = metas.get(name);
            if (values != null) {
                return values.get(0);
            }
        }
        return null;
    }

    /**
     * Takes note of an element.
     *
     * @param element any element
     * @param tag its name
     * @param run number of runs read so far
     */
    void see(Element element, String tag, int run) {
        switch (tag) {
            case "meta" -> meta(element, run);
            case "link" -> link(element);
            case "script" -> script(element);
            case "title" -> {
                if (title == null) {
                    title = PlainText.lineOrNull(element.text());
                }
            }
            case "html" -> {
                language = PlainText.lineOrNull(element.attr("lang"));
                if (language == null) {
                    language = PlainText.lineOrNull(element.attr("xml:lang"));
                }
                amp = element.hasAttr("amp") || element.hasAttr("\u26A1");
            }
            case "base" -> {
                if (base == null) {
                    base = PlainText.lineOrNull(element.attr("href"));
                }
            }
            case "time" -> time(element, run);
            case "a" -> anchor(element, run);
            default -> {
                if (element.hasAttr("itemprop")) {
                    property(element, run);
                }
            }
        }
    }

    private void meta(Element element, int run) {
        String content = PlainText.line(element.attr("content"));
        if (content.isEmpty() && element.hasAttr("value")) {
            content = PlainText.line(element.attr("value"));
        }
        if (content.isEmpty()) {
            return;
        }
        for (String attribute : new String[] {"name", "property", "http-equiv"}) {
            String name = element.attr(attribute);
            if (!name.isEmpty()) {
                List<String> values =
                        metas.computeIfAbsent(name.strip().toLowerCase(Locale.ROOT), k -> new ArrayList<>());
                if (values.size() < MAX_VALUES) {
                    values.add(content);
                }
                break;
            }
        }
        String property = element.attr("itemprop");
        if (!property.isEmpty() && properties.size() < 500) {
            properties.add(new Property(property, content, run));
        }
    }

    private void link(Element element) {
        String rel = element.attr("rel").toLowerCase(Locale.ROOT);
        if (canonical == null && rel.contains("canonical")) {
            canonical = PlainText.lineOrNull(element.attr("href"));
        }
    }

    private void script(Element element) {
        String type = element.attr("type");
        if (type.length() >= 7 && type.toLowerCase(Locale.ROOT).contains("ld+json")) {
            jsonLd.add(element.data());
        } else if (dataScripts.size() < MAX_DATA_SCRIPTS
                && !element.hasAttr("src")
                && (type.toLowerCase(Locale.ROOT).contains("json") || type.isEmpty() || type.contains("javascript"))) {
            dataScripts.add(element);
        }
    }

    private void time(Element element, int run) {
        if (stamps.size() >= MAX_TIMES) {
            return;
        }
        String value = element.attr("datetime").strip();
        String words = value.isEmpty() ? element.text() : value;
        if (!words.isBlank() && words.length() < 100) {
            String names = element.className() + ' ' + element.attr("pubdate");
            boolean hinted = element.hasAttr("pubdate")
                    || names.contains("ublish")
                    || names.contains("entry-date")
                    || names.contains("post-date");
            stamps.add(new Stamp(element.attr("itemprop"), words, hinted, run));
        }
    }

    private void anchor(Element element, int run) {
        String rel = element.attr("rel");
        if (rel.equals("tag") || rel.endsWith(" tag") || rel.startsWith("tag ")) {
            if (tagLinks.size() < MAX_VALUES) {
                tagLinks.add(PlainText.line(element.text()));
            }
        } else if (rel.contains("author")) {
            if (authorLinks.size() < 20) {
                authorLinks.add(new Property("author", PlainText.line(element.text()), run));
            }
        } else if (profileLinks.size() < MAX_VALUES
                && PROFILE.matcher(element.attr("href")).find()) {
            String name = PlainText.line(element.text());
            if (!name.isEmpty() && name.length() < 60) {
                profileLinks.add(new Property("author", name, run));
            }
        }
        if (element.hasAttr("itemprop")) {
            property(element, run);
        }
    }

    private void property(Element element, int run) {
        if (properties.size() >= 500) {
            return;
        }
        String name = element.attr("itemprop");
        String value;
        switch (name) {
            case "author", "creator", "publisher" -> {
                Element inner = element.selectFirst("[itemprop=name]");
                value = inner == null
                        ? element.text()
                        : inner.tagName().equals("meta") ? inner.attr("content") : inner.text();
            }
            case "datePublished", "dateModified", "dateCreated" -> {
                value = element.attr("content");
                if (value.isEmpty()) {
                    value = element.attr("datetime");
                }
                if (value.isEmpty()) {
                    value = element.text();
                }
            }
            case "headline", "alternativeHeadline", "articleSection", "keywords", "inLanguage" -> {
                value = element.attr("content");
                if (value.isEmpty()) {
                    value = element.text();
                }
            }
            default -> {
                return;
            }
        }
        value = PlainText.line(value);
        if (!value.isEmpty() && value.length() < 1000) {
            properties.add(new Property(name, value, run));
        }
    }

    /** The first value of a microdata property, or null. */
    String property(String name) {
        for (Property property : properties) {
            if (property.name().equals(name)) {
                return property.value();
            }
        }
        return null;
    }

    /** All values of a microdata property. */
    List<String> propertiesOf(String name) {
        return properties.stream()
                .filter(p -> p.name().equals(name))
                .map(Property::value)
                .toList();
    }
}
