package io.newsflow.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetTrackerTest {
    private static final TopicPartition P = new TopicPartition("news.enriched", 3);

    private final OffsetTracker tracker = new OffsetTracker();

    @Test
    void onlyWhatIsDoneWithAllBeforeItIsCommittable() {
        // Given
        for (long offset : new long[] {10, 11, 14}) {
            tracker.read(P, offset);
        }

        // When
        tracker.done(P, 11);

        // Then
        assertThat(tracker.committable(P)).hasValue(10);
        tracker.done(P, 10);
        assertThat(tracker.committable(P)).hasValue(14);
        tracker.done(P, 14);
        assertThat(tracker.committable(P)).hasValue(15);
        assertThat(tracker.open()).isZero();
    }

    @Test
    void committableNeverPassesAnOpenOffsetInAnyOrderOfCompletion() {
        for (int seed = 0; seed < 200; seed++) {
            // Given
            OffsetTracker shuffled = new OffsetTracker();
            List<Long> order = new ArrayList<>();
            for (long offset = 0; offset < 50; offset++) {
                shuffled.read(P, offset);
                order.add(offset);
            }
            Collections.shuffle(order, new Random(seed));

            // When, Then
            while (!order.isEmpty()) {
                assertThat(shuffled.committable(P)).hasValue(Collections.min(order));
                shuffled.done(P, order.remove(0));
            }
            assertThat(shuffled.committable(P)).hasValue(50);
        }
    }

    @Test
    void anOffsetIsOfferedForCommitOnce() {
        // Given
        tracker.read(P, 5);
        tracker.done(P, 5);

        // When
        tracker.committed(tracker.toCommit());

        // Then
        assertThat(tracker.toCommit()).isEmpty();
        tracker.read(P, 6);
        tracker.done(P, 6);
        assertThat(tracker.toCommit()).isEqualTo(Map.of(P, 7L));
    }

    @Test
    void aForgottenPartitionCommitsNothingAndMayBeReadAgain() {
        // Given
        tracker.read(P, 5);

        // When
        tracker.forget(P);
        tracker.done(P, 5);

        // Then
        assertThat(tracker.toCommit()).isEmpty();
        tracker.read(P, 5);
        assertThat(tracker.committable(P)).hasValue(5);
        assertThatThrownBy(() -> tracker.read(P, 5)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anAnswerThatComesAfterThePartitionWasAwayAndCameBackHoldsNothingUp() {
        // Given: 5 and 6 were read and under way when the partition went and came back at 4
        tracker.read(P, 5);
        tracker.forget(P);

        // When: late answers, before and after the offsets are read again
        tracker.done(P, 5);
        tracker.read(P, 4);
        tracker.done(P, 5);
        tracker.read(P, 5);
        tracker.done(P, 3);
        tracker.done(P, 4);

        // Then
        assertThat(tracker.committable(P)).hasValue(5);
        tracker.done(P, 5);
        assertThat(tracker.committable(P)).hasValue(6);
        assertThat(tracker.open()).isZero();
    }
}
