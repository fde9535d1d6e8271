package io.newsflow.ingest.feed;

import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.HtmlText;
import io.newsflow.ingest.extract.HtmlText.Picture;
import io.newsflow.ingest.extract.PersonNames;
import io.newsflow.ingest.extract.PlainText;
import io.newsflow.ingest.extract.PollHints;
import io.newsflow.ingest.identity.CanonicalUrl;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.CDataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;

/**
 * Reads RSS 0.90 to 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0, well-formed or not.
 *
 * <p>It stands on a tolerant parser, so that there is one path for good and broken documents: unescaped ampersands,
 * HTML's named entities, undeclared prefixes, wrong nesting, text before the declaration and a cut-off end are read as feed
 * readers read them. Document types are not interpreted at all: there are no external entities, and nothing expands.
 *
 * <p>Elements are matched by namespace where the prefix is declared, else by the usual prefix, and without regard to case. An
 * item that was cut off by the end of the document is dropped unless it is the only one.
 */
final class XmlFeedParser {
    private static final int MAX_ITEMS = 10_000;
    private static final int SNIFFED = 8_192;
    /** Elements of an item that cannot stand in its title. */
    private static final Set<String> OWN_ELEMENTS =
            Set.of("link", "description", "guid", "pubdate", "content:encoded", "dc:creator", "dc:date", "category");

    private static final Pattern ROOT =
            Pattern.compile("<(?:[A-Za-z0-9]+:)?(rss|feed|rdf|channel)(?=[\\s>/])", Pattern.CASE_INSENSITIVE);

    /** Usual prefix by namespace address (scheme and trailing slash left out). */
    private static final Map<String, String> NAMESPACES = Map.ofEntries(
            Map.entry("purl.org/dc/elements/1.1", "dc"),
            Map.entry("purl.org/dc/elements/1.0", "dc"),
            Map.entry("purl.org/dc/terms", "dcterms"),
            Map.entry("purl.org/rss/1.0/modules/content", "content"),
            Map.entry("purl.org/rss/1.0/modules/syndication", "sy"),
            Map.entry("purl.org/rss/1.0/modules/slash", "slash"),
            Map.entry("wellformedweb.org/commentapi", "wfw"),
            Map.entry("search.yahoo.com/mrss", "media"),
            Map.entry("search.yahoo.com/rss", "media"),
            Map.entry("www.itunes.com/dtds/podcast-1.0.dtd", "itunes"),
            Map.entry("www.georss.org/georss", "georss"),
            Map.entry("www.w3.org/2003/01/geo/wgs84_pos#", "geo"),
            Map.entry("rssnamespace.org/feedburner/ext/1.0", "feedburner"),
            Map.entry("purl.org/syndication/thread/1.0", "thr"),
            Map.entry("prismstandard.org/namespaces/basic/2.0", "prism"),
            Map.entry("prismstandard.org/namespaces/1.2/basic", "prism"),
            Map.entry("podcastindex.org/namespace/1.0", "podcast"),
            Map.entry("news.yandex.ru", "yandex"),
            Map.entry("www.w3.org/2005/atom", "atom"),
            Map.entry("purl.org/atom/ns#", "atom"),
            Map.entry("www.w3.org/1999/xhtml", "xhtml"),
            Map.entry("purl.org/rss/1.0", ""),
            Map.entry("my.netscape.com/rdf/simple/0.9", ""),
            Map.entry("channel.netscape.com/rdf/simple/0.9", ""),
            Map.entry("backend.userland.com/rss2", ""),
            Map.entry("www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"));

    private static final String CDATA = "<![CDATA[";

    private final String documentUrl;
    private final Map<String, String> prefixes = new HashMap<>();
    private final Set<String> flags = new LinkedHashSet<>();
    private boolean atom;
    private String home;

    private XmlFeedParser(String documentUrl) {
        this.documentUrl = documentUrl;
    }

    /**
     * Whether a document's head shows a feed's root element.
     *
     * @param head beginning of the text
     * @return true where it does
     */
    static boolean isFeed(String head) {
        Matcher m = ROOT.matcher(head.length() > SNIFFED ? head.substring(0, SNIFFED) : head);
        if (!m.find()) {
            return false;
        }
        String before = head.substring(0, m.start()).toLowerCase(Locale.ROOT);
        return !before.contains("<html") && !before.contains("<body");
    }

    /**
     * Parses a feed.
     *
     * @param text the document
     * @param documentUrl its address, or null
     * @return the feed
     * @throws ExtractionException when it holds no feed
     */
    static Feed parse(String text, String documentUrl) throws ExtractionException {
        return new XmlFeedParser(documentUrl).read(text);
    }

    private Feed read(String text) throws ExtractionException {
        Matcher m = ROOT.matcher(text);
        if (!m.find()) {
            throw new ExtractionException("not a feed: no rss, rdf, feed or channel element");
        }
        int start = m.start();
        String before = text.substring(0, start);
        if (!before.isBlank()
                && !before.stripLeading().startsWith("<?xml")
                && !before.stripLeading().startsWith("<!")) {
            flags.add("feed-repaired");
        }
        Parser parser = Parser.xmlParser().setTrackErrors(1);
        Document document = parser.parseInput(text.substring(start), documentUrl == null ? "" : documentUrl);
        if (!parser.getErrors().isEmpty()) {
            flags.add("feed-repaired");
        }
        Element root = document.firstElementChild();
        if (root == null) {
            throw new ExtractionException("not a feed: its root element is empty");
        }
        collectPrefixes(document);
        String rootName = local(root.tagName());
        atom = rootName.equals("feed");
        Element channel = atom ? root : channel(root);
        boolean cut = isCut(text, rootName);
        List<Element> elements = new ArrayList<>();
        for (Element e : document.getAllElements()) {
            if (isItem(e)) {
                elements.add(e);
                if (elements.size() >= MAX_ITEMS) {
                    flags.add("feed-truncated");
                    break;
                }
            }
        }
        if (cut) {
            flags.add("feed-truncated");
            if (elements.size() > 1 && !isClosed(text, elements.get(elements.size() - 1))) {
                elements.remove(elements.size() - 1);
            }
        }
        home = homeOf(channel);
        String language = firstText(channel, "language", "dc:language");
        if (language == null) {
            language = attribute(root, "xml:lang");
        }
        List<String> channelAuthors = atom ? authors(channel) : List.of();
        elements.forEach(this::unnest);
        List<Feed.Item> items = new ArrayList<>();
        for (Element element : elements) {
            items.add(item(element, channelAuthors));
        }
        return new Feed(
                atom ? "atom" : rootName.equals("rdf") ? "rdf" : "rss",
                version(root, rootName),
                HtmlText.line(inner(child(channel, "title", "dc:title"))),
                home,
                language,
                nullIfEmpty(HtmlText.line(inner(child(channel, "dc:publisher")))),
                nullIfEmpty(HtmlText.line(inner(child(channel, "copyright", "dc:rights", "rights")))),
                hints(channel),
                items,
                List.copyOf(flags));
    }

    private static String version(Element root, String rootName) {
        if (rootName.equals("feed")) {
            return root.attr("xmlns").contains("purl.org/atom") ? "Atom 0.3" : "Atom 1.0";
        }
        if (rootName.equals("rdf")) {
            return root.attr("xmlns").contains("netscape") ? "RSS 0.90" : "RSS 1.0";
        }
        String version = root.attr("version").strip();
        return version.isEmpty() ? "RSS" : "RSS " + version;
    }

    private Element channel(Element root) {
        if (local(root.tagName()).equals("channel")) {
            return root;
        }
        for (Element child : root.children()) {
            if (name(child).equals("channel")) {
                return child;
            }
        }
        return root;
    }

    private static boolean isCut(String text, String rootName) {
        int end = text.lastIndexOf("</");
        if (end < 0) {
            return true;
        }
        String tail = text.substring(end).toLowerCase(Locale.ROOT);
        return !tail.matches("(?s)</(?:[a-z0-9]+:)?" + rootName + "\\s*>.*");
    }

    /** Whether the last item's end tag stands in the text. */
    private static boolean isClosed(String text, Element last) {
        String tag = last.tagName();
        return text.lastIndexOf("</" + tag) > text.lastIndexOf("<" + tag);
    }

    private boolean isItem(Element e) {
        String name = name(e);
        return name.equals("item") || name.equals("entry") || name.equals("atom:entry");
    }

    /** Takes out of an item what only a missing end tag has put there: other items, and its own elements inside its title. */
    private void unnest(Element item) {
        for (Element e : List.copyOf(item.getAllElements())) {
            boolean other = e != item && isItem(e);
            boolean own = e.parent() != null
                    && e.parent().parent() == item
                    && name(e.parent()).equals("title")
                    && OWN_ELEMENTS.contains(name(e));
            if (other) {
                e.remove();
                flags.add("feed-repaired");
            } else if (own) {
                e.remove();
                item.appendChild(e);
                flags.add("feed-repaired");
            }
        }
    }

    // ---- items

    private Feed.Item item(Element e, List<String> channelAuthors) {
        List<String> own = authors(e);
        List<String> authors = own.isEmpty() ? channelAuthors : own;
        List<String> tags = new ArrayList<>();
        List<Feed.Subject> subjects = new ArrayList<>();
        categories(e, tags, subjects);
        String url = link(e);
        List<Picture> pictures = new ArrayList<>();
        String credit = media(e, pictures);
        Element contentElement = child(
                e,
                "content:encoded",
                "content",
                "atom:content",
                "xhtml:body",
                "body",
                "yandex:full-text",
                "fulltext",
                "full-text");
        Element summaryElement = child(
                e, "description", "summary", "atom:summary", "dc:description", "itunes:summary", "media:description");
        if (summaryElement == null) {
            summaryElement = descendant(e, "media:description");
        }
        HtmlText.Content content = content(contentElement, url);
        HtmlText.Content summary = content(summaryElement, url);
        Element source = child(e, "source", "atom:source");
        String publisher = null;
        String publisherUrl = null;
        if (source != null) {
            Element title = child(source, "title", "atom:title");
            publisher = nullIfEmpty(HtmlText.line(title != null ? inner(title) : source.ownText()));
            String address = source.hasAttr("url") ? source.attr("url") : link(source);
            publisherUrl = address == null ? null : absolute(source, address);
        }
        if (publisher == null) {
            publisher = nullIfEmpty(HtmlText.line(inner(child(e, "dc:publisher", "prism:publicationname"))));
        }
        String published = firstText(
                e,
                "pubdate",
                "published",
                "atom:published",
                "dc:date",
                "dcterms:issued",
                "issued",
                "dcterms:created",
                "created",
                "prism:publicationdate",
                "dcterms:date",
                "date",
                "publish_date",
                "pubdatetime",
                "dc:created");
        String updated = firstText(
                e, "updated", "atom:updated", "dcterms:modified", "modified", "lastmodified", "prism:modificationdate");
        return new Feed.Item(
                PlainText.lineOrNull(firstText(e, "guid", "id", "atom:id", "dc:identifier")),
                url,
                title(e),
                summary,
                content,
                published,
                updated,
                authors,
                tags,
                subjects,
                language(e),
                publisher,
                publisherUrl,
                nullIfEmpty(HtmlText.line(inner(child(e, "copyright", "dc:rights", "rights", "media:copyright")))),
                number(firstText(e, "slash:comments", "thr:total")),
                pictures,
                credit,
                extra(e),
                e.outerHtml());
    }

    private String title(Element e) {
        Element title = child(e, "title", "atom:title");
        String line = title == null ? "" : HtmlText.line(inner(title));
        if (line.isEmpty()) {
            line = HtmlText.line(inner(child(e, "media:title", "dc:title", "itunes:title")));
        }
        return line.isEmpty() ? HtmlText.line(inner(descendant(e, "media:title"))) : line;
    }

    /** Text or markup of an element, as one string of HTML: whatever way it was escaped. */
    private String inner(Element e) {
        if (e == null) {
            return "";
        }
        if (e.childrenSize() > 0) {
            return e.html();
        }
        StringBuilder out = new StringBuilder();
        for (Node node : e.childNodes()) {
            if (node instanceof CDataNode) {
                out.append(((CDataNode) node).text());
            } else if (node instanceof TextNode) {
                out.append(((TextNode) node).getWholeText());
            }
        }
        if (e.attr("mode").equalsIgnoreCase("base64")) {
            return decoded(out.toString());
        }
        // Sections in sections, and sections that were escaped themselves.
        return out.indexOf(CDATA) < 0
                ? out.toString()
                : out.toString().replace(CDATA, "").replace("]]>", "");
    }

    /** Atom 0.3 may carry its content so; what is no such encoding is text. */
    private static String decoded(String base64) {
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return base64;
        }
    }

    private HtmlText.Content content(Element e, String itemUrl) {
        if (e == null) {
            return null;
        }
        HtmlText.Content content;
        if (e.childrenSize() > 0) {
            // XHTML, or HTML that nobody escaped: as HTML, so that its elements are known.
            content = HtmlText.read(e.html().replaceAll("<(/?)xhtml:", "<$1"));
        } else {
            content = HtmlText.read(inner(e));
        }
        if (content.pictures().isEmpty()) {
            return content;
        }
        String base = base(e);
        if (base == null || !atom && itemUrl != null && !declaresBase(e)) {
            base = itemUrl;
        }
        List<Picture> pictures = new ArrayList<>();
        for (Picture p : content.pictures()) {
            String resolved = CanonicalUrl.resolve(base, p.address()).orElse(null);
            if (resolved != null) {
                pictures.add(new Picture(resolved, p.caption(), p.width(), p.height()));
            }
        }
        return new HtmlText.Content(content.body(), pictures);
    }

    private String link(Element e) {
        String original = firstText(e, "feedburner:origlink");
        if (original != null) {
            return absolute(e, original);
        }
        String alternate = null;
        String any = null;
        for (Element child : e.children()) {
            String name = name(child);
            if (!name.equals("link") && !name.equals("atom:link")) {
                continue;
            }
            String href = child.hasAttr("href") ? child.attr("href") : inner(child);
            if (href.isBlank() && child.nextSibling() instanceof TextNode text) {
                // An HTML serializer made it: its link elements have no content.
                href = text.getWholeText().strip();
            }
            String rel = child.attr("rel").strip().toLowerCase(Locale.ROOT);
            String found = href.isEmpty() ? null : absolute(child, href);
            if (found == null) {
                continue;
            }
            if (rel.isEmpty() || rel.equals("alternate")) {
                boolean html =
                        child.attr("type").isEmpty() || child.attr("type").contains("html");
                if (alternate == null || html && any == null) {
                    alternate = found;
                    any = html ? found : any;
                }
            }
        }
        if (alternate != null) {
            return alternate;
        }
        Element guid = child(e, "guid");
        if (guid != null && !guid.attr("isPermaLink").equalsIgnoreCase("false")) {
            String found = absoluteOnly(inner(guid));
            if (found != null) {
                return found;
            }
        }
        for (String fallback :
                new String[] {firstText(e, "id", "atom:id"), attribute(e, "rdf:about"), firstText(e, "prism:url")}) {
            String found = absoluteOnly(fallback);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static String absoluteOnly(String address) {
        return CanonicalUrl.resolve(null, address).orElse(null);
    }

    private String absolute(Element e, String address) {
        String clean = Parser.unescapeEntities(address, false);
        String base = base(e);
        return CanonicalUrl.resolve(base == null ? home : base, clean).orElse(null);
    }

    /** xml:base of the element and its ancestors, resolved against the document's address. */
    private String base(Element e) {
        List<String> bases = new ArrayList<>();
        for (Element p = e; p != null; p = p.parent()) {
            String own = attribute(p, "xml:base");
            if (own != null) {
                bases.add(own);
            }
        }
        String base = documentUrl;
        for (int i = bases.size() - 1; i >= 0; i--) {
            String inherited = base;
            base = CanonicalUrl.resolve(inherited, bases.get(i)).orElse(inherited);
        }
        return base;
    }

    private boolean declaresBase(Element e) {
        for (Element p = e; p != null; p = p.parent()) {
            if (attribute(p, "xml:base") != null) {
                return true;
            }
        }
        return false;
    }

    private String language(Element e) {
        String declared = firstText(e, "dc:language", "language");
        if (declared != null) {
            return declared;
        }
        for (Element child : e.children()) {
            String lang = attribute(child, "xml:lang");
            if (lang != null && (name(child).equals("title") || name(child).startsWith("content"))) {
                return lang;
            }
        }
        return attribute(e, "xml:lang");
    }

    private List<String> authors(Element e) {
        Set<String> names = new LinkedHashSet<>();
        for (Element child : e.children()) {
            switch (name(child)) {
                case "dc:creator":
                case "author":
                case "atom:author":
                case "itunes:author":
                case "creator":
                    Element name = child(child, "name", "atom:name");
                    String text = HtmlText.line(inner(name == null ? child : name));
                    boolean weak = name(child).equals("itunes:author") && !names.isEmpty();
                    if (!weak) {
                        PersonNames.of(text).forEach(names::add);
                    }
                    break;
                default:
                    break;
            }
        }
        return List.copyOf(names);
    }

    private void categories(Element e, List<String> tags, List<Feed.Subject> subjects) {
        for (Element child : e.children()) {
            switch (name(child)) {
                case "category":
                case "atom:category":
                case "dc:subject":
                    String term = child.attr("term");
                    String label = child.attr("label");
                    String scheme = child.hasAttr("scheme") ? child.attr("scheme") : child.attr("domain");
                    String text = HtmlText.line(term.isEmpty() ? inner(child) : term);
                    if (text.isEmpty()) {
                        break;
                    }
                    if (scheme.isBlank()) {
                        tags.add(label.isEmpty() ? text : HtmlText.line(label));
                    } else {
                        subjects.add(new Feed.Subject(scheme.strip(), text, nullIfEmpty(HtmlText.line(label))));
                        tags.add(label.isEmpty() ? text : HtmlText.line(label));
                    }
                    break;
                case "media:keywords":
                case "itunes:keywords":
                case "keywords":
                case "media:category":
                    for (String keyword : HtmlText.line(inner(child)).split(",")) {
                        if (!keyword.isBlank()) {
                            tags.add(keyword.strip());
                        }
                    }
                    break;
                default:
                    break;
            }
        }
    }

    /** Collects pictures of media elements and enclosures; gives back their credit. */
    private String media(Element item, List<Picture> pictures) {
        String credit = null;
        for (Element e : item.getAllElements()) {
            String name = name(e);
            String address = null;
            switch (name) {
                case "media:content":
                    boolean image = e.attr("medium").equalsIgnoreCase("image")
                            || e.attr("type").toLowerCase(Locale.ROOT).startsWith("image/")
                            || e.attr("medium").isEmpty() && e.attr("type").isEmpty() && looksLikeImage(e.attr("url"));
                    address = image ? e.attr("url") : null;
                    break;
                case "media:thumbnail":
                    address = e.attr("url");
                    break;
                case "enclosure":
                    address = e.attr("type").toLowerCase(Locale.ROOT).startsWith("image/")
                                    || e.attr("type").isEmpty() && looksLikeImage(e.attr("url"))
                            ? e.attr("url")
                            : null;
                    break;
                case "link":
                case "atom:link":
                    address = e.attr("rel").equals("enclosure")
                                    && e.attr("type").toLowerCase(Locale.ROOT).startsWith("image/")
                            ? e.attr("href")
                            : null;
                    break;
                case "itunes:image":
                    address = e.attr("href");
                    break;
                case "image":
                    Element url = child(e, "url");
                    address = url == null ? e.hasAttr("href") ? e.attr("href") : inner(e) : inner(url);
                    break;
                case "media:credit":
                    credit = credit == null ? nullIfEmpty(HtmlText.line(inner(e))) : credit;
                    break;
                default:
                    break;
            }
            if (address != null && !address.isBlank()) {
                String resolved = absolute(e, address);
                if (resolved != null) {
                    String caption = HtmlText.line(inner(child(e, "media:description", "media:title", "media:text")));
                    pictures.add(new Picture(
                            resolved, nullIfEmpty(caption), number(e.attr("width")), number(e.attr("height"))));
                }
            }
        }
        return credit;
    }

    private static boolean looksLikeImage(String address) {
        return address.matches("(?i)[^?#]+\\.(?:jpe?g|png|gif|webp|avif)(?:[?#].*)?");
    }

    private List<Feed.Field> extra(Element e) {
        List<Feed.Field> fields = new ArrayList<>();
        for (String name :
                new String[] {"georss:point", "georss:featurename", "itunes:duration", "itunes:episode", "prism:section"
                }) {
            String value = firstText(e, name);
            if (value != null) {
                fields.add(new Feed.Field(name, value));
            }
        }
        Element position = descendant(e, "gml:pos");
        if (position != null && fields.stream().noneMatch(f -> f.name().equals("georss:point"))) {
            fields.add(new Feed.Field("georss:point", PlainText.line(inner(position))));
        }
        String lat = firstText(e, "geo:lat");
        String lon = firstText(e, "geo:long");
        if (lat != null && lon != null) {
            fields.add(new Feed.Field("georss:point", lat + " " + lon));
        }
        for (Element child : e.children()) {
            if (name(child).equals("podcast:transcript") && absolute(child, child.attr("url")) != null) {
                fields.add(new Feed.Field("podcast:transcript", absolute(child, child.attr("url"))));
            }
            boolean enclosure =
                    name(child).equals("enclosure") && child.attr("type").matches("(?i)(?:audio|video)/.*");
            if (enclosure) {
                String address = absolute(child, child.attr("url"));
                if (address != null) {
                    fields.add(new Feed.Field("enclosure", address));
                }
            }
        }
        return fields;
    }

    // ---- channel

    private String homeOf(Element channel) {
        String alternate = null;
        for (Element child : channel.children()) {
            String name = name(child);
            if (name.equals("link") || name.equals("atom:link")) {
                String rel = child.attr("rel").toLowerCase(Locale.ROOT);
                if (alternate == null && (rel.isEmpty() || rel.equals("alternate"))) {
                    String href = child.hasAttr("href") ? child.attr("href") : inner(child);
                    alternate = CanonicalUrl.resolve(base(child), href).orElse(null);
                }
            }
        }
        return alternate;
    }

    private PollHints hints(Element channel) {
        Duration interval = null;
        Integer ttl = number(firstText(channel, "ttl"));
        if (ttl != null && ttl > 0) {
            interval = Duration.ofMinutes(ttl);
        }
        String period = firstText(channel, "sy:updateperiod");
        if (period != null) {
            Duration length = switch (period.strip().toLowerCase(Locale.ROOT)) {
                case "hourly" -> Duration.ofHours(1);
                case "daily" -> Duration.ofDays(1);
                case "weekly" -> Duration.ofDays(7);
                case "monthly" -> Duration.ofDays(30);
                case "yearly" -> Duration.ofDays(365);
                default -> null;
            };
            Integer frequency = number(firstText(channel, "sy:updatefrequency"));
            if (length != null) {
                Duration each = length.dividedBy(frequency == null || frequency < 1 ? 1 : frequency);
                interval = interval == null || each.compareTo(interval) > 0 ? each : interval;
            }
        }
        Set<Integer> hours = new TreeSet<>();
        Set<DayOfWeek> days = new TreeSet<>();
        for (Element child : channel.children()) {
            if (name(child).equals("skiphours")) {
                for (Element hour : child.children()) {
                    Integer value = number(hour.text());
                    if (value != null && value >= 0 && value <= 24) {
                        hours.add(value % 24);
                    }
                }
            } else if (name(child).equals("skipdays")) {
                for (Element day : child.children()) {
                    String name = day.text().strip().toUpperCase(Locale.ROOT);
                    for (DayOfWeek known : DayOfWeek.values()) {
                        if (known.name().equals(name)) {
                            days.add(known);
                        }
                    }
                }
            }
        }
        String hub = null;
        String self = null;
        for (Element child : channel.children()) {
            String name = name(child);
            if (name.equals("link") || name.equals("atom:link")) {
                String rel = child.attr("rel").toLowerCase(Locale.ROOT);
                if (rel.equals("hub") && hub == null) {
                    hub = absolute(child, child.attr("href"));
                } else if (rel.equals("self") && self == null) {
                    self = absolute(child, child.attr("href"));
                }
            }
        }
        return new PollHints(interval, Set.copyOf(hours), Set.copyOf(days), hub, self);
    }

    // ---- names

    private void collectPrefixes(Document document) {
        for (Element e : document.getAllElements()) {
            for (Attribute a : e.attributes()) {
                if (a.getKey().startsWith("xmlns:")) {
                    prefixes.putIfAbsent(a.getKey().substring(6).toLowerCase(Locale.ROOT), usual(a.getValue()));
                }
            }
            if (prefixes.size() > 64) {
                return;
            }
        }
    }

    private static String usual(String namespace) {
        String bare = namespace
                .strip()
                .toLowerCase(Locale.ROOT)
                .replaceFirst("^https?://", "")
                .replaceFirst("/$", "");
        return NAMESPACES.getOrDefault(bare, "?");
    }

    /** Local name in lower case, with the usual prefix in front where it is in a module's namespace. */
    private String name(Element e) {
        String tag = e.tagName().toLowerCase(Locale.ROOT);
        int colon = tag.indexOf(':');
        if (colon < 0) {
            return tag;
        }
        String prefix = tag.substring(0, colon);
        String known = prefixes.get(prefix);
        String usual = known == null || known.equals("?") ? prefix : known;
        return usual.isEmpty() || atom && usual.equals("atom")
                ? tag.substring(colon + 1)
                : usual + ":" + tag.substring(colon + 1);
    }

    private static String local(String tag) {
        String lower = tag.toLowerCase(Locale.ROOT);
        return lower.substring(lower.indexOf(':') + 1);
    }

    /** First child with one of the names that is not empty, in the order of the names. */
    private Element child(Element parent, String... names) {
        Element empty = null;
        for (String wanted : names) {
            for (Element child : parent.children()) {
                if (name(child).equals(wanted)) {
                    if (child.childNodeSize() > 0) {
                        return child;
                    }
                    empty = empty == null ? child : empty;
                }
            }
        }
        return empty;
    }

    private Element descendant(Element parent, String wanted) {
        for (Element e : parent.getAllElements()) {
            if (e != parent && name(e).equals(wanted) && e.childNodeSize() > 0) {
                return e;
            }
        }
        return null;
    }

    private String firstText(Element parent, String... names) {
        for (String wanted : names) {
            for (Element child : parent.children()) {
                if (name(child).equals(wanted)) {
                    String text = inner(child).strip();
                    if (!text.isEmpty()) {
                        return text;
                    }
                }
            }
        }
        return null;
    }

    private static String attribute(Element e, String name) {
        for (Attribute a : e.attributes()) {
            if (a.getKey().equalsIgnoreCase(name) && !a.getValue().isBlank()) {
                return a.getValue().strip();
            }
        }
        return null;
    }

    private static Integer number(String text) {
        if (text == null) {
            return null;
        }
        String digits = text.strip();
        return digits.matches("\\d{1,7}") ? Integer.valueOf(digits) : null;
    }

    private static String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }
}
