package io.newsflow.ingest.agency;

import io.newsflow.ingest.extract.ArticleDraft;
import io.newsflow.ingest.extract.ArticleExtractor;
import io.newsflow.ingest.extract.BodyBuilder;
import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.HtmlText;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.extract.PersonNames;
import io.newsflow.ingest.extract.PlainText;
import io.newsflow.ingest.time.ArticleTimes;
import io.newsflow.model.ArticleTime;
import io.newsflow.model.BlockKind;
import io.newsflow.model.SourceKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/**
 * Reads IPTC's NewsML-G2 (newsMessage, newsItem; packageItem with the items beside it) and NITF documents, alone or inside.
 *
 * <p>Only text items that are usable become articles: a canceled one is a withdrawal, one under an embargo is held until its end,
 * and a withheld one is reported as a problem. Pictures of the same message are attached to the texts of their package, or to all texts where no package refers to
 * them. A packageItem alone refers to items that are elsewhere: it is no article. The item's
 * guid is its identity where it has no web address. Document types are not interpreted.
 */
public final class NewsMlExtractor implements ArticleExtractor {
    private static final String NAME = "newsml-1";
    private static final int HEAD = 16 * 1024;
    /** Longer bylines tell more than names. */
    private static final int MOST_OF_BYLINE = 120;

    private static final Pattern ROOT =
            Pattern.compile("<(?:[A-Za-z0-9]+:)?(newsMessage|newsItem|packageItem|nitf)(?=[\\s>/])");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SourceKind kind() {
        return SourceKind.NEWSML_G2;
    }

    @Override
    public double score(InputDocument document) {
        byte[] bytes = document.bytes();
        String head = new String(bytes, 0, Math.min(bytes.length, HEAD), StandardCharsets.ISO_8859_1).replace("\0", "");
        Matcher m = ROOT.matcher(head);
        if (!m.find()) {
            return 0;
        }
        String before = head.substring(0, m.start());
        return before.contains("<html") || before.contains("<rss") || before.contains("<feed") ? 0 : 0.97;
    }

    @Override
    public Extraction extract(InputDocument document) throws ExtractionException {
        String text = document.decode().text();
        Matcher m = ROOT.matcher(text);
        if (!m.find()) {
            throw new ExtractionException(
                    "not NewsML-G2 or NITF: no newsMessage, newsItem, packageItem or nitf element");
        }
        Document xml = Parser.xmlParser().parseInput(text.substring(m.start()), "");
        List<Element> items = elements(xml, "newsitem");
        Dispatch dispatch = new Dispatch(document.fetchedAt());
        if (items.isEmpty()) {
            List<Element> documents = elements(xml, "nitf");
            if (documents.isEmpty()) {
                throw new ExtractionException("a NewsML-G2 package without the items that it refers to");
            }
            for (Element nitf : documents) {
                ArticleDraft draft = new ArticleDraft(document, "newsml-g2", NAME);
                nitf(draft, document, nitf);
                Element data = orEmpty(descendant(nitf, "docdata"));
                String release = normDate(descendant(data, "date.release"));
                dispatch.add(
                        "nitf",
                        new Dispatch.Terms("the NITF document", data.attr("management-status"), false, release),
                        draft.url(document.url()));
            }
            return dispatch.extraction();
        }
        List<Element> pictures =
                items.stream().filter(i -> itemClass(i).equals("picture")).toList();
        List<Set<String>> packages = new ArrayList<>();
        for (Element bundle : elements(xml, "packageitem")) {
            Set<String> members = new HashSet<>();
            elements(bundle, "itemref").forEach(reference -> members.add(reference.attr("residref")));
            packages.add(members);
        }
        int index = 0;
        for (Element item : items) {
            if (itemClass(item).equals("text") || itemClass(item).isEmpty()) {
                try {
                    List<Element> own = pictures.stream()
                            .filter(picture -> belong(item.attr("guid"), picture.attr("guid"), packages))
                            .toList();
                    dispatch.add("newsItem " + (index + 1), terms(item), article(document, item, own, index));
                } catch (ExtractionException e) {
                    dispatch.problem("newsItem " + (index + 1), e, item.outerHtml());
                }
            }
            index++;
        }
        if (dispatch.isEmpty() && dispatch.problems().isEmpty()) {
            throw new ExtractionException(
                    "the NewsML-G2 document holds " + items.size() + " items and no text among them");
        }
        return dispatch.extraction();
    }

    private static boolean belong(String text, String picture, List<Set<String>> packages) {
        return packages.stream().noneMatch(members -> members.contains(picture))
                || packages.stream().anyMatch(members -> members.contains(picture) && members.contains(text));
    }

    private static String itemClass(Element item) {
        Element itemClass = descendant(item, "itemclass");
        String code = itemClass == null ? "" : itemClass.attr("qcode");
        return code.substring(code.indexOf(':') + 1).toLowerCase(Locale.ROOT);
    }

    private static Dispatch.Terms terms(Element item) {
        Element status = descendant(item, "pubstatus");
        Element embargo = descendant(orEmpty(descendant(item, "itemmeta")), "embargoed");
        return new Dispatch.Terms(
                "the item " + item.attr("guid"),
                status == null ? null : first(status.attr("qcode"), status.attr("uri")),
                embargo != null,
                text(embargo));
    }

    private static ArticleDraft article(InputDocument document, Element item, List<Element> pictures, int index) {
        String guid = item.attr("guid");
        ArticleDraft draft = new ArticleDraft(document, "newsml-g2", NAME)
                .offset(index)
                .itemId(guid)
                .external("newsml-g2", guid);
        Element content = descendant(item, "contentset");
        Element nitf = content == null ? null : descendant(content, "nitf");
        if (nitf != null) {
            nitf(draft, document, nitf);
        } else if (content != null) {
            draft.body(body(content));
        }
        meta(draft, document, item);
        for (Element picture : pictures) {
            picture(draft, picture);
        }
        return draft;
    }

    private static void meta(ArticleDraft draft, InputDocument document, Element item) {
        Element itemMeta = orEmpty(descendant(item, "itemmeta"));
        Element meta = orEmpty(descendant(item, "contentmeta"));
        draft.language(attribute(item, "xml:lang"));
        Element language = child(meta, "language");
        if (language != null) {
            draft.language(language.attr("tag"));
        }
        String headline = text(child(meta, "headline"));
        draft.title(headline != null ? headline : text(child(itemMeta, "title")));
        for (Element description : meta.children()) {
            if (local(description).equals("description")
                    && (description.attr("role").isEmpty()
                            || description.attr("role").endsWith("summary"))) {
                draft.standfirst(text(description));
                break;
            }
        }
        draft.published(time(
                document,
                first(
                        text(child(meta, "contentcreated")),
                        text(child(itemMeta, "firstcreated")),
                        text(child(itemMeta, "versioncreated")))));
        draft.modified(
                time(document, first(text(child(meta, "contentmodified")), text(child(itemMeta, "versioncreated")))));
        draft.dateline(text(child(meta, "dateline")));
        draft.byline(text(child(meta, "by")));
        for (Element creator : meta.children()) {
            if (local(creator).equals("creator") || local(creator).equals("contributor")) {
                draft.author(first(text(child(creator, "name")), literal(creator)));
            } else if (local(creator).equals("infosource")) {
                draft.publisher(first(text(child(creator, "name")), literal(creator)));
            } else if (local(creator).equals("subject") || local(creator).equals("genre")) {
                subject(draft, creator);
            } else if (local(creator).equals("keyword")) {
                draft.tag(text(creator));
            } else if (local(creator).equals("slugline") && text(creator) != null) {
                draft.extra("slugline", text(creator));
            }
        }
        Element provider = child(itemMeta, "provider");
        if (provider != null && descendant(meta, "infosource") == null) {
            draft.publisher(first(text(child(provider, "name")), literal(provider)));
        }
        Element rights = orEmpty(descendant(item, "rightsinfo"));
        draft.rights(first(text(child(rights, "copyrightnotice")), text(child(rights, "usageterms"))));
        for (Element link : item.getAllElements()) {
            String href = link.attr("href");
            boolean canonical =
                    local(link).equals("link") && link.attr("rel").matches("(?i).*(?:canonical|permalink|web).*");
            if (canonical && href.startsWith("http")) {
                draft.url(href);
            }
        }
    }

    private static void subject(ArticleDraft draft, Element subject) {
        String qcode = subject.attr("qcode");
        String name = text(child(subject, "name"));
        int colon = qcode.indexOf(':');
        if (colon > 0) {
            draft.subject(qcode.substring(0, colon), qcode.substring(colon + 1), name);
        } else if (!subject.attr("uri").isEmpty()) {
            draft.subject("", subject.attr("uri"), name);
        } else if (name != null) {
            draft.tag(name);
        }
    }

    private static void picture(ArticleDraft draft, Element picture) {
        Element meta = orEmpty(descendant(picture, "contentmeta"));
        String caption = null;
        for (Element description : meta.children()) {
            boolean says = description.attr("role").endsWith("caption");
            if (local(description).equals("description") && (caption == null || says)) {
                caption = text(description);
            }
        }
        Element largest = null;
        for (Element remote : elements(picture, "remotecontent")) {
            boolean larger = largest == null || number(remote, "width") > number(largest, "width");
            if (remote.attr("href").startsWith("http") && larger) {
                largest = remote;
            }
        }
        if (largest != null) {
            Element creator = child(meta, "creator");
            String credit =
                    first(text(child(meta, "creditline")), creator == null ? null : text(child(creator, "name")));
            draft.image(largest.attr("href"), caption, credit, number(largest, "width"), number(largest, "height"));
        }
    }

    private static int number(Element element, String attribute) {
        return element.attr(attribute).matches("\\d{1,6}") ? Integer.parseInt(element.attr(attribute)) : 0;
    }

    private static BodyBuilder body(Element content) {
        Element html = descendant(content, "html");
        if (html != null) {
            Element body = descendant(html, "body");
            return HtmlText.read((body == null ? html : body).html().replaceAll("<(/?)[A-Za-z0-9]+:", "<$1"))
                    .body();
        }
        Element data = descendant(content, "inlinedata");
        return data == null
                ? new BodyBuilder()
                : HtmlText.read(data.wholeText()).body();
    }

    // ---- NITF

    private static void nitf(ArticleDraft draft, InputDocument document, Element nitf) {
        Element head = orEmpty(descendant(nitf, "head"));
        Element bodyHead = orEmpty(descendant(nitf, "body.head"));
        draft.title(first(text(descendant(bodyHead, "hl1")), text(descendant(head, "title"))));
        draft.standfirst(text(descendant(bodyHead, "abstract")));
        draft.byline(text(descendant(bodyHead, "byline")));
        List<Element> persons = elements(orEmpty(descendant(bodyHead, "byline")), "person");
        persons.forEach(person -> draft.author(text(person)));
        String byline = text(descendant(bodyHead, "byline"));
        if (persons.isEmpty() && byline != null && byline.length() < MOST_OF_BYLINE) {
            PersonNames.of(byline).forEach(draft::author);
        }
        draft.dateline(text(descendant(bodyHead, "dateline")));
        draft.rights(text(descendant(bodyHead, "rights")));
        draft.publisher(text(descendant(bodyHead, "distributor")));
        Element pubdata = descendant(head, "pubdata");
        if (pubdata != null) {
            draft.publisher(PlainText.lineOrNull(pubdata.attr("name")));
            draft.section(pubdata.attr("position.section"));
        }
        Element docdata = orEmpty(descendant(head, "docdata"));
        Element id = descendant(docdata, "doc-id");
        if (id != null) {
            draft.external("nitf", first(id.attr("id-string"), document.location()))
                    .itemId(id.attr("id-string"));
        }
        String issued = normDate(descendant(docdata, "date.issue"));
        draft.published(time(
                document,
                first(
                        issued,
                        pubdata == null ? null : pubdata.attr("date.publication"),
                        normDate(descendant(docdata, "date.release")))));
        for (Element key : elements(docdata, "keyword")) {
            draft.tag(key.attr("key"));
        }
        for (Element code : elements(head, "tobject.subject")) {
            draft.subject(
                    "subjref",
                    code.attr("tobject.subject.refnum"),
                    first(code.attr("tobject.subject.type"), code.attr("tobject.subject.matter")));
        }
        Element content = descendant(nitf, "body.content");
        if (content == null) {
            return;
        }
        BodyBuilder body = new BodyBuilder();
        blocks(content, body, draft);
        if (body.isEmpty()) {
            body.paragraph(content.wholeText());
        }
        draft.body(body);
    }

    private static String normDate(Element element) {
        return element == null ? null : element.attr("norm");
    }

    private static void blocks(Element root, BodyBuilder body, ArticleDraft draft) {
        for (Element e : root.getAllElements()) {
            switch (local(e)) {
                case "p":
                    boolean inside = e.closest("li, table, media, media-caption") != null;
                    if (!inside) {
                        body.add(e.closest("bq") != null ? BlockKind.QUOTE : BlockKind.PARAGRAPH, 0, e.text());
                    }
                    break;
                case "hl2":
                    body.add(BlockKind.HEADING, 2, e.text());
                    break;
                case "li":
                    body.add(BlockKind.LIST_ITEM, 0, e.text());
                    break;
                case "table":
                    List<String> rows = new ArrayList<>();
                    for (Element row : elements(e, "tr")) {
                        rows.add(row.children().stream().map(Element::text).collect(Collectors.joining(" | ")));
                    }
                    body.add(BlockKind.TABLE, 0, String.join("\n", rows));
                    break;
                case "media":
                    Element reference = descendant(e, "media-reference");
                    if (reference != null && e.attr("media-type").equals("image")) {
                        draft.image(
                                reference.attr("source"),
                                text(descendant(e, "media-caption")),
                                text(descendant(e, "media-producer")),
                                number(reference, "width"),
                                number(reference, "height"));
                    }
                    break;
                default:
                    break;
            }
        }
    }

    // ---- elements, by local name in lower case

    private static ArticleTime time(InputDocument document, String text) {
        return text == null
                ? null
                : ArticleTimes.parse(text, "agency", document.capturedAt()).orElse(null);
    }

    private static String literal(Element element) {
        String literal = element.attr("literal");
        String qcode = element.attr("qcode");
        return first(literal, qcode.substring(qcode.indexOf(':') + 1));
    }

    private static String local(Element element) {
        String tag = element.tagName().toLowerCase(Locale.ROOT);
        return tag.substring(tag.indexOf(':') + 1);
    }

    private static List<Element> elements(Element root, String name) {
        List<Element> found = new ArrayList<>();
        for (Element e : root.getAllElements()) {
            if (local(e).equals(name)) {
                found.add(e);
            }
        }
        return found;
    }

    private static Element descendant(Element root, String name) {
        for (Element e : root.getAllElements()) {
            if (e != root && local(e).equals(name)) {
                return e;
            }
        }
        return null;
    }

    private static Element child(Element parent, String name) {
        for (Element e : parent.children()) {
            if (local(e).equals(name)) {
                return e;
            }
        }
        return null;
    }

    private static Element orEmpty(Element element) {
        return element == null ? new Element("none") : element;
    }

    private static String text(Element element) {
        return element == null ? null : PlainText.lineOrNull(element.text());
    }

    private static String attribute(Element element, String name) {
        return PlainText.lineOrNull(element.attr(name));
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
