package io.newsflow.ingest.feed;

import io.newsflow.ingest.extract.ArticleDraft;
import io.newsflow.ingest.extract.ArticleExtractor;
import io.newsflow.ingest.extract.BodyBuilder;
import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.Extraction.Problem;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.HtmlText;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.extract.TextDecoder.Decoded;
import io.newsflow.ingest.identity.CanonicalUrl;
import io.newsflow.ingest.time.ArticleTimes;
import io.newsflow.model.ArticleTime;
import io.newsflow.model.Block;
import io.newsflow.model.RawArticle;
import io.newsflow.model.SourceKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads feeds: RSS 0.90 to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1.
 *
 * <p>Full content becomes the body, and the summary the standfirst unless it only repeats the body's beginning. Where an item
 * has a summary alone, that is the body, and the article is flagged {@code summary-only}. An item's own source (RSS
 * {@code source}, Atom {@code source}) is its publisher; else the document's configured publisher; else the feed's title.
 */
public final class FeedExtractor implements ArticleExtractor {
    private static final String NAME = "feed-1";
    private static final Pattern TRAILER = Pattern.compile(
            "(?i)^(?:the post .{1,300} (?:appeared first on|first appeared on) .{1,100}|(?:continue reading|read more|read the (?:full|rest of)"
                    + "|weiterlesen|mehr lesen|lire la suite|leer más|leia mais|leggi tutto|continua a leggere|lees verder|читать (?:далее|полностью)"
                    + "|читати далі|czytaj (?:dalej|więcej)|devamını oku|続きを読む|阅读全文|阅读更多|اقرأ المزيد)[^.]{0,120}[.…»→>]*)$");
    private static final Pattern CUT =
            Pattern.compile("\\s*(?:\\[\\s*(?:\\.\\.\\.|…|&hellip;)\\s*\\]|\\(\\s*…\\s*\\))\\s*$");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SourceKind kind() {
        return SourceKind.FEED;
    }

    @Override
    public double score(InputDocument document) {
        String head = head(document);
        if (XmlFeedParser.isFeed(head) || JsonFeedParser.isFeed(head)) {
            return 0.95;
        }
        switch (document.mediaType()) {
            case "application/rss+xml":
            case "application/atom+xml":
            case "application/rdf+xml":
            case "application/feed+json":
                return 0.3;
            default:
                return 0;
        }
    }

    @Override
    public Extraction extract(InputDocument document) throws ExtractionException {
        return extract(document, parse(document));
    }

    /**
     * Parses the document as a feed, without making articles of it.
     *
     * @param document a feed
     * @return the feed
     * @throws ExtractionException when it is none
     */
    public static Feed parse(InputDocument document) throws ExtractionException {
        Decoded decoded = document.decode();
        String text = decoded.text();
        String start = text.stripLeading();
        Feed feed = start.startsWith("{") || start.startsWith("[")
                ? JsonFeedParser.parse(start, document.url())
                : XmlFeedParser.parse(text, document.url());
        List<String> flags = new ArrayList<>(feed.flags());
        if (decoded.guessed() && decoded.charset() != StandardCharsets.UTF_8) {
            flags.add("charset-guessed");
        }
        if (decoded.replaced() > 0 && !flags.contains("feed-repaired")) {
            flags.add("feed-repaired");
        }
        return new Feed(
                feed.dialect(),
                feed.version(),
                feed.title(),
                feed.home(),
                feed.language(),
                feed.publisher(),
                feed.rights(),
                feed.hints(),
                feed.items(),
                flags);
    }

    private static Extraction extract(InputDocument document, Feed feed) {
        Map<String, RawArticle> articles = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        int index = 0;
        for (Feed.Item item : feed.items()) {
            try {
                RawArticle article = article(document, feed, item, index);
                articles.putIfAbsent(article.getArticleId(), article);
            } catch (ExtractionException e) {
                problems.add(new Problem(
                        "item " + (index + 1), e.getMessage(), item.source().getBytes(StandardCharsets.UTF_8)));
            }
            index++;
        }
        return new Extraction(List.copyOf(articles.values()), problems, feed.hints());
    }

    private static RawArticle article(InputDocument document, Feed feed, Feed.Item item, int index)
            throws ExtractionException {
        ArticleDraft draft = new ArticleDraft(document, feed.dialect(), NAME)
                .offset(index)
                .itemId(item.id())
                .url(item.url())
                .tags(item.tags())
                .language(feed.language())
                .language(item.language())
                .rights(feed.rights())
                .rights(item.rights())
                .commentCount(item.comments());
        if (item.id() != null) {
            draft.external(scope(document, feed), item.id());
        }
        String publisher = publisher(draft, document, feed, item);
        draft.title(HtmlText.line(title(item, publisher)));
        item.authors().stream()
                .filter(a -> !isSite(a, publisher) && !isSite(a, feed.title()))
                .forEach(draft::author);
        item.subjects().forEach(s -> draft.subject(s.scheme(), s.code(), s.name()));
        item.extra().forEach(f -> draft.extra(f.name(), f.value()));
        text(draft, item, publisher);
        times(draft, document, item);
        item.pictures().forEach(p -> draft.image(p.address(), p.caption(), item.credit(), p.width(), p.height()));
        for (HtmlText.Content content : new HtmlText.Content[] {item.content(), item.summary()}) {
            if (content != null) {
                content.pictures().forEach(p -> draft.image(p.address(), p.caption(), null, p.width(), p.height()));
            }
        }
        feed.flags().forEach(draft::flag);
        return draft.build();
    }

    private static String scope(InputDocument document, Feed feed) {
        String address = feed.home() != null ? feed.home() : document.url();
        return "feed:" + CanonicalUrl.domainOf(address).orElse(document.sourceId());
    }

    private static String publisher(ArticleDraft draft, InputDocument document, Feed feed, Feed.Item item) {
        if (item.publisher() != null) {
            draft.publisher(item.publisher());
            CanonicalUrl.domainOf(item.publisherUrl()).ifPresent(draft::publisherDomain);
            return item.publisher();
        }
        if (document.publisher() != null) {
            return document.publisher();
        }
        String name = feed.publisher() != null ? feed.publisher() : siteName(feed, item);
        draft.publisher(name);
        return name;
    }

    /** "World - Harbour Courier" on harbourcourier.example is the Harbour Courier. */
    private static String siteName(Feed feed, Feed.Item item) {
        if (feed.title() == null || feed.title().isEmpty()) {
            return null;
        }
        String domain = CanonicalUrl.domainOf(feed.home())
                .or(() -> CanonicalUrl.domainOf(item.url()))
                .orElse("");
        String label = letters(domain.replaceFirst("\\..*$", ""));
        if (!label.isEmpty()) {
            for (String part : feed.title()
                    .split("\\s+[-\u2013\u2014|\u00BB\u203A:\u2022\u00B7]+\\s+|\\s*[|\u00BB\u203A]\\s*|:\\s+")) {
                String folded = letters(part);
                if (folded.length() >= 3 && (label.contains(folded) || folded.contains(label))) {
                    return part.strip();
                }
            }
        }
        return feed.title();
    }

    /** Feeds name the site where an author should stand. */
    private static boolean isSite(String author, String site) {
        return site != null && letters(author).equals(letters(site));
    }

    private static String letters(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "");
    }

    /** Aggregators' feeds add " - Publisher" to the titles of others. */
    private static String title(Feed.Item item, String publisher) {
        String title = item.title();
        if (item.publisher() != null && publisher != null && title.endsWith(" - " + publisher)) {
            return title.substring(0, title.length() - publisher.length() - 3);
        }
        return title;
    }

    private static void text(ArticleDraft draft, Feed.Item item, String publisher) {
        BodyBuilder content = item.content() == null
                ? new BodyBuilder()
                : trimmed(item.content().body(), draft);
        BodyBuilder summary = item.summary() == null
                ? new BodyBuilder()
                : trimmed(item.summary().body(), draft);
        String summaryText = summary.text();
        if (repeatsTitle(summaryText, item.title(), publisher)) {
            summary = new BodyBuilder();
            summaryText = "";
        }
        if (content.isEmpty()) {
            draft.body(summary);
            if (!summary.isEmpty()) {
                draft.flag("summary-only");
            }
            return;
        }
        if (repeatsTitle(content.text(), item.title(), publisher) && !summary.isEmpty()) {
            draft.body(summary).flag("summary-only");
            return;
        }
        // Some feeds carry the text in the summary and an excerpt of it as content.
        if (summaryText.length() > 2 * content.text().length() && summaryText.startsWith(beginning(content.text()))) {
            draft.body(summary);
            return;
        }
        draft.body(content);
        String flat = letters(summaryText);
        if (!flat.isEmpty() && !letters(content.text()).startsWith(flat.substring(0, Math.min(flat.length(), 80)))) {
            draft.standfirst(summaryText);
        }
    }

    private static String beginning(String text) {
        return text.substring(0, Math.min(text.length(), 60));
    }

    private static boolean repeatsTitle(String text, String title, String publisher) {
        if (text.isEmpty() || title.isEmpty()) {
            return false;
        }
        String folded = letters(text);
        String bare = letters(title);
        return folded.equals(bare)
                || publisher != null
                        && (folded.equals(bare + letters(publisher)) || (folded + letters(publisher)).equals(bare));
    }

    /** Without "Read more" and "The post ... appeared first on ...", and without the mark of a cut. */
    private static BodyBuilder trimmed(BodyBuilder body, ArticleDraft draft) {
        BodyBuilder out = new BodyBuilder();
        String text = body.text();
        int at = 0;
        int codePoint = 0;
        for (Block block : body.blocks()) {
            int from = text.offsetByCodePoints(at, block.getStart() - codePoint);
            int end = text.offsetByCodePoints(from, block.getEnd() - block.getStart());
            at = end;
            codePoint = block.getEnd();
            String part = text.substring(from, end);
            if (part.length() < 500 && TRAILER.matcher(part).matches()) {
                continue;
            }
            if (part.endsWith("]") || part.endsWith(")")) {
                String whole = CUT.matcher(part).replaceFirst("\u2026");
                if (!whole.equals(part)) {
                    draft.flag("summary-only");
                    part = whole;
                }
            }
            out.add(block.getKind(), block.getLevel(), part);
        }
        return out;
    }

    private static void times(ArticleDraft draft, InputDocument document, Feed.Item item) {
        ArticleTime published = time(document, item.published());
        ArticleTime updated = time(document, item.updated());
        if (published == null && updated != null) {
            List<String> flags = new ArrayList<>(updated.getFlags());
            flags.add("inferred");
            published = ArticleTime.newBuilder(updated).setFlags(flags).build();
        }
        draft.published(published);
        if (updated != null && (published == null || updated.getValue().isAfter(published.getValue()))) {
            draft.modified(updated);
        }
    }

    private static ArticleTime time(InputDocument document, String text) {
        return text == null
                ? null
                : ArticleTimes.parse(text, "feed", document.capturedAt()).orElse(null);
    }

    private static String head(InputDocument document) {
        byte[] bytes = document.bytes();
        int length = Math.min(bytes.length, 16_384);
        InputDocument head = length == bytes.length
                ? document
                : InputDocument.builder(Arrays.copyOf(bytes, length), document.location())
                        .charset(document.charset())
                        .build();
        return head.decode().text();
    }
}
