package io.newsflow.schemas.admin;

import io.newsflow.schemas.Subjects;
import io.newsflow.schemas.serde.PublishedSchemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;

/**
 * The released versions of all subjects, as files: {@code <folder>/<subject>/<version>.avsc}, each complete in itself.
 * They are what the build compares a change with, since it cannot ask the registries of those who run Newsflow.
 */
public final class ReleasedSchemas {
    private final Path folder;

    /** The files in a folder, {@code schemas/released} in this repository. */
    public ReleasedSchemas(Path folder) {
        this.folder = folder;
    }

    /**
     * All versions of a subject, oldest first; empty where it was never released.
     *
     * @throws UncheckedIOException when a file cannot be read
     */
    public List<Schema> versions(String subject) {
        List<Schema> versions = new ArrayList<>();
        for (int version = 1; Files.exists(file(subject, version)); version++) {
            try {
                versions.add(new Schema.Parser().parse(Files.readString(file(subject, version))));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + file(subject, version), e);
            }
        }
        return versions;
    }

    /** What the current schemas break, by subject; subjects that break nothing are left out. */
    public Map<String, List<String>> breaks() {
        Map<String, List<String>> breaks = new LinkedHashMap<>();
        Subjects.all().forEach((subject, type) -> {
            List<String> found = Compatibility.breaks(PublishedSchemas.of(type), versions(subject));
            if (!found.isEmpty()) {
                breaks.put(subject, found);
            }
        });
        return breaks;
    }

    /**
     * Writes a new version of every subject whose schema changed since its last one.
     *
     * @return the files written
     * @throws IllegalStateException when a change breaks compatibility; nothing is written then
     * @throws UncheckedIOException when a file cannot be written
     */
    public List<Path> release() {
        Map<String, List<String>> breaks = breaks();
        if (!breaks.isEmpty()) {
            throw new IllegalStateException("not compatible with what was released: " + breaks);
        }
        List<Path> written = new ArrayList<>();
        Subjects.all().forEach((subject, type) -> {
            Schema current = PublishedSchemas.of(type);
            List<Schema> versions = versions(subject);
            // As text: a changed description is a change too.
            if (versions.isEmpty()
                    || !versions.get(versions.size() - 1).toString().equals(current.toString())) {
                Path file = file(subject, versions.size() + 1);
                try {
                    Files.createDirectories(file.getParent());
                    Files.writeString(file, SchemaFormatter.format("json/pretty", current) + "\n");
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot write " + file, e);
                }
                written.add(file);
            }
        });
        return written;
    }

    private Path file(String subject, int version) {
        return folder.resolve(subject).resolve(version + ".avsc");
    }
}
