package io.newsflow.ingest.aggregator;

import io.newsflow.ingest.aggregator.AggregatorPage.Broken;
import io.newsflow.ingest.aggregator.AggregatorPage.Item;
import io.newsflow.ingest.aggregator.AggregatorPageParser.Line;
import io.newsflow.ingest.extract.ArticleDraft;
import io.newsflow.ingest.extract.ArticleExtractor;
import io.newsflow.ingest.extract.BodyBuilder;
import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.Extraction.Problem;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.extract.PollHints;
import io.newsflow.ingest.extract.TextDecoder.Decoded;
import io.newsflow.model.PageLink;
import io.newsflow.model.PageRelation;
import io.newsflow.model.RawArticle;
import io.newsflow.model.SourceKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads news aggregator pages, as text ({@link AggregatorPageParser} has the form) or as HTML. The lead comes first, then the
 * related articles; every article links to all the others. Where the document has an address, it is the lead's; in HTML a
 * title's link is the article's.
 */
public final class AggregatorExtractor implements ArticleExtractor {
    private static final String NAME = "aggregator-1";
    private static final String CONNECTOR = "aggregator";
    private static final double CERTAIN = 0.95;
    private static final int HEAD = 4_096;
    private static final Pattern HTML = Pattern.compile(
            "<!doctype\\s+html|<(?:html|head|body|article|main|section|div|h1)[\\s>]", Pattern.CASE_INSENSITIVE);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SourceKind kind() {
        return SourceKind.AGGREGATOR;
    }

    @Override
    public double score(InputDocument document) {
        Decoded decoded = document.decode();
        char first = firstChar(decoded.text());
        if (first == '<') {
            boolean certain = isHtml(decoded.text())
                    && AggregatorHtml.mayBe(decoded.text())
                    && AggregatorPageParser.isCertain(
                            AggregatorHtml.read(decoded.text()).lines());
            return certain ? CERTAIN : 0;
        }
        // JSON begins with these, a title line does not.
        if (first == '{' || first == '[') {
            return 0;
        }
        return decoded.text().indexOf('\0') >= 0 ? 0 : AggregatorPageParser.score(decoded.text());
    }

    private static char firstChar(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > ' ' && text.charAt(i) != '\uFEFF') {
                return text.charAt(i);
            }
        }
        return ' ';
    }

    private static boolean isHtml(String text) {
        return HTML.matcher(text.substring(0, Math.min(text.length(), HEAD))).find();
    }

    @Override
    public Extraction extract(InputDocument document) throws ExtractionException {
        Decoded decoded = document.decode();
        String address = document.url();
        List<Line> lines;
        if (firstChar(decoded.text()) == '<') {
            AggregatorHtml html = AggregatorHtml.read(decoded.text());
            lines = html.lines();
            address = address == null ? html.canonical() : address;
        } else {
            lines = AggregatorPageParser.lines(decoded.text());
        }
        AggregatorPage page = AggregatorPageParser.parse(lines, document.capturedAt());
        Map<String, RawArticle> articles = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (Broken broken : page.problems()) {
            problems.add(new Problem(
                    "line " + broken.line(), broken.what(), broken.text().getBytes(StandardCharsets.UTF_8)));
        }
        ArticleDraft leadDraft =
                draft(document, decoded, page.lead(), 0).url(page.lead().url()).url(address);
        furniture(leadDraft, page);
        RawArticle lead = leadDraft.build();
        articles.put(lead.getArticleId(), lead);
        List<Item> related = page.related() == null ? List.of() : page.related();
        for (int i = 0; i < related.size(); i++) {
            RawArticle article = draft(document, decoded, related.get(i), i + 1L)
                    .url(related.get(i).url())
                    .build();
            articles.putIfAbsent(article.getArticleId(), article);
        }
        List<RawArticle> all = new ArrayList<>(articles.values());
        link(all);
        return new Extraction(all, problems, PollHints.NONE);
    }

    private static ArticleDraft draft(InputDocument document, Decoded decoded, Item item, long index) {
        BodyBuilder body = new BodyBuilder();
        item.paragraphs().forEach(body::paragraph);
        ArticleDraft draft = new ArticleDraft(document, CONNECTOR, NAME)
                .withoutSiteAsPublisher()
                .offset(index)
                .publisher(item.publisher())
                .title(item.title())
                .standfirst(item.standfirst())
                .section(item.section())
                .byline(item.byline())
                .published(item.time())
                .body(body);
        if (item.byline() != null) {
            draft.author(item.byline().replaceFirst("^\\p{L}+[: ]\\s*", ""));
        }
        if (decoded.guessed() && decoded.charset() != StandardCharsets.UTF_8) {
            draft.flag("charset-guessed");
        }
        return draft;
    }

    private static void furniture(ArticleDraft lead, AggregatorPage page) {
        if (page.hashtags() != null) {
            lead.tags(page.hashtags()).feature("hashtags", null, page.hashtags().size());
        }
        if (page.aiOffer() != null) {
            lead.feature("ai-offer", page.aiOffer(), null);
        }
        if (page.comments() != null) {
            lead.commentCount(page.comments()).feature("comments", null, page.comments());
        }
        if (page.related() != null) {
            lead.feature("related", null, page.related().size());
        }
    }

    private static void link(List<RawArticle> all) {
        for (int i = 0; i < all.size(); i++) {
            List<PageLink> links = new ArrayList<>();
            for (int j = 0; j < all.size(); j++) {
                if (i != j) {
                    PageRelation relation =
                            i == 0 ? PageRelation.LISTED : j == 0 ? PageRelation.LISTED_BY : PageRelation.LISTED_WITH;
                    RawArticle other = all.get(j);
                    links.add(new PageLink(
                            other.getArticleId(),
                            relation,
                            Math.max(0, j - 1),
                            other.getTitle(),
                            other.getPublisher().getName(),
                            other.getUrl()));
                }
            }
            all.get(i).setRelatedOnPage(links);
        }
    }
}
