package io.newsflow.cli;

import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.Extractors;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.warc.WarcArchive;
import io.newsflow.model.RawArticle;
import io.newsflow.schemas.json.RecordJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code newsflow extract}: what ingest would take out of documents, as JSON lines. Needs no Kafka. */
@Command(
        name = "extract",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the articles of documents as RawArticle JSON lines.",
            "The kind of each document is detected; web archives (WARC) are streamed. Documents that cannot be read are reported on standard error; the others "
                    + "are still printed, and the exit code is 1."
        })
public final class ExtractCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--url", paramLabel = "URL", description = "Address that the document was read from.")
    private String url;

    @Option(
            names = "--captured",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "When the document looked like this (ISO 8601); relative times are resolved against it. "
                    + "Default: the file's modification time, or now for standard input.")
    private Instant captured;

    @Option(
            names = "--offset",
            paramLabel = "BYTES",
            description = "Where to begin in a web archive: the offset of a record, as in an article's provenance.")
    private long offset;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files to read, or - for standard input.")
    private List<String> files;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        boolean failed = false;
        for (String file : files) {
            try {
                Input input = Input.open(file);
                if (input.isArchive()) {
                    failed |= archive(input, out, err);
                    continue;
                }
                Extraction extraction = Extractors.standard().extract(read(input));
                for (RawArticle article : extraction.articles()) {
                    out.println(RecordJson.write(article));
                }
                for (Extraction.Withdrawal withdrawal : extraction.withdrawals()) {
                    err.println(name(file) + ": " + withdrawal.where() + ": " + withdrawal.what() + ": retracts "
                            + String.join(", ", withdrawal.articleIds()));
                }
                for (Extraction.Held held : extraction.held()) {
                    err.println(name(file) + ": " + held.where() + ": " + held.what());
                }
                for (Extraction.Problem problem : extraction.problems()) {
                    failed = true;
                    err.println(name(file) + ": " + problem.where() + ": " + problem.what());
                }
            } catch (NoSuchFileException e) {
                failed = true;
                err.println(name(file) + ": no such file");
            } catch (IOException | ExtractionException e) {
                failed = true;
                err.println(name(file) + ": " + e.getMessage());
            }
            out.flush();
        }
        err.flush();
        return failed ? 1 : 0;
    }

    /** Streams an archive of any size; returns whether it was damaged. */
    private boolean archive(Input input, PrintWriter out, PrintWriter err) throws IOException {
        try (WarcArchive archive = input.archive(offset, document -> document)) {
            ArchiveCounts counts = new ArchiveCounts();
            for (WarcArchive.Entry entry = archive.next(); entry != null; entry = archive.next()) {
                counts.add(entry);
                for (RawArticle article : entry.articles()) {
                    out.println(RecordJson.write(article));
                }
            }
            out.flush();
            err.println(name(input.name()) + ": " + counts.told(archive.damaged()));
            return archive.damaged() > 0;
        }
    }

    private InputDocument read(Input input) throws IOException {
        InputDocument.Builder document = input.document();
        if (captured != null) {
            document.capturedAt(captured);
        }
        return document.url(url).build();
    }

    private static String name(String file) {
        return file.equals("-") ? "standard input" : file;
    }

    /** Reads ISO 8601 instants with any offset. */
    static final class InstantConverter implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String value) {
            try {
                return OffsetDateTime.parse(value).toInstant();
            } catch (DateTimeException e) {
                throw new TypeConversionException("'" + value + "' is no time such as 2025-07-14T09:30:00Z");
            }
        }
    }
}
