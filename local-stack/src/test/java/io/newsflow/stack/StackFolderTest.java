package io.newsflow.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackFolderTest {
    @TempDir
    Path temp;

    @Test
    void aServerGetsThePortThatItHadBefore() {
        // Given
        int before;
        try (StackFolder folder = StackFolder.open(temp)) {
            before = folder.port("kafka");
            assertThat(folder.port("elasticsearch")).isNotEqualTo(before);
        }

        // When
        try (StackFolder folder = StackFolder.open(temp)) {
            // Then
            assertThat(folder.port("kafka")).isEqualTo(before);
        }
    }

    @Test
    void aPortThatIsTakenIsReplacedByAFreeOne() throws Exception {
        // Given
        int before;
        try (StackFolder folder = StackFolder.open(temp)) {
            before = folder.port("kafka");
        }

        // When
        try (ServerSocket taken = new ServerSocket(before, 1, InetAddress.getLoopbackAddress());
                StackFolder folder = StackFolder.open(temp)) {
            // Then
            assertThat(folder.port("kafka")).isNotEqualTo(taken.getLocalPort());
        }
    }

    @Test
    void oneStackAtATimeUsesAFolder() {
        try (StackFolder folder = StackFolder.open(temp)) {
            assertThat(folder.isTemporary()).isFalse();
            assertThatThrownBy(() -> StackFolder.open(temp))
                    .isInstanceOf(StackException.class)
                    .hasMessage("another stack is running in " + temp);
        }
        try (StackFolder again = StackFolder.open(temp)) {
            assertThat(again.path()).isEqualTo(temp);
        }
    }

    @Test
    void aTemporaryFolderGoesAndAKeptOneStays() throws Exception {
        // Given
        StackFolder temporary = StackFolder.open(null);
        Files.writeString(temporary.log("kafka"), "text");
        StackFolder kept = StackFolder.open(temp.resolve("kept"));

        // When
        temporary.close();
        kept.close();

        // Then
        assertThat(temporary.path()).doesNotExist();
        assertThat(kept.path()).isDirectory();
    }

    @Test
    void whatAKilledOwnerLeftBehindIsRemovedAndWhatIsInUseIsNot() throws Exception {
        // Given: a folder whose lock nobody holds, as after kill -9, and one in use
        Path left;
        try (StackFolder folder = StackFolder.open(null)) {
            left = folder.path();
        }
        Files.createDirectories(left);
        Files.createFile(left.resolve("stack.lock"));
        StackFolder used = StackFolder.open(null);

        // When
        StackFolder other = StackFolder.open(null);

        // Then
        assertThat(left).doesNotExist();
        assertThat(used.path()).isDirectory();
        used.close();
        other.close();
    }
}
