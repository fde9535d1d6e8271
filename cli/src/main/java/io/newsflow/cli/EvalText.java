package io.newsflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.newsflow.enrich.analysis.ArticleAnalyzer;
import io.newsflow.enrich.analysis.NewsAnalyzer;
import io.newsflow.enrich.analysis.eval.LanguageEvaluation;
import io.newsflow.enrich.analysis.eval.NerEvaluation;
import io.newsflow.enrich.analysis.eval.QuoteEvaluation;
import io.newsflow.enrich.analysis.eval.SummaryEvaluation;
import io.newsflow.enrich.analysis.eval.TopicEvaluation;
import io.newsflow.enrich.analysis.language.LanguageDetector;
import io.newsflow.enrich.analysis.ner.LabelledText;
import io.newsflow.enrich.analysis.ner.LabelledTexts;
import io.newsflow.enrich.analysis.topics.MediaTopics;
import io.newsflow.model.EnrichedArticle;
import io.newsflow.model.RawArticle;
import io.newsflow.model.Summary;
import io.newsflow.schemas.json.RecordJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    /** Names and their types. */
    static void ner(Path data, String language, int errors) throws IOException {
        ArticleAnalyzer analyzer = NewsAnalyzer.standard();
        List<LabelledText> texts;
        try (BufferedReader in = Files.newBufferedReader(data)) {
            texts = LabelledTexts.read(in);
        } catch (IllegalArgumentException e) {
            throw new IOException(data + ": " + e.getMessage(), e);
        }
        long start = System.nanoTime();
        NerEvaluation result = NerEvaluation.run(texts, (text, tag) -> {
            RawArticle article = RecordJson.read(RawArticle.class, "{}");
            article.setBody(text);
            article.setLanguage(tag == null ? language : tag);
            return analyzer.analyze(article).getEntities();
        });
        double seconds = (System.nanoTime() - start) / 1e9;
        result.errors().stream().limit(errors).forEach(System.out::println);
        print(result);
        System.out.printf(Locale.ROOT, "texts %d, words %d, %.1f s%n", result.texts(), result.words(), seconds);
    }

    /** Figures of names by type, and all together. */
    static void print(NerEvaluation result) {
        result.scores().forEach((type, score) -> {
            if (score.expected() + score.found() > 0) {
                print(type.name(), score);
            }
        });
        print("all", result.micro());
    }

    private static void print(String name, NerEvaluation.Score score) {
        System.out.printf(
                Locale.ROOT,
                "%-4s  precision %.4f, recall %.4f, F1 %.4f (labelled %d, found %d, right %d)%n",
                name,
                score.precision(),
                score.recall(),
                score.f1(),
                score.expected(),
                score.found(),
                score.right());
    }

    /** Topics at the first level. */
    static void topics(Path data, int errors) throws IOException {
        ArticleAnalyzer analyzer = NewsAnalyzer.standard();
        MediaTopics mediaTopics = MediaTopics.standard();
        try (BufferedReader lines = Files.newBufferedReader(data)) {
            TopicEvaluation result = TopicEvaluation.run(
                    lines, example -> analyzer.analyze(article(example)).getTopics(), mediaTopics::firstLevel);
            result.errors().stream().limit(errors).forEach(System.out::println);
            result.classes()
                    .forEach((code, counts) -> System.out.printf(
                            Locale.ROOT,
                            "%-42s labelled %d, found %d, precision %.3f, recall %.3f, F1 %.3f%n",
                            mediaTopics.get(code).name("en"),
                            counts.expected(),
                            counts.found(),
                            counts.precision(),
                            counts.recall(),
                            counts.f1()));
            System.out.printf(
                    Locale.ROOT,
                    "texts %d, best topic labelled %.3f, labelled first %.3f, micro precision %.3f, recall %.3f,"
                            + " F1 %.3f, macro F1 %.3f%n",
                    result.texts(),
                    result.accuracy(),
                    result.firstAccuracy(),
                    result.micro().precision(),
                    result.micro().recall(),
                    result.micro().f1(),
                    result.macroF1());
        }
    }

    /** Languages. */
    static void language(Path data, int errors) throws IOException {
        LanguageDetector detector = LanguageDetector.standard();
        try (BufferedReader lines = Files.newBufferedReader(data)) {
            LanguageEvaluation result =
                    LanguageEvaluation.run(lines, text -> detector.detect(text).tag());
            result.errors().stream().limit(errors).forEach(System.out::println);
            System.out.printf(
                    Locale.ROOT,
                    "texts %d, languages %d, right %d, accuracy %.3f, %.1f microseconds a text%n",
                    result.texts(),
                    result.languages().size(),
                    result.right(),
                    result.accuracy(),
                    result.nanos() / 1e3 / Math.max(1, result.texts()));
        }
    }

    /** Summaries. */
    static void summary(Path data) throws IOException {
        ArticleAnalyzer analyzer = NewsAnalyzer.standard();
        try (BufferedReader lines = Files.newBufferedReader(data)) {
            SummaryEvaluation result = SummaryEvaluation.run(lines, example -> {
                Summary summary = analyzer.analyze(article(example)).getSummary();
                return summary == null ? "" : summary.getText();
            });
            System.out.printf(
                    Locale.ROOT,
                    "texts %d, ROUGE-1 %.3f, ROUGE-2 %.3f, ROUGE-L %.3f, %.0f words a summary%n",
                    result.texts(),
                    result.rouge1(),
                    result.rouge2(),
                    result.rougeL(),
                    result.words());
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
