package io.newsflow.enrich.analysis.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.newsflow.enrich.analysis.text.ByteSums;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordVectorBuilderTest {
    @TempDir
    private Path folder;

    private Path word2vec(Object... wordsAndVectors) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int size = ((float[]) wordsAndVectors[1]).length;
        out.writeBytes((wordsAndVectors.length / 2 + " " + size + "\n").getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < wordsAndVectors.length; i += 2) {
            out.writeBytes((wordsAndVectors[i] + " ").getBytes(StandardCharsets.UTF_8));
            ByteBuffer bytes = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put((float[]) wordsAndVectors[i + 1]);
            out.writeBytes(bytes.array());
        }
        Path file = folder.resolve("vectors.bin");
        Files.write(file, out.toByteArray());
        return file;
    }

    private Path sample() throws IOException {
        return word2vec(
                "the", new float[] {0.1f, 0.1f, 0.1f},
                "goal", new float[] {1, 0.1f, 0},
                "striker", new float[] {0.9f, 0, 0.1f},
                "bank", new float[] {0, 1, 0.1f},
                "loan", new float[] {0.1f, 0.9f, 0});
    }

    private int[] vector(WordVectors vectors, String word) {
        long hash = 0;
        for (char c : word.toCharArray()) {
            hash = TopicFeatures.step(hash, c);
        }
        return sum(vectors, vectors.find(hash), 1);
    }

    private static int[] sum(WordVectors vectors, int number, int weight) {
        ByteSums sum = vectors.sum();
        vectors.addTo(number, weight, sum);
        return Arrays.copyOf(sum.numbers(), vectors.dimensions());
    }

    private WordVectors built(Path file) {
        Path out = folder.resolve("out.bin");
        try {
            WordVectorBuilder.build(file, out);
            try (DataInputStream in = new DataInputStream(Files.newInputStream(out))) {
                return WordVectors.read(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double cosine(int[] a, int[] b) {
        return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    }

    private static double dot(int[] a, int[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Test
    void wordsOfLikeMeaningStayCloseAndFrequentOnesBecomeShort() throws IOException {
        // When
        WordVectors vectors = built(sample());

        // Then
        assertThat(vectors.dimensions()).isEqualTo(3);
        assertThat(cosine(vector(vectors, "goal"), vector(vectors, "striker"))).isGreaterThan(0.9);
        assertThat(cosine(vector(vectors, "bank"), vector(vectors, "loan"))).isGreaterThan(0.9);
        assertThat(cosine(vector(vectors, "goal"), vector(vectors, "bank"))).isNegative();
        int[] frequent = vector(vectors, "the");
        int[] rarer = vector(vectors, "loan");
        assertThat(dot(frequent, frequent)).isLessThan(dot(rarer, rarer));
        assertThat(vector(vectors, "unknown")).containsOnly(0);
    }

    @Test
    void aHeavyWordCountsAsOftenAsItsWeightSays() throws IOException {
        // Given
        WordVectors vectors = built(sample());
        int[] once = sum(vectors, 1, 1);

        // When
        int[] often = sum(vectors, 1, 1000);

        // Then
        assertThat(often).containsExactly(once[0] * 1000, once[1] * 1000, once[2] * 1000);
    }

    @Test
    void theSameFileGivesTheSameBytes() throws IOException {
        // Given
        Path first = folder.resolve("first.bin");
        Path second = folder.resolve("second.bin");

        // When
        WordVectorBuilder.build(sample(), first);
        WordVectorBuilder.build(sample(), second);

        // Then
        assertThat(second).hasSameBinaryContentAs(first);
    }

    @Test
    void anotherFormatIsRefused() throws IOException {
        // Given
        Path file = folder.resolve("text.txt");
        Files.writeString(file, "king 0.1 0.2 0.3\n");

        // Then
        assertThatThrownBy(() -> WordVectorBuilder.build(file, folder.resolve("out.bin")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("word2vec's binary format");
    }
}
