package io.newsflow.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.admin.DeadLetters;
import io.newsflow.schemas.admin.DeadLetters.Entry;
import io.newsflow.schemas.admin.DeadLetters.Found;
import io.newsflow.schemas.admin.DeadLetters.Outcome;
import io.newsflow.schemas.admin.DeadLetters.Replay;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code newsflow dead-letters}: what could not be processed, why, and back to where it came from. */
@Command(
        name = "dead-letters",
        description = "List records that could not be processed, or send them back to where they came from.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class DeadLettersCommand implements Runnable {
    /** Names the one replay that may run at a time: another one that starts takes over. */
    private static final String TRANSACTIONAL_ID = "newsflow-dead-letters-replay";

    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    private CommandSpec spec;

    /** Which dead letters a command is about. */
    static final class Filter {
        @Option(names = "--service", paramLabel = "NAME", description = "Only those that this service gave up.")
        private String service;

        @Option(names = "--stage", paramLabel = "NAME", description = "Only those of this step.")
        private String stage;

        @Option(names = "--topic", paramLabel = "NAME", description = "Only those that came from this topic.")
        private String topic;

        @Option(
                names = "--cause",
                paramLabel = "TEXT",
                description = "Only those whose cause contains this, in any case.")
        private String cause;

        @Option(
                names = "--since",
                paramLabel = "TIME",
                description = "Only those that failed then or later (ISO 8601).")
        private Instant since;

        @Parameters(
                arity = "0..*",
                paramLabel = "PARTITION:OFFSET",
                description = "Only these, by their place in news.dead-letters.")
        private List<String> addresses = List.of();

        private boolean isEmpty() {
            return service == null
                    && stage == null
                    && topic == null
                    && cause == null
                    && since == null
                    && addresses.isEmpty();
        }

        private Predicate<Entry> wanted() {
            Set<String> places = new HashSet<>(addresses);
            return entry -> {
                DeadLetter letter = entry.letter();
                return (places.isEmpty() || places.contains(entry.address()))
                        && (service == null || service.equals(letter.service()))
                        && (stage == null || stage.equals(letter.stage()))
                        && (topic == null || topic.equals(letter.originTopic()))
                        && (cause == null
                                || letter.cause().toLowerCase(Locale.ROOT).contains(cause.toLowerCase(Locale.ROOT)))
                        && (since == null || !letter.failedAt().isBefore(since));
            };
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "list, show or replay is missing");
    }

    @Command(
            name = "list",
            description = "List dead letters with cause and origin, oldest first.",
            mixinStandardHelpOptions = true)
    int list(
            @Mixin ClientOptions clients,
            @Mixin Filter filter,
            @Option(names = "--json", description = "One JSON object a line, with all that is known.") boolean json,
            @Option(
                            names = "--limit",
                            defaultValue = "100",
                            paramLabel = "N",
                            description = "Show the newest N (default: ${DEFAULT-VALUE}).")
                    int limit)
            throws JsonProcessingException {
        Found found = read(clients, filter.wanted(), limit);
        PrintWriter out = spec.commandLine().getOut();
        for (Entry entry : found.entries()) {
            out.println(json ? JSON.writeValueAsString(json(entry)) : line(entry));
        }
        if (!json) {
            int shown = found.entries().size();
            out.println(found.total()
                    + (found.total() == 1 ? " dead letter" : " dead letters")
                    + (shown < found.total() ? ", the newest " + shown + " shown" : ""));
        }
        out.flush();
        return 0;
    }

    @Command(
            name = "show",
            description = "Show one dead letter in full, with its stack trace and its headers.",
            mixinStandardHelpOptions = true)
    int show(
            @Mixin ClientOptions clients,
            @Parameters(paramLabel = "PARTITION:OFFSET", description = "Its place, as listed.") String address,
            @Option(names = "--value-to", paramLabel = "FILE", description = "Write the original bytes to a file.")
                    Path file)
            throws IOException {
        List<Entry> found =
                read(clients, entry -> entry.address().equals(address), 1).entries();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("there is no dead letter at " + address);
        }
        Entry entry = found.get(0);
        PrintWriter out = spec.commandLine().getOut();
        out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json(entry)));
        if (entry.letter().stackTrace() != null) {
            out.println(entry.letter().stackTrace().strip());
        }
        if (file != null && entry.letter().value() != null) {
            Files.write(file, entry.letter().value());
            out.println("wrote " + entry.letter().value().length + " bytes to " + file);
        }
        out.flush();
        return 0;
    }

    @Command(
            name = "replay",
            description = {
                "Send dead letters back to the topics that they came from: original bytes, key, time and headers.",
                "Each is sent once; the list shows it. What fails again becomes a new dead letter with a higher count."
            },
            mixinStandardHelpOptions = true)
    int replay(
            @Mixin ClientOptions clients,
            @Mixin Filter filter,
            @Option(names = "--all", description = "All of them; wanted where nothing else chooses.") boolean all,
            @Option(names = "--again", description = "Also those that were sent back before.") boolean again,
            @Option(names = "--dry-run", description = "Show what would be sent, and send nothing.") boolean dryRun,
            @Option(
                            names = "--max-replays",
                            defaultValue = "" + DeadLetters.USUAL_MAX_REPLAYS,
                            paramLabel = "N",
                            description = "Leave those that failed after so many replays (default: ${DEFAULT-VALUE}).")
                    int maxReplays) {
        if (filter.isEmpty() && !all) {
            throw new ParameterException(spec.commandLine(), "choose what to replay, or give --all");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (dryRun) {
            read(clients, filter.wanted(), Integer.MAX_VALUE)
                    .entries()
                    .forEach(entry -> out.println("would replay " + line(entry)));
            out.flush();
            return 0;
        }
        List<Replay> replays = clients.withKafka(settings -> {
            try (Producer<byte[], byte[]> producer = producer(settings)) {
                // First, for it waits until the last replay's transaction is complete: what it sent back shows only
                // then.
                producer.initTransactions();
                List<Entry> found =
                        read(clients, filter.wanted(), Integer.MAX_VALUE).entries();
                return DeadLetters.replay(found, producer, maxReplays, again, Instant.now());
            }
        });
        Map<Outcome, Integer> counts = new TreeMap<>();
        for (Replay replay : replays) {
            counts.merge(replay.outcome(), 1, Integer::sum);
            out.println(spelled(replay.outcome()) + "  " + line(replay.entry()));
        }
        counts.forEach((outcome, count) -> out.println(count + " " + spelled(outcome)));
        if (replays.isEmpty()) {
            out.println("no dead letter fits");
        }
        out.flush();
        return 0;
    }

    private static Found read(ClientOptions clients, Predicate<Entry> wanted, int most) {
        return clients.withKafka(settings -> {
            settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
            settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
            try (Consumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                return DeadLetters.read(consumer, wanted, most);
            }
        });
    }

    private static Producer<byte[], byte[]> producer(Map<String, Object> settings) {
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_MESSAGE_BYTES);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static String spelled(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String line(Entry entry) {
        DeadLetter letter = entry.letter();
        return entry.address() + "  " + letter.failedAt() + "  " + letter.service() + "/" + letter.stage() + "  "
                + origin(letter) + (letter.key() == null ? "" : "  key " + text(letter.key()))
                + (letter.replays() > 0 ? "  replays " + letter.replays() : "")
                + (entry.replayed() ? "  (sent back)" : "") + "\n      " + letter.cause();
    }

    private static String origin(DeadLetter letter) {
        return letter.originTopic() == null
                ? "from " + letter.originLocation()
                : "from " + letter.originTopic() + " " + letter.originPartition() + ":" + letter.originOffset();
    }

    private static ObjectNode json(Entry entry) {
        DeadLetter letter = entry.letter();
        ObjectNode node = JSON.createObjectNode()
                .put("partition", entry.partition())
                .put("offset", entry.offset())
                .put("failedAt", letter.failedAt().toString())
                .put("service", letter.service())
                .put("stage", letter.stage())
                .put("cause", letter.cause())
                .put("exception", letter.exceptionClass())
                .put("originTopic", letter.originTopic())
                .put("originPartition", letter.originPartition())
                .put("originOffset", letter.originOffset())
                .put("originTimestamp", letter.originTimestamp())
                .put("originLocation", letter.originLocation())
                .put("replays", letter.replays())
                .put("sentBack", entry.replayed())
                .put("key", letter.key() == null ? null : text(letter.key()))
                .put("value", letter.value());
        ObjectNode headers = node.putObject("headers");
        for (Header header : entry.headers()) {
            headers.put(header.key(), header.value());
        }
        return node;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
