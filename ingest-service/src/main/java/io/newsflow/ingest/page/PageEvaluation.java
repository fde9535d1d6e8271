package io.newsflow.ingest.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.model.RawArticle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Measures page extraction on a folder with an {@code evaldata.json} (as trafilatura's evaluation has it: for each address
 * a file, segments that must be kept, segments that must be left out, and where known the title) and the pages, plain or
 * gzipped, below {@code html/}. A kept segment counts as true positive, a lost one as false negative, a furniture segment
 * in the text as false positive.
 *
 * @param pages pages read
 * @param failed pages that gave no article
 * @param kept segments kept
 * @param lost segments lost
 * @param furniture furniture segments in the text
 * @param dropped furniture segments left out
 * @param titles pages whose title is known
 * @param titlesRight those of them whose title was found
 * @param nanos time in extraction
 * @param worst pages with most errors first
 */
public record PageEvaluation(
        int pages,
        int failed,
        int kept,
        int lost,
        int furniture,
        int dropped,
        int titles,
        int titlesRight,
        long nanos,
        List<String> worst) {
    private static final ObjectMapper JSON = new ObjectMapper();

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
     * @param folder where {@code evaldata.json} is
     * @throws IOException when it cannot be read
     */
    public static PageEvaluation run(Path folder) throws IOException {
        JsonNode data = JSON.readTree(folder.resolve("evaldata.json").toFile());
        PageExtractor extractor = new PageExtractor();
        int failed = 0;
        int[] counts = new int[6];
        long nanos = 0;
        List<Map.Entry<Integer, String>> errors = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : data.properties()) {
            byte[] bytes =
                    read(folder.resolve("html"), entry.getValue().path("file").asText());
            InputDocument document = InputDocument.builder(bytes, entry.getKey())
                    .url(entry.getKey())
                    .contentType("text/html")
                    .build();
            String text = "";
            String title = "";
            long start = System.nanoTime();
            try {
                RawArticle article = extractor.extract(document).articles().get(0);
                text = article.getBody();
                title = article.getTitle();
            } catch (ExtractionException e) {
                failed++;
            }
            nanos += System.nanoTime() - start;
            String flat = flat(text);
            StringBuilder told = new StringBuilder();
            int wrong = 0;
            for (JsonNode segment : entry.getValue().path("with")) {
                boolean there = flat.contains(flat(segment.asText()));
                counts[there ? 0 : 1]++;
                if (!there) {
                    wrong++;
                    told.append("\n    lost: ").append(segment.asText());
                }
            }
            for (JsonNode segment : entry.getValue().path("without")) {
                boolean there = flat.contains(flat(segment.asText()));
                counts[there ? 2 : 3]++;
                if (there) {
                    wrong++;
                    told.append("\n    kept: ").append(segment.asText());
                }
            }
            String known = entry.getValue().path("title").asText("");
            if (!known.isEmpty()) {
                counts[4]++;
                counts[5] += flat(title).equals(flat(known)) ? 1 : 0;
            }
            if (wrong > 0) {
                errors.add(Map.entry(
                        wrong,
                        entry.getKey() + " (" + entry.getValue().path("file").asText() + "), " + text.length()
                                + " characters" + told));
            }
        }
        errors.sort(Map.Entry.<Integer, String>comparingByKey().reversed());
        return new PageEvaluation(
                data.size(),
                failed,
                counts[0],
                counts[1],
                counts[2],
                counts[3],
                counts[4],
                counts[5],
                nanos,
                errors.stream().map(Map.Entry::getValue).toList());
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

    private static String flat(String text) {
        return text.replaceAll("\\s+", " ").strip().toLowerCase(Locale.ROOT);
    }
}
