package io.newsflow.enrich.analysis.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LongTableTest {
    @Test
    void keysAreNumberedInTheOrderOfTheirArrival() {
        // Given
        LongTable table = new LongTable(4);

        // When
        for (long key = 0; key < 1000; key++) {
            table.add(key * 0x9E3779B97F4A7C15L);
        }

        // Then
        assertThat(table.size()).isEqualTo(1000);
        assertThat(table.add(7 * 0x9E3779B97F4A7C15L)).isEqualTo(7);
        assertThat(table.key(999)).isEqualTo(999 * 0x9E3779B97F4A7C15L);
        assertThat(table.find(1000 * 0x9E3779B97F4A7C15L)).isEqualTo(-1);
    }

    @Test
    void anIndexFindsWhatIsThereAndNothingElse() {
        // Given
        LongTable table = new LongTable(16);
        LongStream.range(0, 5000).map(i -> i * i).forEach(table::add);

        // When
        table.index();

        // Then
        assertThat(LongStream.range(0, 5000).allMatch(i -> table.find(i * i) == i))
                .isTrue();
        assertThat(LongStream.range(2, 5000).allMatch(i -> table.find(i * i - 1) == -1))
                .isTrue();
        assertThat(table.add(49)).isEqualTo(7);
        assertThatThrownBy(() -> table.add(50)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aTableIsEmptyAfterItWasCleared() {
        // Given
        LongTable table = new LongTable(16);
        table.add(3);

        // When
        table.clear();

        // Then
        assertThat(table.find(3)).isEqualTo(-1);
        assertThat(table.add(4)).isZero();
    }
}
