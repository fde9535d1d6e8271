package io.newsflow.ingest.push;

import io.newsflow.ingest.extract.ArticleExtractor;
import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.Extraction.Problem;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.extract.PollHints;
import io.newsflow.ingest.push.ArticleJson.Rejected;
import io.newsflow.model.RawArticle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads files of articles in Newsflow's own JSON form, the one that {@code POST /v1/articles} takes: one article, or JSON lines
 * with an article, or a ninjs item, on each. Other than in a push, a line that is wrong does not hold up the others.
 */
public final class ArticleJsonExtractor implements ArticleExtractor {
    private static final int HEAD = 64 * 1024;
    private static final double LIKELY = 0.7;
    private static final Pattern TITLE = Pattern.compile("\"(?:title|body|bodyHtml)\"\\s*:\\s*\"");
    private static final Pattern ARTICLE =
            Pattern.compile("\"(?:body|bodyHtml|standfirst|publisher|published|url)\"\\s*:\\s*[\"{]");
    /** Other forms of news in JSON. */
    private static final Pattern FOREIGN =
            Pattern.compile("jsonfeed\\.org/version|\"@context\"|ninjs-schema|\"articleId\"\\s*:");

    @Override
    public String name() {
        return ArticleJson.EXTRACTOR;
    }

    @Override
    public double score(InputDocument document) {
        byte[] bytes = document.bytes();
        String head = new String(bytes, 0, Math.min(bytes.length, HEAD), StandardCharsets.UTF_8).stripLeading();
        if (!head.startsWith("{") && !head.startsWith("\uFEFF{")
                || FOREIGN.matcher(head).find()) {
            return 0;
        }
        return TITLE.matcher(head).find() && ARTICLE.matcher(head).find() ? LIKELY : 0;
    }

    @Override
    public Extraction extract(InputDocument document) throws ExtractionException {
        List<RawArticle> articles = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        String text = document.decode().text();
        String asOne;
        try {
            add(document, text, 1, articles);
            return new Extraction(articles, problems, PollHints.NONE);
        } catch (Rejected e) {
            // One document that is JSON and wrong is wrong as a whole; everything else is read line by line.
            if (!e.isMalformed() || text.strip().lines().count() < 2) {
                throw new ExtractionException(message(e), e);
            }
            asOne = message(e);
        }
        int line = 0;
        for (String part : text.split("\n", -1)) {
            line++;
            if (!part.isBlank()) {
                try {
                    add(document, part, line, articles);
                } catch (Rejected e) {
                    problems.add(
                            new Problem("line " + line, message(e), part.strip().getBytes(StandardCharsets.UTF_8)));
                }
            }
        }
        if (articles.isEmpty()) {
            throw new ExtractionException("neither an article (" + asOne + ") nor lines of articles ("
                    + problems.get(0).where() + ": " + problems.get(0).what() + ")");
        }
        return new Extraction(articles, problems, PollHints.NONE);
    }

    private static void add(InputDocument document, String text, int line, List<RawArticle> articles) throws Rejected {
        InputDocument part =
                document.toBuilder(text.getBytes(StandardCharsets.UTF_8)).build();
        PushBody.one(part, text, line, PushBody.Form.JSON, "file").forEach(item -> articles.add(item.article()));
    }

    private static String message(Rejected e) {
        ArticleJson.Problem first = e.problems().get(0);
        String more = e.problems().size() > 1 ? " (and " + (e.problems().size() - 1) + " more)" : "";
        return (first.field().isEmpty() ? "" : first.field() + ": ") + first.message() + more;
    }
}
