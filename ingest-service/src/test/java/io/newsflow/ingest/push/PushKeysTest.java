package io.newsflow.ingest.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.newsflow.runtime.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushKeysTest {
    private static final String HASH = "0".repeat(64);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void file() {
        file = folder.resolve("keys.json");
    }

    @Test
    void aGeneratedKeyIsFoundByItsTextAndByNothingElse() throws Exception {
        // Given
        PushKeys.Generated one = PushKeys.generate("courier");
        PushKeys.Generated other = PushKeys.generate("ledger");
        new ObjectMapper().writeValue(file.toFile(), List.of(one.entry(), other.entry()));

        // When
        PushKeys keys = new PushKeys(file);

        // Then
        assertThat(keys.find(one.key())).contains(one.entry());
        assertThat(keys.find(other.key())).contains(other.entry());
        assertThat(keys.find(one.key() + "x")).isEmpty();
        assertThat(keys.find(one.entry().sha256())).isEmpty();
        assertThat(one.entry().source()).isEqualTo("push-courier");
        assertThat(Files.readString(file)).doesNotContain(one.key());
    }

    @Test
    void aChangedFileIsReadAgainAndAWrongOneIsNot() throws Exception {
        // Given
        PushKeys.Generated one = PushKeys.generate("courier");
        PushKeys.Generated other = PushKeys.generate("ledger");
        ObjectMapper json = new ObjectMapper();
        json.writeValue(file.toFile(), List.of(one.entry()));
        PushKeys keys = new PushKeys(file);

        // When
        json.writeValue(file.toFile(), List.of(other.entry()));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
        keys.reload();

        // Then
        assertThat(keys.find(one.key())).isEmpty();
        assertThat(keys.find(other.key())).isPresent();

        // When
        Files.writeString(file, "[{");
        Files.setLastModifiedTime(file, FileTime.fromMillis(2_000));
        keys.reload();

        // Then
        assertThat(keys.find(other.key())).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{'name': 'a'}] | needs sha256",
                "[{'name': 'a b', 'sha256': 'HASH'}] | name of letters",
                "[{'name': 'a', 'sha256': 'xyz'}] | needs sha256",
                "[{'name': 'a', 'sha256': 'HASH', 'source': 'x/y'}] | has a '/'",
                "[{'name': 'a', 'sha256': 'HASH'}, {'name': 'a', 'sha256': 'HASH'}] | two keys",
                "[{'name': 'a', 'sha256': 'HASH', 'key': 'x'}] | Unrecognized field",
                "{} | keys.json",
                "[{ | line 1"
            })
    void aWrongFileStopsTheStartAndSaysWhy(String text, String message) throws Exception {
        Files.writeString(file, text.replace('\'', '"').replace("HASH", HASH));

        assertThatThrownBy(() -> new PushKeys(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("push.keys.file")
                .hasMessageContaining(message.replace('\'', '\''));
    }

    @Test
    void keysAreAddedToAFileOfTheirOwnersAlone() throws Exception {
        // When
        PushKeys.add(file, PushKeys.generate("courier").entry());
        PushKeys.Generated ledger =
                PushKeys.generate("ledger", "ledger-cms", "Nordic Ledger", List.of("ledger.example"), true);
        PushKeys.add(file, ledger.entry());

        // Then
        assertThat(new PushKeys(file).find(ledger.key())).contains(ledger.entry());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> PushKeys.add(file, PushKeys.generate("ledger").entry()))
                .hasMessageContaining("two keys have the name ledger");
        assertThat(new PushKeys(file).find(ledger.key())).isPresent();
    }

    @Test
    void aMissingFileStopsTheStart() {
        assertThatThrownBy(() -> new PushKeys(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("push.keys.file");
    }
}
