package io.newsflow.cli;

import io.newsflow.ingest.extract.ArticleDraft;
import io.newsflow.ingest.extract.ArticleExtractor;
import io.newsflow.ingest.extract.Documents;
import io.newsflow.ingest.extract.Extraction;
import io.newsflow.ingest.extract.ExtractionException;
import io.newsflow.ingest.extract.Extractors;
import io.newsflow.ingest.extract.InputDocument;
import io.newsflow.ingest.fetch.AddressGuard;
import io.newsflow.ingest.fetch.FetchLimits;
import io.newsflow.ingest.fetch.FetchRequest;
import io.newsflow.ingest.fetch.Fetched;
import io.newsflow.ingest.fetch.HttpFetcher;
import io.newsflow.ingest.identity.CanonicalUrl;
import io.newsflow.ingest.sitemap.SitemapIndex;
import io.newsflow.ingest.source.FeedDiscovery;
import io.newsflow.ingest.source.Opml;
import io.newsflow.ingest.source.SourceCatalog;
import io.newsflow.ingest.source.SourceIds;
import io.newsflow.model.FetchState;
import io.newsflow.model.RawArticle;
import io.newsflow.model.Source;
import io.newsflow.model.SourceKind;
import io.newsflow.schemas.json.RecordJson;
import io.newsflow.schemas.serde.AvroSerdes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code newsflow sources}: what ingest-service reads. */
@Command(
        name = "sources",
        mixinStandardHelpOptions = true,
        description = "Adds, lists, removes and checks the sources that ingest-service reads.",
        subcommands = {
            SourcesCommand.Add.class,
            SourcesCommand.ListAll.class,
            SourcesCommand.Remove.class,
            SourcesCommand.Import.class,
            SourcesCommand.Export.class,
            SourcesCommand.Check.class
        })
final class SourcesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "say what to do: add, list, remove, import, export or check");
    }

    private interface Work {
        int with(SourceCatalog catalog) throws InterruptedException;
    }

    private static int withCatalog(ClientOptions client, Work work) {
        try (AvroSerdes serdes = new AvroSerdes(client.schemaRegistry())) {
            return client.withKafka(kafka -> {
                try {
                    return work.with(new SourceCatalog(kafka, serdes));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted", e);
                }
            });
        }
    }

    /** {@code newsflow sources add}. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Adds a source, or changes the one with the same id.")
    static final class Add implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ClientOptions client;

        @Option(names = "--id", paramLabel = "ID", description = "Its id; by default made from the address.")
        private String id;

        @Option(
                names = "--kind",
                paramLabel = "KIND",
                defaultValue = "AUTO",
                description = "One of ${COMPLETION-CANDIDATES}; AUTO finds out at each fetch. Default: AUTO.")
        private SourceKind kind;

        @Option(names = "--name", paramLabel = "NAME", description = "Readable name.")
        private String name;

        @Option(names = "--publisher", paramLabel = "NAME", description = "Publisher of articles that name none.")
        private String publisher;

        @Option(
                names = "--language",
                paramLabel = "TAG",
                description = "Language of articles that declare none (BCP 47).")
        private String language;

        @Option(names = "--country", paramLabel = "CC", description = "Country of the publisher (ISO 3166-1 alpha-2).")
        private String country;

        @Option(
                names = "--interval",
                paramLabel = "TIME",
                description = "Fixed time between polls, such as 10m; by default it follows the publication rate.")
        private String interval;

        @Option(names = "--full-text", description = "Follow items that carry only a summary to their page.")
        private boolean fullText;

        @Option(names = "--archive", description = "Mark its articles as an archive load.")
        private boolean archive;

        @Option(names = "--disabled", description = "Keep it, but do not poll it.")
        private boolean disabled;

        @Option(names = "--tag", paramLabel = "TAG", description = "A label for your own use; may be repeated.")
        private List<String> tags = new ArrayList<>();

        @Parameters(paramLabel = "URL", description = "Address to read.")
        private String url;

        @Override
        public Integer call() {
            Source source = source();
            int code = withCatalog(client, catalog -> {
                catalog.put(List.of(source));
                return 0;
            });
            spec.commandLine().getOut().println(source.getSourceId());
            spec.commandLine().getOut().flush();
            return code;
        }

        private Source source() {
            boolean folder = kind == SourceKind.FOLDER;
            if (!folder && CanonicalUrl.hostOf(url).isEmpty()) {
                throw new ParameterException(spec.commandLine(), "'" + url + "' is no http or https address");
            }
            if (language != null && ArticleDraft.languageTag(language) == null) {
                throw new ParameterException(spec.commandLine(), "'" + language + "' is no language tag such as en-GB");
            }
            if (country != null && !country.matches("(?i)[a-z]{2}")) {
                throw new ParameterException(spec.commandLine(), "'" + country + "' is no country code such as GB");
            }
            return Source.newBuilder()
                    .setSourceId(id == null ? SourceIds.of(url) : id)
                    .setUrl(url)
                    .setKind(kind)
                    .setName(name)
                    .setPublisher(publisher)
                    .setLanguage(language == null ? null : ArticleDraft.languageTag(language))
                    .setCountry(country == null ? null : country.toUpperCase(Locale.ROOT))
                    .setIntervalSeconds(interval == null ? null : seconds(interval))
                    .setFullText(fullText)
                    .setArchive(archive)
                    .setEnabled(!disabled)
                    .setTags(tags)
                    .build();
        }

        private int seconds(String text) {
            String value = text.strip().toLowerCase(Locale.ROOT);
            try {
                Duration duration = value.matches("\\d+[hms]") ? Duration.parse("PT" + value) : Duration.parse(value);
                if (duration.toSeconds() >= 1 && duration.toDays() <= 365) {
                    return (int) duration.toSeconds();
                }
            } catch (DateTimeException e) {
                throw new ParameterException(
                        spec.commandLine(), "--interval: '" + text + "' is no time such as 10m or 2h", e);
            }
            throw new ParameterException(spec.commandLine(), "--interval: expected 1s to 365 days, not " + text);
        }
    }

    /** {@code newsflow sources list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the sources and how their polling goes.")
    static final class ListAll implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ClientOptions client;

        @Option(names = "--json", description = "Print Source JSON lines instead of a table.")
        private boolean json;

        @Option(names = "--failing", description = "Only those whose last poll failed.")
        private boolean failing;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            return withCatalog(client, catalog -> {
                Map<String, Source> sources = catalog.sources();
                Map<String, FetchState> states = catalog.states();
                if (failing) {
                    sources.keySet().removeIf(id -> !isFailing(states.get(id)));
                }
                if (json) {
                    sources.values().forEach(source -> out.println(RecordJson.write(source)));
                } else {
                    out.printf("%-36s %-10s %-20s %-8s %s%n", "ID", "KIND", "LAST POLL", "EVERY", "ADDRESS");
                    sources.forEach((id, source) -> line(out, source, states.get(id)));
                }
                out.flush();
                return 0;
            });
        }

        private static boolean isFailing(FetchState state) {
            return state != null && state.getConsecutiveFailures() > 0;
        }

        private static void line(PrintWriter out, Source source, FetchState state) {
            String last = state == null || state.getLastFetchAt() == null
                    ? "never"
                    : state.getLastFetchAt().toString().replaceFirst("\\.\\d+Z$", "Z");
            String every = !source.getEnabled()
                    ? "disabled"
                    : state == null
                            ? ""
                            : Duration.ofSeconds(state.getIntervalSeconds())
                                    .toString()
                                    .substring(2)
                                    .toLowerCase(Locale.ROOT);
            out.printf(
                    "%-36s %-10s %-20s %-8s %s%n",
                    source.getSourceId(), source.getKind(), last, every, source.getUrl());
            if (isFailing(state)) {
                out.printf("%-36s failed %d times: %s%n", "", state.getConsecutiveFailures(), state.getLastError());
            }
            if (state != null && state.getEffectiveUrl() != null) {
                out.printf("%-36s moved to %s%n", "", state.getEffectiveUrl());
            }
        }
    }

    /** {@code newsflow sources remove}. */
    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Removes sources. Their articles stay.")
    static final class Remove implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ClientOptions client;

        @Parameters(arity = "1..*", paramLabel = "ID", description = "Ids of sources.")
        private List<String> ids;

        @Override
        public Integer call() {
            return withCatalog(client, catalog -> {
                Map<String, Source> sources = catalog.sources();
                List<String> unknown =
                        ids.stream().filter(id -> !sources.containsKey(id)).toList();
                catalog.remove(ids.stream().filter(sources::containsKey).toList());
                unknown.forEach(id -> spec.commandLine().getErr().println(id + ": no such source"));
                spec.commandLine().getErr().flush();
                return unknown.isEmpty() ? 0 : 1;
            });
        }
    }

    /** {@code newsflow sources import}. */
    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = "Adds the feeds of an OPML list, as feed readers export it. Folders become tags.")
    static final class Import implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ClientOptions client;

        @Option(names = "--dry-run", description = "Show what would be added.")
        private boolean dryRun;

        @Parameters(paramLabel = "FILE", description = "OPML file, or - for standard input.")
        private String file;

        @Override
        public Integer call() throws IOException, ExtractionException {
            InputDocument document =
                    (file.equals("-") ? Documents.stream(System.in, "-") : Documents.file(Path.of(file))).build();
            Opml.Listing listing = Opml.read(document);
            PrintWriter out = spec.commandLine().getOut();
            if (dryRun) {
                listing.sources().forEach(source -> out.println(source.getSourceId() + "  " + source.getUrl()));
            } else {
                withCatalog(client, catalog -> {
                    catalog.put(listing.sources());
                    return 0;
                });
            }
            out.println(listing.sources().size() + (dryRun ? " sources would be added" : " sources added"));
            out.flush();
            listing.problems().forEach(spec.commandLine().getErr()::println);
            spec.commandLine().getErr().flush();
            return listing.problems().isEmpty() ? 0 : 1;
        }
    }

    /** {@code newsflow sources export}. */
    @Command(name = "export", mixinStandardHelpOptions = true, description = "Prints all sources as OPML.")
    static final class Export implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ClientOptions client;

        @Override
        public Integer call() {
            return withCatalog(client, catalog -> {
                spec.commandLine().getOut().print(Opml.write(catalog.sources().values()));
                spec.commandLine().getOut().flush();
                return 0;
            });
        }
    }

    /** {@code newsflow sources check}. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Shows what would be taken in from an address. Needs no Kafka.",
                "For the page of a site that is no article, shows the feeds that it declares."
            })
    static final class Check implements Callable<Integer> {
        private static final int SHOWN = 10;

        @Spec
        private CommandSpec spec;

        @Option(names = "--private-addresses", description = "Fetch from private and loopback addresses too.")
        private boolean privateAddresses;

        @Option(names = "--json", description = "Print the articles as RawArticle JSON lines.")
        private boolean json;

        @Parameters(paramLabel = "URL", description = "Address of a source.")
        private String url;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            PrintWriter err = spec.commandLine().getErr();
            try {
                return check(out, err);
            } finally {
                out.flush();
                err.flush();
            }
        }

        private int check(PrintWriter out, PrintWriter err) {
            Fetched fetched;
            try (HttpFetcher fetcher = new HttpFetcher(
                    new AddressGuard(privateAddresses),
                    FetchLimits.DEFAULT,
                    "Newsflow/0.1",
                    ForkJoinPool.commonPool(),
                    Clock.systemUTC())) {
                fetched = fetcher.fetch(FetchRequest.of(url))
                        .thenCompose(answer ->
                                SitemapIndex.follow(answer, address -> fetcher.fetch(FetchRequest.of(address))))
                        .join();
            } catch (CompletionException e) {
                err.println(e.getCause().getMessage());
                return 1;
            }
            if (!fetched.ok()) {
                err.println("the server answered " + fetched.status());
                return 1;
            }
            InputDocument document = InputDocument.builder(fetched.body(), fetched.url())
                    .url(fetched.url())
                    .contentType(fetched.header("content-type").orElse(null))
                    .capturedAt(fetched.at())
                    .fetchedAt(fetched.at())
                    .sourceId(SourceIds.of(url))
                    .build();
            if (!json) {
                response(out, fetched, document);
            }
            try {
                Extraction extraction = Extractors.standard().extract(document);
                articles(out, err, extraction);
                return extraction.articles().isEmpty() ? feeds(out, document) : 0;
            } catch (ExtractionException e) {
                err.println(e.getMessage());
                return feeds(out, document);
            }
        }

        private static void response(PrintWriter out, Fetched fetched, InputDocument document) {
            out.printf("address   %s%n", fetched.url());
            if (fetched.permanentUrl() != null) {
                out.printf("moved     permanently; add this address instead%n");
            }
            out.printf(
                    "response  %d, %s, %d bytes, %d ms%n",
                    fetched.status(),
                    fetched.header("content-type").orElse("no content type"),
                    fetched.body().length,
                    fetched.took().toMillis());
            String validators = fetched.header("etag").isPresent()
                            || fetched.header("last-modified").isPresent()
                    ? "yes"
                    : "no: every poll will transfer all of it";
            out.printf("caching   validators: %s%n", validators);
            out.printf(
                    "kind      %s%n",
                    Extractors.standard()
                            .detect(document)
                            .map(ArticleExtractor::name)
                            .orElse("not recognised"));
        }

        private void articles(PrintWriter out, PrintWriter err, Extraction extraction) {
            if (json) {
                extraction.articles().forEach(article -> out.println(RecordJson.write(article)));
            } else {
                if (extraction.hints().minimumInterval() != null) {
                    out.printf(
                            "asks for  %s between polls%n", extraction.hints().minimumInterval());
                }
                if (extraction.hints().hub() != null) {
                    out.printf("hub       %s%n", extraction.hints().hub());
                }
                out.printf("articles  %d%n", extraction.articles().size());
                extraction.articles().stream().limit(SHOWN).forEach(article -> line(out, article));
                if (extraction.articles().size() > SHOWN) {
                    out.printf("  ... and %d more%n", extraction.articles().size() - SHOWN);
                }
            }
            extraction.withdrawals().forEach(withdrawal -> err.println(withdrawal.where() + ": " + withdrawal.what()));
            extraction.held().forEach(held -> err.println(held.where() + ": " + held.what()));
            extraction.problems().forEach(problem -> err.println(problem.where() + ": " + problem.what()));
        }

        private static void line(PrintWriter out, RawArticle article) {
            out.printf(
                    "  %-20s %s (%s, %d characters%s)%n",
                    article.getPublished() == null
                            ? "no time"
                            : article.getPublished().getValue(),
                    article.getTitle(),
                    article.getPublisher().getName(),
                    article.getBody().length(),
                    article.getFlags().isEmpty() ? "" : ", " + String.join(", ", article.getFlags()));
        }

        private static int feeds(PrintWriter out, InputDocument page) {
            List<FeedDiscovery.Found> feeds = FeedDiscovery.in(page);
            if (feeds.isEmpty()) {
                return 1;
            }
            out.printf("feeds     %d found%n", feeds.size());
            for (FeedDiscovery.Found feed : feeds) {
                out.printf(
                        "  %s%s%s%n",
                        feed.url(),
                        feed.title() == null ? "" : "  " + feed.title(),
                        feed.declared() ? "" : "  (linked)");
            }
            return 0;
        }
    }
}
