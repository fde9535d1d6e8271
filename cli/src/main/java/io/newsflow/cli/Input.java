package io.newsflow.cli;

import io.newsflow.ingest.extract.Documents;
import io.newsflow.ingest.extract.Extractors;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.warc.WarcArchive;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** A file, or standard input: a document, or a web archive, which may be of any size. */
final class Input {
    /** What stands for standard input among the names of files. */
    static final String STANDARD = "-";

    private final String name;
    private final BufferedInputStream standard;

    private Input(String name, BufferedInputStream standard) {
        this.name = name;
        this.standard = standard;
    }

    /**
     * An input.
     *
     * @param name path of a file, or "-"
     */
    static Input open(String name) {
        return new Input(name, name.equals(STANDARD) ? new BufferedInputStream(System.in) : null);
    }

    String name() {
        return name;
    }

    boolean isArchive() throws IOException {
        return standard == null ? WarcArchive.isArchive(Path.of(name)) : WarcArchive.isArchive(standard);
    }

    /**
     * The archive.
     *
     * @param offset where to begin, in bytes
     * @param settings what is the same for all of its documents
     */
    WarcArchive archive(long offset, UnaryOperator<InputDocument.Builder> settings) throws IOException {
        if (standard == null) {
            return WarcArchive.open(Path.of(name), offset, Extractors.documents(), settings);
        }
        standard.skipNBytes(offset);
        return new WarcArchive(standard, offset, name, Extractors.documents(), settings);
    }

    /** The document, for the caller to add what it knows better. */
    InputDocument.Builder document() throws IOException {
        return standard == null ? Documents.file(Path.of(name)) : Documents.stream(standard, name);
    }
}
