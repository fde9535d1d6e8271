package io.newsflow.ingest.page;

import io.newsflow.ingest.extract.ArticleDraft;
import io.newsflow.ingest.extract.ArticleExtractor;
import io.newsflow.ingest.extract.BodyBuilder;
import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.extract.TextDecoder.Decoded;
import io.newsflow.ingest.identity.ArticleId;
import io.newsflow.ingest.identity.CanonicalUrl;
import io.newsflow.ingest.page.PageContent.Kind;
import io.newsflow.model.PageLink;
import io.newsflow.model.PageRelation;
import io.newsflow.model.SourceKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads the web page of an article. A page that lists articles holds none itself and is refused with that reason.
 *
 * <p>The article's address is the document's; the page's own canonical link counts for identity where it is on the same
 * site and not the site's home.
 */
public final class PageExtractor implements ArticleExtractor {
    private static final String NAME = "page-1";
    private static final String CONNECTOR = "page";
    private static final int HEAD = 4_096;
    private static final Pattern HTML =
            Pattern.compile("<!doctype\\s+html|<html[\\s>]|<head[\\s>]|<body[\\s>]", Pattern.CASE_INSENSITIVE);
    private static final Pattern SOME_HTML = Pattern.compile(
            "<(?:title|meta|link|script|div|article|h1|p|span|table|main|section)[\\s>]", Pattern.CASE_INSENSITIVE);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SourceKind kind() {
        return SourceKind.PAGE;
    }

    @Override
    public double score(InputDocument document) {
        byte[] bytes = document.bytes();
        String head = new String(bytes, 0, Math.min(bytes.length, HEAD), StandardCharsets.ISO_8859_1);
        if (head.indexOf('\0') >= 0) {
            head = head.replace("\0", "");
        }
        boolean declared =
                document.mediaType().equals("text/html") || document.mediaType().equals("application/xhtml+xml");
        if (HTML.matcher(head).find()) {
            return declared ? 0.92 : 0.9;
        }
        if (SOME_HTML.matcher(head).find()) {
            return declared ? 0.8 : head.stripLeading().startsWith("<") ? 0.6 : 0.2;
        }
        return declared ? 0.3 : 0;
    }

    @Override
    public Extraction extract(InputDocument document) throws ExtractionException {
        Decoded decoded = document.decode();
        PageContent page = PageReader.read(decoded.text(), document.url(), document.capturedAt());
        if (page.kind() == Kind.LIST) {
            throw new ExtractionException("the page lists articles and holds none itself");
        }
        if (page.kind() == Kind.EMPTY && page.title() == null) {
            throw new ExtractionException("the page holds no text");
        }
        ArticleDraft draft = new ArticleDraft(document, CONNECTOR, NAME)
                .url(document.url())
                .publisher(page.publisher())
                .title(page.title())
                .standfirst(page.standfirst())
                .section(page.section())
                .tags(page.tags())
                .language(page.language())
                .published(page.published())
                .modified(page.modified())
                .commentCount(page.commentCount())
                .paywalled(page.paywalled())
                .rights(page.rights())
                .byline(page.byline());
        canonical(draft, document.url(), page.canonical());
        BodyBuilder body = new BodyBuilder();
        page.parts().forEach(p -> body.add(p.kind(), p.level(), p.text()));
        draft.body(body);
        page.authors().forEach(draft::author);
        page.images().forEach(i -> draft.image(i.address(), i.caption(), i.credit(), i.width(), i.height()));
        page.features().forEach(f -> draft.feature(f.getKind(), f.getLabel(), f.getCount()));
        related(draft, page.related());
        if (body.isEmpty()) {
            draft.flag("no-text");
        }
        if (decoded.guessed() && decoded.charset() != StandardCharsets.UTF_8) {
            draft.flag("charset-guessed");
        }
        page.flags().forEach(draft::flag);
        return Extraction.of(List.of(draft.build()));
    }

    private static void canonical(ArticleDraft draft, String url, String canonical) {
        String address = CanonicalUrl.resolve(url, canonical).orElse(null);
        if (address == null) {
            return;
        }
        if (url == null) {
            draft.url(address);
            return;
        }
        boolean sameSite = CanonicalUrl.domainOf(address).equals(CanonicalUrl.domainOf(url));
        if (sameSite && !isHome(address)) {
            draft.declaredCanonical(address);
        }
    }

    private static boolean isHome(String address) {
        return address.toLowerCase(Locale.ROOT).matches("https?://[^/]+/?(?:index\\.\\w+)?(?:[?#].*)?");
    }

    private static void related(ArticleDraft draft, List<PageContent.Link> links) {
        int position = 0;
        for (PageContent.Link link : links) {
            String canonical = CanonicalUrl.of(link.address()).orElse(null);
            if (canonical != null) {
                draft.related(new PageLink(
                        ArticleId.ofUrl(canonical).value(),
                        PageRelation.LISTED,
                        position++,
                        link.title(),
                        null,
                        link.address()));
            }
        }
    }
}
