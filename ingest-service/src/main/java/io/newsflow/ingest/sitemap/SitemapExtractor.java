package io.newsflow.ingest.sitemap;

import io.newsflow.ingest.extract.ArticleDraft;
import io.newsflow.ingest.extract.ArticleExtractor;
import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.Extraction.Problem;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.HtmlText;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.extract.PollHints;
import io.newsflow.ingest.identity.CanonicalUrl;
import io.newsflow.ingest.time.ArticleTimes;
import io.newsflow.model.RawArticle;
import io.newsflow.model.SourceKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/**
 * Reads news sitemaps: sitemaps with Google's {@code news:} extension. Their entries have a title and no text, so the articles are
 * flagged {@code summary-only}; a source with full text follows them to their pages. Entries without the extension say nothing
 * but an address and are passed over; a sitemap without any news entry is refused with a message that says so, and so is an index
 * of sitemaps, which {@link SitemapIndex} follows. The language of an entry that names none is that of its {@code hreflang}. Read
 * leniently; document types are not interpreted. An entry that was cut off by the end of the document is dropped.
 */
public final class SitemapExtractor implements ArticleExtractor {
    private static final String NAME = "sitemap-1";
    private static final int HEAD = 16 * 1024;
    private static final int MOST = 50_000;
    private static final Pattern ROOT =
            Pattern.compile("<(?:[A-Za-z0-9]+:)?(urlset|sitemapindex)(?=[\\s>/])", Pattern.CASE_INSENSITIVE);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SourceKind kind() {
        return SourceKind.SITEMAP;
    }

    @Override
    public double score(InputDocument document) {
        byte[] bytes = document.bytes();
        String head = new String(bytes, 0, Math.min(bytes.length, HEAD), StandardCharsets.ISO_8859_1).replace("\0", "");
        Matcher m = ROOT.matcher(head);
        return m.find()
                        && !head.substring(0, m.start())
                                .toLowerCase(Locale.ROOT)
                                .contains("<html")
                ? 0.97
                : 0;
    }

    /** Whether a document is an index of sitemaps. */
    static boolean isIndex(InputDocument document) {
        byte[] bytes = document.bytes();
        String head = new String(bytes, 0, Math.min(bytes.length, HEAD), StandardCharsets.ISO_8859_1).replace("\0", "");
        Matcher m = ROOT.matcher(head);
        return m.find() && m.group(1).equalsIgnoreCase("sitemapindex");
    }

    /** A sitemap that an index lists: its absolute address, and its time of change as given, or an empty text. */
    record Child(String address, String modified) {}

    /** The sitemaps that an index lists; empty for other documents. */
    static List<Child> children(InputDocument document) {
        List<Child> children = new ArrayList<>();
        for (Element e : parse(document).getAllElements()) {
            if (local(e).equals("sitemap")) {
                String modified = text(e, "lastmod");
                CanonicalUrl.resolve(document.url(), text(e, "loc"))
                        .ifPresent(address -> children.add(new Child(address, modified == null ? "" : modified)));
            }
        }
        return children;
    }

    @Override
    public Extraction extract(InputDocument document) throws ExtractionException {
        Document xml = parse(document);
        List<Element> entries = new ArrayList<>();
        int sitemaps = 0;
        for (Element e : xml.getAllElements()) {
            if (local(e).equals("url") && entries.size() < MOST) {
                entries.add(e);
            }
            sitemaps += local(e).equals("sitemap") ? 1 : 0;
        }
        boolean cut = entries.size() > 1 && !isClosed(document, entries.get(entries.size() - 1));
        if (cut) {
            entries.remove(entries.size() - 1);
        }
        if (sitemaps > 0 && entries.isEmpty()) {
            throw new ExtractionException(
                    "an index of " + sitemaps + " sitemaps and no entry: only a source of its address follows it");
        }
        Map<String, RawArticle> articles = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        int index = 0;
        for (Element entry : entries) {
            Element news = child(entry, "news");
            if (news != null) {
                try {
                    RawArticle article = article(document, entry, news, index);
                    articles.putIfAbsent(article.getArticleId(), article);
                } catch (ExtractionException e) {
                    problems.add(new Problem(
                            "url " + (index + 1),
                            e.getMessage(),
                            entry.outerHtml().getBytes(StandardCharsets.UTF_8)));
                }
            }
            index++;
        }
        if (articles.isEmpty() && problems.isEmpty() && !entries.isEmpty()) {
            throw new ExtractionException(
                    "a sitemap of " + entries.size() + " addresses without the news extension: it tells no titles");
        }
        if (entries.isEmpty()
                && ROOT.matcher(document.decode().text()).results().findAny().isEmpty()) {
            throw new ExtractionException("not a sitemap: no urlset element");
        }
        return new Extraction(List.copyOf(articles.values()), problems, PollHints.NONE);
    }

    private static RawArticle article(InputDocument document, Element entry, Element news, int index)
            throws ExtractionException {
        Element publication = child(news, "publication");
        ArticleDraft draft = new ArticleDraft(document, "sitemap", NAME)
                .offset(index)
                .url(text(entry, "loc"))
                .title(HtmlText.line(text(news, "title")))
                .flag("summary-only");
        if (publication != null) {
            draft.publisher(HtmlText.line(text(publication, "name"))).language(text(publication, "language"));
        }
        if (publication == null || text(publication, "language") == null) {
            draft.language(ownLanguage(entry));
        }
        String date = text(news, "publication_date");
        if (date != null) {
            ArticleTimes.parse(date, "sitemap", document.capturedAt()).ifPresent(draft::published);
        }
        String modified = text(entry, "lastmod");
        if (modified != null) {
            ArticleTimes.parse(modified, "sitemap", document.capturedAt()).ifPresent(draft::modified);
        }
        String keywords = text(news, "keywords");
        if (keywords != null) {
            for (String keyword : keywords.split(",")) {
                draft.tag(keyword);
            }
        }
        String genres = text(news, "genres");
        if (genres != null) {
            for (String genre : genres.split(",")) {
                draft.subject("genre", genre, null);
            }
        }
        for (Element e : entry.children()) {
            if (local(e).equals("image")) {
                draft.image(text(e, "loc"), text(e, "caption"), null, null, null);
            }
        }
        return draft.build();
    }

    /** The language under which an entry lists its own address among those of its translations. */
    private static String ownLanguage(Element entry) {
        String address = text(entry, "loc");
        for (Element link : entry.children()) {
            String language = link.attr("hreflang");
            if (local(link).equals("link")
                    && link.attr("href").strip().equals(address)
                    && !language.equals("x-default")) {
                return language;
            }
        }
        return null;
    }

    private static boolean isClosed(InputDocument document, Element last) {
        String text = document.decode().text();
        return text.lastIndexOf("</" + last.tagName()) > text.lastIndexOf("<" + last.tagName());
    }

    private static Document parse(InputDocument document) {
        String text = document.decode().text();
        Matcher m = ROOT.matcher(text);
        return Parser.xmlParser().parseInput(m.find() ? text.substring(m.start()) : text, "");
    }

    private static String local(Element element) {
        String tag = element.tagName().toLowerCase(Locale.ROOT);
        return tag.substring(tag.indexOf(':') + 1);
    }

    private static Element child(Element parent, String name) {
        for (Element e : parent.children()) {
            if (local(e).equals(name)) {
                return e;
            }
        }
        return null;
    }

    private static String text(Element parent, String name) {
        Element e = child(parent, name);
        String text = e == null ? "" : e.wholeText().strip();
        return text.isEmpty() ? null : text;
    }
}
