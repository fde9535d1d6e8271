package io.newsflow.ingest.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.newsflow.ingest.extract.BodyBuilder;
import io.newsflow.ingest.extract.TextDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Measures page extraction on a folder with an {@code evaldata.json} (as trafilatura's evaluation has it: for each address
 * a file, segments that must be kept, segments that must be left out, and where known title, author and date) and the
 * pages, plain or gzipped, below {@code html/}. Segments are counted as that evaluation counts them: a segment of
 * {@code with} that stands in the text, letter by letter, is a true positive, one that does not a false negative, one of
 * {@code without} that does a false positive. Fields are compared by their letters and digits alone.
 *
 * <p>Where a page's whole text is known, agreement is counted in words too: it is in {@code text} of its entry, or in the
 * folder's {@code ground-truth.json} (as Scrapinghub's article-extraction-benchmark has it: for each name an {@code
 * articleBody} and the page's {@code url}, with the page in {@code html/NAME.html}, plain or gzipped). Without either, the
 * text that a page's JSON-LD declares can stand for it.
 *
 * @param pages pages read
 * @param refused pages taken for lists or empty; their text counts as empty
 * @param kept segments kept
 * @param lost segments lost
 * @param furniture furniture segments in the text
 * @param dropped furniture segments left out
 * @param fields agreement of title, author and date
 * @param tokens agreement in words, on the pages whose whole text is known
 * @param nanos time in decoding, parsing and extraction
 * @param worst what went wrong, a text for each page, pages with most errors first
 */
public record PageEvaluation(
        int pages,
        int refused,
        int kept,
        int lost,
        int furniture,
        int dropped,
        Map<String, Agreement> fields,
        TokenAgreement tokens,
        long nanos,
        List<String> worst) {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Pages count as seen at the end of the year in which the set was last extended. */
    private static final Instant CAPTURED = Instant.parse("2024-01-01T00:00:00Z");

    /**
     * How well a field agrees with the data.
     *
     * @param right pages on which it agrees
     * @param missing pages on which nothing was found
     * @param other pages on which something else was found
     */
    public record Agreement(int right, int missing, int other) {
        /** Pages on which the field is known. */
        public int known() {
            return right + missing + other;
        }

        private Agreement plus(boolean same, boolean empty) {
            return new Agreement(
                    right + (same ? 1 : 0), missing + (!same && empty ? 1 : 0), other + (same || empty ? 0 : 1));
        }
    }

    /** Which pages of the folder are read. */
    public enum Part {
        /** All. */
        ALL,
        /** Those whose file name has an even hash: the half to tune on. */
        EVEN,
        /** The others: the half to check on. */
        ODD;

        boolean has(String file) {
            return this == ALL || (file.hashCode() & 1) == (this == EVEN ? 0 : 1);
        }
    }

    /**
     * What is measured on which pages.
     *
     * @param part which pages of the folder
     * @param language BCP 47 language that pages must declare, such as "en" (regions count as it), or null for all
     * @param declared whether the text that a page's JSON-LD declares stands for its text where no other is known
     */
    public record Options(Part part, String language, boolean declared) {
        /** All pages, by what the folder knows of them. */
        public static final Options ALL = new Options(Part.ALL, null, false);

        boolean has(PageContent page) {
            return language == null
                    || page.language() != null
                            && (page.language() + '-')
                                    .toLowerCase(Locale.ROOT)
                                    .replace('_', '-')
                                    .startsWith(language.toLowerCase(Locale.ROOT) + '-');
        }
    }

    /** Part of what is in the text that belongs there. */
    public double precision() {
        return (double) kept / Math.max(1, kept + furniture);
    }

    /** Part of what belongs in the text that is there. */
    public double recall() {
        return (double) kept / Math.max(1, kept + lost);
    }

    /** Harmonic mean of precision and recall. */
    public double f1() {
        double sum = precision() + recall();
        return sum == 0 ? 0 : 2 * precision() * recall() / sum;
    }

    /**
     * Runs the evaluation.
     *
     * @param folder where {@code evaldata.json} or {@code ground-truth.json} is
     * @param options what is measured on which of its pages
     * @throws IOException when it cannot be read
     */
    public static PageEvaluation run(Path folder, Options options) throws IOException {
        int pages = 0;
        int refused = 0;
        int[] counts = new int[4];
        long nanos = 0;
        Map<String, Agreement> fields = new LinkedHashMap<>();
        TokenAgreement tokens = new TokenAgreement();
        List<Misses> misses = new ArrayList<>();
        for (Entry entry : entries(folder)) {
            JsonNode expected = entry.expected;
            if (!options.part.has(entry.file)) {
                continue;
            }
            byte[] bytes = read(folder.resolve("html"), entry.file);
            long start = System.nanoTime();
            PageReader.Reading reading =
                    PageReader.readAll(TextDecoder.decode(bytes, null).text(), entry.url, CAPTURED);
            PageContent page = reading.content();
            long time = System.nanoTime() - start;
            if (!options.has(page)) {
                continue;
            }
            nanos += time;
            pages++;
            Misses wrong = new Misses(entry.file, page);
            String text = "";
            if (page.kind() == PageContent.Kind.ARTICLE) {
                text = text(page);
            } else {
                refused++;
                wrong.add("refused", page.kind().name());
            }
            String whole = entry.text;
            if (whole == null && options.declared) {
                whole = reading.declaredBody();
            }
            if (whole != null) {
                TokenAgreement.Score score = tokens.add(whole, text);
                wrong.score(score);
            }
            for (JsonNode segment : expected.path("with")) {
                boolean there = text.contains(segment.asText());
                counts[there ? 0 : 1]++;
                if (!there) {
                    wrong.add("lost", segment.asText());
                }
            }
            for (JsonNode segment : expected.path("without")) {
                boolean there = text.contains(segment.asText());
                counts[there ? 2 : 3]++;
                if (there) {
                    wrong.add("kept", segment.asText());
                }
            }
            compare(fields, wrong, "title", expected, page.title());
            compare(fields, wrong, "author", expected, String.join(" ", page.authors()));
            compare(
                    fields,
                    wrong,
                    "date",
                    expected,
                    page.published() == null
                            ? null
                            : page.published().getValue().toString().substring(0, 10));
            if (wrong.isWorthTelling()) {
                misses.add(wrong);
            }
        }
        misses.sort(Comparator.comparingInt((Misses m) -> m.segments).reversed().thenComparingDouble(m -> m.f1));
        return new PageEvaluation(
                pages,
                refused,
                counts[0],
                counts[1],
                counts[2],
                counts[3],
                fields,
                tokens,
                nanos,
                misses.stream().map(Misses::toString).toList());
    }

    /**
     * A page of the set.
     *
     * @param url its address
     * @param file name of its file
     * @param text its whole text, or null where that is not known
     * @param expected what else is known of it
     */
    private record Entry(String url, String file, String text, JsonNode expected) {}

    private static List<Entry> entries(Path folder) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Path segments = folder.resolve("evaldata.json");
        Path texts = folder.resolve("ground-truth.json");
        if (Files.exists(segments) || !Files.exists(texts)) {
            for (Map.Entry<String, JsonNode> entry :
                    JSON.readTree(segments.toFile()).properties()) {
                JsonNode page = entry.getValue();
                entries.add(new Entry(
                        entry.getKey(),
                        page.path("file").asText(),
                        page.path("text").asText(null),
                        page));
            }
        }
        if (Files.exists(texts)) {
            for (Map.Entry<String, JsonNode> entry :
                    JSON.readTree(texts.toFile()).properties()) {
                JsonNode page = entry.getValue();
                entries.add(new Entry(
                        page.path("url").asText(null),
                        entry.getKey() + ".html",
                        page.path("articleBody").asText(""),
                        JSON.createObjectNode()));
            }
        }
        return entries;
    }

    private static String text(PageContent page) {
        BodyBuilder body = new BodyBuilder();
        page.parts().forEach(part -> body.add(part.kind(), part.level(), part.text()));
        return body.text();
    }

    private static byte[] read(Path folder, String name) throws IOException {
        Path plain = folder.resolve(name);
        if (Files.exists(plain)) {
            return Files.readAllBytes(plain);
        }
        try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve(name + ".gz")))) {
            return in.readAllBytes();
        }
    }

    private static void compare(
            Map<String, Agreement> fields, Misses misses, String name, JsonNode expected, String found) {
        String want = bare(expected.path(name).asText(""));
        if (want.isEmpty()) {
            return;
        }
        String got = bare(found == null ? "" : found);
        boolean same = want.equals(got);
        fields.put(name, fields.getOrDefault(name, new Agreement(0, 0, 0)).plus(same, got.isEmpty()));
        if (!same) {
            misses.add(name, "\"" + found + "\" for \"" + expected.path(name).asText() + "\"");
        }
    }

    private static String bare(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
    }

    /** What went wrong with a page. */
    private static final class Misses {
        private final StringBuilder told;
        private int count;
        private int segments;
        private double f1 = 1;

        Misses(String file, PageContent page) {
            told = new StringBuilder(file)
                    .append(", ")
                    .append(page.text().length())
                    .append(" characters");
        }

        void add(String kind, String what) {
            count++;
            if (kind.equals("lost") || kind.equals("kept")) {
                segments++;
            }
            told.append("\n    ").append(kind).append(": ").append(what);
        }

        void score(TokenAgreement.Score score) {
            f1 = score.f1();
            told.append(String.format(
                    Locale.ROOT, ", words: precision %.3f, recall %.3f", score.precision(), score.recall()));
        }

        boolean isWorthTelling() {
            return count > 0 || f1 < 1;
        }

        @Override
        public String toString() {
            return told.toString();
        }
    }
}
