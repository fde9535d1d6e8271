package io.newsflow.schemas.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.newsflow.schemas.Subjects;
import io.newsflow.schemas.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleasedSchemasTest {
    /** Maven's working directory is the module. */
    private static final ReleasedSchemas RELEASED = new ReleasedSchemas(Path.of("released"));

    @Test
    void everySubjectWasReleasedAndNoChangeBreaksIt() {
        Subjects.all()
                .keySet()
                .forEach(subject ->
                        assertThat(RELEASED.versions(subject)).as(subject).isNotEmpty());
        assertThat(RELEASED.breaks()).isEmpty();
    }

    @Test
    void aReleaseWritesWhatChangedAndNothingElse(@TempDir Path folder) throws Exception {
        // Given
        ReleasedSchemas released = new ReleasedSchemas(folder);
        int subjects = Subjects.all().size();

        // When, Then
        assertThat(released.release()).hasSize(subjects);
        assertThat(released.release()).isEmpty();
        Path story = folder.resolve(Topics.STORIES.valueSubject()).resolve("1.avsc");
        Files.writeString(story, Files.readString(story).replaceFirst("\"doc\" : \"[^\"]*\"", "\"doc\" : \"Older.\""));
        assertThat(released.release()).containsExactly(story.resolveSibling("2.avsc"));
    }

    @Test
    void aBreakIsNamedAndNotReleased(@TempDir Path folder) throws Exception {
        // Given: a released version with a field that ours lacks and that has no default
        ReleasedSchemas released = new ReleasedSchemas(folder);
        released.release();
        Path trends = folder.resolve(Topics.TRENDS.valueSubject()).resolve("1.avsc");
        Files.writeString(
                trends,
                Files.readString(trends)
                        .replaceFirst("\"fields\" : \\[", "\"fields\" : [{\"name\": \"mood\", \"type\": \"string\"},"));

        // When, Then
        assertThat(released.breaks()).containsOnlyKeys(Topics.TRENDS.valueSubject());
        assertThatThrownBy(released::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(Topics.TRENDS.valueSubject())
                .hasMessageContaining("mood");
    }
}
