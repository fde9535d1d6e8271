package io.newsflow.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The control law against clusters of known speed. */
class LoadControlTest {
    private static final BulkPipeline.Limits LIMITS =
            new BulkPipeline.Limits(64_000, 8_000_000, 500, 10_000, 8, 100, 200, 30_000, 64_000_000);

    private final LoadControl load = new LoadControl(LIMITS);

    private double now;

    /** A cluster that works on so many requests at once, each at so many bytes a millisecond; the others queue. */
    private void run(int answers, int parallel, double bytesPerMs) {
        for (int i = 0; i < answers; i++) {
            int requests = load.requests();
            double pause = load.bytes() / (bytesPerMs * Math.min(parallel, requests));
            now += pause;
            load.answered(load.bytes(), (long) (now - pause * requests), (long) now, true);
        }
    }

    @Test
    void aRequestIsFilledToWhatIsAnsweredInTheTargetTime() {
        // When
        run(200, 8, 4_000);

        // Then
        assertThat(load.bytes()).isBetween(1_800_000, 2_200_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8})
    void asManyRequestsAreUnderWayAsTheClusterWorksOnAtOnce(int parallel) {
        // Given: time to find out
        run(300, parallel, 4_000);

        // When
        int[] seen = new int[LIMITS.maxRequests() + 1];
        for (int i = 0; i < 1_000; i++) {
            seen[load.requests()]++;
            run(1, parallel, 4_000);
        }

        // Then
        assertThat(seen[parallel])
                .as("answers with that many requests, of 1000")
                .isGreaterThan(800);
    }

    @Test
    void loadFromElsewhereDoesNotTakeRequestsAway() {
        // Given
        run(300, 4, 4_000);

        // When: everything takes four times as long, alone or not
        run(300, 4, 1_000);

        // Then
        int[] seen = new int[LIMITS.maxRequests() + 1];
        for (int i = 0; i < 1_000; i++) {
            seen[load.requests()]++;
            run(1, 4, 1_000);
        }
        assertThat(seen[4]).isGreaterThan(800);
    }

    @Test
    void answersThatTakeNowLongNowShortLeaveTheRequestsWhereTheyAre() {
        // Given: jitter of a third either way, from a fixed seed
        Random jitter = new Random(5);
        int[] seen = new int[LIMITS.maxRequests() + 1];

        // When
        for (int i = 0; i < 3_000; i++) {
            run(1, 2, 3_000 * (0.67 + 0.66 * jitter.nextDouble()));
            seen[load.requests()]++;
        }

        // Then
        assertThat(seen[1]).as("answers with too few requests, of 3000").isLessThan(300);
        assertThat(seen[2] + seen[3]).isGreaterThan(2_300);
    }

    @Test
    void aRefusalHalvesTheRequestsAndCalmBringsThemBackOneByOne() {
        // Given
        run(300, 8, 4_000);
        assertThat(load.requests()).isEqualTo(8);

        // When
        load.refused();

        // Then
        assertThat(load.requests()).isEqualTo(4);
        int most = load.requests();
        for (int i = 0; i < 300; i++) {
            run(1, 8, 4_000);
            assertThat(load.requests()).isBetween(3, most + 1);
            most = Math.max(most, load.requests());
        }
        assertThat(most).isEqualTo(8);
    }

    @Test
    void aClusterThatBecomesSlowGetsSmallerRequestsDownToTheLeast() {
        // Given
        run(200, 8, 4_000);

        // When
        run(200, 8, 10);

        // Then
        assertThat(load.bytes()).isEqualTo(64_000);
    }

    @Test
    void smallRequestsOfAQuietHourDoNotTeachThatRequestsMustBeSmall() {
        // Given
        run(200, 8, 4_000);
        int before = load.bytes();

        // When
        for (int i = 0; i < 500; i++) {
            load.answered(2_000, (long) now, (long) now + 15, false);
            now += 15;
        }

        // Then
        assertThat(load.bytes()).isEqualTo(before);
    }
}
