package io.newsflow.ingest.page;

import io.newsflow.ingest.extract.ArticleDraft;
import io.newsflow.ingest.extract.ArticleExtractor;
import io.newsflow.ingest.extract.BodyBuilder;
import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.model.SourceKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/**
 * Reads an article's web page: its main text in blocks, and what the page says of it. A page that lists articles is told
 * from an article and refused.
 */
public final class PageExtractor implements ArticleExtractor {
    private static final String NAME = "page-1";
    private static final int HEAD = 2_048;
    private static final int MAX_CHARS = 8_000_000;
    private static final int LEAST_BODY = 250;
    private static final int LIST_TEASERS = 12;

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
        String head = new String(bytes, 0, Math.min(bytes.length, HEAD), StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT);
        if (head.contains("<!doctype html") || head.contains("<html")) {
            return 0.85;
        }
        boolean declared =
                document.mediaType().equals("text/html") || document.mediaType().equals("application/xhtml+xml");
        boolean markup = head.contains("<head")
                || head.contains("<body")
                || head.contains("<div")
                || head.contains("<p>")
                || head.contains("<meta");
        return markup ? 0.6 : declared ? 0.3 : 0;
    }

    @Override
    public Extraction extract(InputDocument document) throws ExtractionException {
        String html = document.decode().text();
        boolean cut = html.length() > MAX_CHARS;
        Document page =
                Jsoup.parse(cut ? html.substring(0, MAX_CHARS) : html, document.url() == null ? "" : document.url());
        PageMetadata metadata = new PageMetadata(page, document.capturedAt());
        String title = metadata.title();
        int teasers = MainText.teasers(page);
        BodyBuilder body = MainText.of(page, title);
        String declaredBody = metadata.articleBody();
        ArticleDraft draft = new ArticleDraft(document, "page", NAME);
        if (declaredBody != null
                && body.text().length() < LEAST_BODY
                && declaredBody.length() > body.text().length()) {
            body = new BodyBuilder();
            for (String paragraph : Jsoup.parse(declaredBody).wholeText().split("\\R\\s*\\R|\\R")) {
                body.paragraph(paragraph);
            }
            draft.flag("body-from-json-ld");
        }
        boolean shortText = body.text().length() < LEAST_BODY;
        if (!metadata.saysArticle() && shortText && teasers >= LIST_TEASERS) {
            throw new ExtractionException("the page lists articles (" + teasers + " teasers, "
                    + body.text().length() + " characters of text) and is none");
        }
        if (title == null && body.isEmpty()) {
            throw new ExtractionException("the page has neither a title nor text");
        }
        if (cut) {
            draft.flag("body-truncated");
        }
        draft.url(document.url())
                .declaredCanonical(metadata.canonical())
                .title(title)
                .publisher(metadata.publisher())
                .section(metadata.section())
                .tags(metadata.tags())
                .language(metadata.language())
                .commentCount(metadata.commentCount())
                .paywalled(metadata.paywalled())
                .body(body);
        String description = metadata.description();
        if (description != null
                && !body.text().startsWith(description.substring(0, Math.min(60, description.length())))) {
            draft.standfirst(description);
        }
        metadata.authors().forEach(draft::author);
        metadata.images().forEach(image -> draft.image(image, null, null, null, null));
        metadata.published(document.url()).ifPresent(draft::published);
        metadata.modified().ifPresent(draft::modified);
        return Extraction.of(List.of(draft.build()));
    }
}
