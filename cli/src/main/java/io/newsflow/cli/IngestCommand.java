package io.newsflow.cli;

import io.newsflow.ingest.extract.Extractors;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.fetch.AddressGuard;
import io.newsflow.ingest.fetch.FetchLimits;
import io.newsflow.ingest.fetch.FetchRequest;
import io.newsflow.ingest.fetch.Fetched;
import io.newsflow.ingest.fetch.HttpFetcher;
import io.newsflow.ingest.service.DirectPublisher;
import io.newsflow.ingest.warc.WarcArchive;
import io.newsflow.schemas.serde.AvroSerdes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code newsflow ingest}: publishes documents to {@code news.raw} at once, without a source. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        description = {
            "Publishes the articles of documents to news.raw.",
            "The kind of each document is detected. What cannot be read goes to news.dead-letters and is reported on standard "
                    + "error; the others are still published, and the exit code is 1."
        })
final class IngestCommand implements Callable<Integer> {
    private static final int RECORDS_TO_TELL = 1_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ClientOptions client;

    @Option(names = "--url", paramLabel = "URL", description = "Address that a file was read from.")
    private String url;

    @Option(
            names = "--captured",
            paramLabel = "TIME",
            converter = ExtractCommand.InstantConverter.class,
            description =
                    "When the document looked like this (ISO 8601). Default: the file's modification time, or now.")
    private Instant captured;

    @Option(names = "--source", paramLabel = "ID", defaultValue = "cli", description = "Source id in the provenance.")
    private String source;

    @Option(names = "--publisher", paramLabel = "NAME", description = "Publisher of articles that name none.")
    private String publisher;

    @Option(
            names = "--offset",
            paramLabel = "BYTES",
            description = "Where to begin in a web archive: the offset that an earlier run told.")
    private long offset;

    @Option(names = "--archive", description = "Mark the articles as an archive load.")
    private boolean archive;

    @Option(names = "--private-addresses", description = "Fetch from private and loopback addresses too.")
    private boolean privateAddresses;

    @Parameters(arity = "1..*", paramLabel = "FILE|URL", description = "Files, addresses, or - for standard input.")
    private List<String> inputs;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        boolean failed = false;
        try (AvroSerdes serdes = new AvroSerdes(client.schemaRegistry());
                DirectPublisher publisher =
                        client.withKafka(kafka -> new DirectPublisher(kafka, serdes, Extractors.standard()))) {
            for (String input : inputs) {
                try {
                    Input opened = isAddress(input) ? null : Input.open(input);
                    if (opened != null && opened.isArchive()) {
                        failed |= archive(opened, publisher, out, err);
                        continue;
                    }
                    DirectPublisher.Result result = publisher.publish(read(input, opened));
                    out.println(input + ": " + result.articles().size() + " articles published");
                    result.retracted().forEach(id -> out.println(input + ": " + id + " retracted"));
                    for (String problem : result.problems()) {
                        failed = true;
                        err.println(input + ": " + problem + " (now in news.dead-letters)");
                    }
                } catch (NoSuchFileException e) {
                    failed = true;
                    err.println(input + ": no such file");
                } catch (IOException e) {
                    failed = true;
                    err.println(input + ": " + e.getMessage());
                }
                out.flush();
                err.flush();
            }
        }
        return failed ? 1 : 0;
    }

    private static boolean isAddress(String input) {
        return input.startsWith("http://") || input.startsWith("https://");
    }

    /** Streams an archive, and says again and again up to where all of it is published. */
    private boolean archive(Input input, DirectPublisher kafka, PrintWriter out, PrintWriter err) throws IOException {
        String file = input.name();
        try (WarcArchive archive =
                input.archive(offset, document -> document.sourceId(source).publisher(publisher))) {
            ArchiveCounts counts = new ArchiveCounts();
            for (WarcArchive.Entry entry = archive.next(); entry != null; entry = archive.next()) {
                counts.add(entry);
                kafka.send(entry.articles());
                if (counts.records() % RECORDS_TO_TELL == 0) {
                    kafka.flush();
                    out.println(
                            file + ": " + counts.told(archive.damaged()) + "; go on with --offset " + entry.offset());
                    out.flush();
                }
            }
            kafka.flush();
            out.println(file + ": " + counts.told(archive.damaged()));
            if (archive.damaged() > 0) {
                err.println(file + ": the archive is damaged; what could be read is published");
            }
            return archive.damaged() > 0;
        }
    }

    private InputDocument read(String input, Input opened) throws IOException {
        InputDocument.Builder document =
                opened == null ? fetch(input) : opened.document().url(url);
        if (captured != null) {
            document.capturedAt(captured);
        }
        return document.sourceId(source).publisher(publisher).archive(archive).build();
    }

    private InputDocument.Builder fetch(String address) throws IOException {
        Fetched fetched;
        try (HttpFetcher fetcher = new HttpFetcher(
                new AddressGuard(privateAddresses),
                FetchLimits.DEFAULT,
                "Newsflow/0.1",
                ForkJoinPool.commonPool(),
                Clock.systemUTC())) {
            fetched = fetcher.fetch(FetchRequest.of(address)).join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
        if (!fetched.ok()) {
            throw new IOException("the server answered " + fetched.status());
        }
        return InputDocument.builder(fetched.body(), fetched.url())
                .url(fetched.url())
                .contentType(fetched.header("content-type").orElse(null))
                .etag(fetched.header("etag").orElse(null))
                .capturedAt(fetched.at())
                .fetchedAt(fetched.at());
    }
}
