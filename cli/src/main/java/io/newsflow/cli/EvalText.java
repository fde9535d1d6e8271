package io.newsflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.newsflow.enrich.analysis.ArticleAnalyzer;
import io.newsflow.enrich.analysis.NewsAnalyzer;
import io.newsflow.enrich.analysis.eval.QuoteEvaluation;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.json.RecordJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The measurements of {@code newsflow eval} that run the whole analysis over labelled texts. */
final class EvalText {
    private EvalText() {}

    /** Quotes and speakers. */
    static void quotes(Path data, int errors) throws IOException {
        ArticleAnalyzer analyzer = NewsAnalyzer.standard();
        try (BufferedReader lines = Files.newBufferedReader(data)) {
            QuoteEvaluation result = QuoteEvaluation.run(lines, (example, entities) -> {
                EnrichedArticle enriched = analyzer.analyze(article(example));
                entities.addAll(enriched.getEntities());
                return enriched.getQuotes();
            });
            result.errors().stream().limit(errors).forEach(System.out::println);
            System.out.printf(
                    Locale.ROOT,
                    "quotes %d, found %d, precision %.3f, recall %.3f, F1 %.3f, speakers right %.3f%n",
                    result.expected(),
                    result.found(),
                    result.precision(),
                    result.recall(),
                    result.f1(),
                    result.speakerAccuracy());
        }
    }

    /** An article of a labelled line: {@code title}, {@code standfirst}, {@code body} or {@code text}, {@code language}. */
    static RawArticle article(JsonNode example) {
        RawArticle article = RecordJson.read(RawArticle.class, "{}");
        article.setTitle(example.path("title").asText(""));
        article.setStandfirst(example.path("standfirst").asText(null));
        article.setBody(example.path("body").asText(example.path("text").asText("")));
        article.setLanguage(example.path("language").asText(null));
        return article;
    }
}
