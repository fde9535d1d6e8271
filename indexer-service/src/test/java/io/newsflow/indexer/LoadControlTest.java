package io.newsflow.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The control law against clusters of known speed. */
class LoadControlTest {
    private static final BulkPipeline.Limits LIMITS =
            new BulkPipeline.Limits(64_000, 8_000_000, 500, 10_000, 8, 100, 200, 30_000, 64_000_000);

    private final LoadControl load = new LoadControl(LIMITS);

    /** A cluster that works on so many requests at once, each at so many bytes a millisecond; the others queue. */
    private void run(int answers, int parallel, double bytesPerMs) {
        for (int i = 0; i < answers; i++) {
            double share = Math.min(1.0, (double) parallel / load.requests());
            load.answered(load.bytes(), (long) (load.bytes() / (bytesPerMs * share)), true, load.requests() == 1);
        }
    }

    @Test
    void aRequestIsFilledToWhatIsAnsweredInTheTargetTime() {
        // When
        run(200, 8, 4_000);

        // Then
        assertThat(load.bytes()).isBetween(1_800_000, 2_200_000);
    }

    @Test
    void asManyRequestsAreUnderWayAsTheClusterWorksOnAtOnceAndFewMore() {
        // When
        run(300, 4, 4_000);

        // Then
        assertThat(load.requests()).isBetween(4, 7);
    }

    @Test
    void aSmallClusterIsNotFlooded() {
        // When
        run(300, 1, 1_000);

        // Then
        assertThat(load.requests()).isBetween(1, 3);
    }

    @Test
    void aRefusalHalvesTheRequestsAndCalmBringsThemBackOneByOne() {
        // Given
        run(200, 8, 4_000);
        assertThat(load.requests()).isEqualTo(8);

        // When
        load.refused();

        // Then
        assertThat(load.requests()).isEqualTo(4);
        run(4, 8, 4_000);
        assertThat(load.requests()).isEqualTo(5);
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
            load.answered(2_000, 15, false, false);
        }

        // Then
        assertThat(load.bytes()).isEqualTo(before);
    }
}
