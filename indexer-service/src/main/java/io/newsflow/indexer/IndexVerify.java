package io.newsflow.indexer;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch._types.Time;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.elasticsearch.core.search.Hit;
import io.newsflow.schemas.DeadLetter;
import io.newsflow.schemas.Topics;
import io.newsflow.schemas.serde.AvroSerdes;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Compares the topics with the generation of the index that serves: the last record of each key against the document of
 * that id, and every document against the keys.
 *
 * <p>The topics go on while this runs. What is found is therefore looked at again, with the records that came
 * meanwhile and after the indexer has passed them; only what differs then is a difference. One partition is compared at
 * a time; beside it, 16 bytes are held for each key of all partitions.
 */
public final class IndexVerify {
    private static final int BATCH = 1_000;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int ROUNDS = 5;

    /** Ways in which the index may differ. */
    public enum Kind {
        /** The topic has the document, the index does not. */
        MISSING,
        /** The index has an older revision than the topic. */
        OLDER,
        /** The index has a newer revision than the topic: the topic was cut, or something else writes the index. */
        NEWER,
        /** The topic's last record is a retraction, and the document is still there. */
        NOT_RETRACTED,
        /** The document is in an index that is not its home. */
        MISPLACED,
        /** The index has a document whose key the topic does not have. */
        SURPLUS
    }

    /**
     * A difference.
     *
     * @param kind what differs
     * @param alias {@link IndexNames#ARTICLES} or {@link IndexNames#STORIES}
     * @param id id of the document
     * @param inTopic revision of the last record; null where there is none
     * @param inIndex revision of the document; null where there is none
     * @param deadLetter why the record went to the dead letters, where it did; null otherwise
     */
    public record Difference(Kind kind, String alias, String id, Long inTopic, Long inIndex, String deadLetter) {}

    /**
     * What was compared.
     *
     * @param generation the generation of the index
     * @param documents documents that should be there, by alias
     * @param indexed documents that are there, by alias
     * @param retracted keys whose last record is a retraction
     * @param expired keys of months that the index does not keep
     * @param unreadable keys whose last record cannot be read
     * @param differences everything that differs
     */
    public record Report(
            int generation,
            Map<String, Long> documents,
            Map<String, Long> indexed,
            long retracted,
            long expired,
            long unreadable,
            List<Difference> differences) {}

    private record Expected(TopicPartition partition, long offset, String index, Long version, boolean deleted) {}

    private record Found(String index, long version) {}

    private record Key(String alias, String id) {}

    private final IndexerConfig config;
    private final Map<String, Object> kafka;
    private final Map<String, String> registry;
    private final Duration patience;
    private final Consumer<String> progress;

    /**
     * A comparison that has not begun.
     *
     * @param config configuration, with the consumer group of the service
     * @param kafka settings of Kafka clients
     * @param registry settings of the schema registry's client
     * @param patience how long to wait for the indexer to pass what is in the topics
     * @param progress told what is being done
     */
    public IndexVerify(
            IndexerConfig config,
            Map<String, Object> kafka,
            Map<String, String> registry,
            Duration patience,
            Consumer<String> progress) {
        this.config = config;
        this.kafka = Map.copyOf(kafka);
        this.registry = Map.copyOf(registry);
        this.patience = patience;
        this.progress = progress;
    }

    /**
     * Compares.
     *
     * @throws IllegalStateException when there is no index, or the indexer does not get to the end of the topics
     */
    public Report run() throws IOException, InterruptedException {
        try (ElasticsearchClients elasticsearch = ElasticsearchClients.open(config.elasticsearch());
                Admin admin = Admin.create(kafka);
                AvroSerdes serdes = new AvroSerdes(registry);
                KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            OptionalInt serving = new IndexAdmin(elasticsearch.blocking()).serving();
            if (serving.isEmpty()) {
                throw new IllegalStateException("there is no index");
            }
            return new Run(elasticsearch.blocking(), new TopicOffsets(admin), serdes, consumer, serving.getAsInt())
                    .compare();
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private final class Run {
        private final ElasticsearchClient client;
        private final TopicOffsets offsets;
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final NewsRecordMapper mapper;
        private final String group;
        private final int generation;
        private final Map<String, HashSet64> keys = new HashMap<>();
        private final Map<String, Long> documents = new LinkedHashMap<>();
        private final Map<String, Long> indexed = new LinkedHashMap<>();
        private final Map<Key, Kind> suspects = new LinkedHashMap<>();
        private final Map<Key, Expected> expectedOfSuspects = new HashMap<>();
        private final Map<Key, Found> foundOfSuspects = new HashMap<>();
        private long retracted;
        private long expired;
        private long unreadable;

        Run(
                ElasticsearchClient client,
                TopicOffsets offsets,
                AvroSerdes serdes,
                KafkaConsumer<byte[], byte[]> consumer,
                int generation) {
            this.client = client;
            this.offsets = offsets;
            this.consumer = consumer;
            this.generation = generation;
            this.group = Indexer.group(config, generation);
            this.mapper = new NewsRecordMapper(
                    serdes,
                    new IndexNames(generation),
                    new Retention(config.retentionMonths(), Clock.systemUTC()),
                    ArticleVectors.NONE);
            for (String alias : List.of(IndexNames.ARTICLES, IndexNames.STORIES)) {
                keys.put(alias, new HashSet64());
                documents.put(alias, 0L);
                indexed.put(alias, 0L);
            }
        }

        Report compare() throws IOException, InterruptedException {
            Map<TopicPartition, Long> ends = offsets.ends();
            awaitIndexer(ends);
            refresh();
            for (Map.Entry<TopicPartition, Long> entry : ends.entrySet()) {
                progress.accept("comparing " + entry.getKey());
                Map<Key, Expected> expected = new HashMap<>();
                read(entry.getKey(), 0, entry.getValue(), expected);
                count(expected.values());
                expected.keySet().forEach(key -> keys.get(key.alias).add(key.id));
                compare(expected);
            }
            for (String alias : List.of(IndexNames.ARTICLES, IndexNames.STORIES)) {
                progress.accept("looking through " + alias);
                indexed.put(alias, scan(alias));
            }
            confirm(ends);
            return new Report(generation, documents, indexed, retracted, expired, unreadable, differences());
        }

        private void count(Collection<Expected> all) {
            for (Expected expected : all) {
                if (expected.version == null) {
                    unreadable++;
                } else if (expected.deleted) {
                    retracted++;
                } else if (expected.index == null) {
                    expired++;
                } else {
                    documents.merge(IndexNames.readAlias(expected.index), 1L, Long::sum);
                }
            }
        }

        /** Puts what the last record of each key asks for into the map. */
        private void read(TopicPartition partition, long from, long to, Map<Key, Expected> expected) {
            String alias = alias(partition);
            consumer.assign(List.of(partition));
            if (from == 0) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, from);
            }
            while (consumer.position(partition) < to) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.offset() < to && record.key() != null) {
                        expected.put(
                                new Key(alias, new String(record.key(), java.nio.charset.StandardCharsets.UTF_8)),
                                expected(partition, record));
                    }
                }
            }
        }

        private Expected expected(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
            try {
                Optional<IndexOperation> operation = mapper.map(record);
                boolean deleted = record.value() == null;
                return operation
                        .map(one -> new Expected(partition, record.offset(), one.index(), one.version(), deleted))
                        .orElse(new Expected(partition, record.offset(), null, 0L, deleted));
            } catch (io.newsflow.schemas.serde.RegistryUnavailableException e) {
                throw e;
            } catch (RuntimeException e) {
                return new Expected(partition, record.offset(), null, null, false);
            }
        }

        private void compare(Map<Key, Expected> expected) throws IOException {
            List<Key> batch = new ArrayList<>(BATCH);
            for (Key key : expected.keySet()) {
                batch.add(key);
                if (batch.size() == BATCH) {
                    compare(batch, expected);
                    batch.clear();
                }
            }
            if (!batch.isEmpty()) {
                compare(batch, expected);
            }
        }

        private void compare(List<Key> batch, Map<Key, Expected> expected) throws IOException {
            String alias = batch.get(0).alias;
            Map<String, List<Found>> found =
                    find(alias, batch.stream().map(Key::id).toList());
            for (Key key : batch) {
                Expected wanted = expected.get(key);
                List<Found> there = found.getOrDefault(key.id, List.of());
                Kind kind = kind(wanted, there);
                if (kind == null) {
                    suspects.remove(key);
                } else {
                    suspects.put(key, kind);
                    expectedOfSuspects.put(key, wanted);
                    foundOfSuspects.remove(key);
                    there.stream().findFirst().ifPresent(one -> foundOfSuspects.put(key, one));
                }
            }
        }

        private Kind kind(Expected wanted, List<Found> there) {
            boolean none = wanted.version != null && (wanted.deleted || wanted.index == null);
            if (none) {
                return there.isEmpty() ? null : wanted.deleted ? Kind.NOT_RETRACTED : Kind.SURPLUS;
            }
            if (there.isEmpty()) {
                return Kind.MISSING;
            }
            if (wanted.version == null) {
                // What the index has is of an earlier record: the last one cannot be read.
                return Kind.OLDER;
            }
            if (there.size() > 1 || !there.get(0).index.startsWith(wanted.index + "-")) {
                return Kind.MISPLACED;
            }
            int order = Long.compare(there.get(0).version, wanted.version);
            return order == 0 ? null : order < 0 ? Kind.OLDER : Kind.NEWER;
        }

        private Map<String, List<Found>> find(String alias, List<String> ids) throws IOException {
            SearchResponse<Void> answer = client.search(
                    request -> request.index(alias)
                            .query(query -> query.ids(wanted -> wanted.values(ids)))
                            .source(source -> source.fetch(false))
                            .version(true)
                            .size(ids.size() * 3),
                    Void.class);
            Map<String, List<Found>> found = new HashMap<>();
            for (Hit<Void> hit : answer.hits().hits()) {
                found.computeIfAbsent(hit.id(), id -> new ArrayList<>()).add(new Found(hit.index(), hit.version()));
            }
            return found;
        }

        /** Looks at every document of an alias; those without a key in the topic are suspects. */
        private long scan(String alias) throws IOException {
            String field = alias.equals(IndexNames.ARTICLES) ? "articleId" : "storyId";
            Time keep = Time.of(time -> time.time("2m"));
            String pit = client.openPointInTime(request -> request.index(alias).keepAlive(keep))
                    .id();
            long documents = 0;
            try {
                List<FieldValue> after = List.of();
                while (true) {
                    List<FieldValue> from = after;
                    SearchResponse<Void> answer = client.search(
                            request -> {
                                request.pit(point -> point.id(pit).keepAlive(keep))
                                        .source(source -> source.fetch(false))
                                        .version(true)
                                        .size(5 * BATCH)
                                        .trackTotalHits(total -> total.enabled(false))
                                        .sort(sort ->
                                                sort.field(by -> by.field(field).order(SortOrder.Asc)));
                                return from.isEmpty() ? request : request.searchAfter(from);
                            },
                            Void.class);
                    List<Hit<Void>> hits = answer.hits().hits();
                    if (hits.isEmpty()) {
                        return documents;
                    }
                    documents += hits.size();
                    for (Hit<Void> hit : hits) {
                        if (!keys.get(alias).contains(hit.id())) {
                            Key key = new Key(alias, hit.id());
                            suspects.put(key, Kind.SURPLUS);
                            foundOfSuspects.put(key, new Found(hit.index(), hit.version()));
                        }
                    }
                    after = hits.get(hits.size() - 1).sort();
                }
            } finally {
                client.closePointInTime(request -> request.id(pit));
            }
        }

        /** Looks at suspects again, with what came meanwhile, until nothing more comes or nothing is left. */
        private void confirm(Map<TopicPartition, Long> seen) throws IOException, InterruptedException {
            Map<TopicPartition, Long> from = new HashMap<>(seen);
            for (int round = 0; round < ROUNDS && !suspects.isEmpty(); round++) {
                progress.accept("looking again at " + suspects.size() + " documents");
                Map<TopicPartition, Long> ends = offsets.ends();
                boolean moved = false;
                for (Map.Entry<TopicPartition, Long> entry : ends.entrySet()) {
                    if (entry.getValue() > from.get(entry.getKey())) {
                        moved = true;
                        Map<Key, Expected> newer = new HashMap<>();
                        read(entry.getKey(), from.get(entry.getKey()), entry.getValue(), newer);
                        newer.keySet().retainAll(suspects.keySet());
                        expectedOfSuspects.putAll(newer);
                    }
                }
                if (!moved && round > 0) {
                    return;
                }
                awaitIndexer(ends);
                refresh();
                for (String alias : List.of(IndexNames.ARTICLES, IndexNames.STORIES)) {
                    Map<Key, Expected> again = new HashMap<>();
                    List<String> surplus = new ArrayList<>();
                    for (Key key : suspects.keySet()) {
                        if (key.alias.equals(alias)) {
                            if (expectedOfSuspects.containsKey(key)) {
                                again.put(key, expectedOfSuspects.get(key));
                            } else {
                                surplus.add(key.id);
                            }
                        }
                    }
                    compare(again);
                    forgetGone(alias, surplus);
                }
                from.putAll(ends);
            }
        }

        private void forgetGone(String alias, List<String> surplus) throws IOException {
            for (int i = 0; i < surplus.size(); i += BATCH) {
                List<String> batch = surplus.subList(i, Math.min(surplus.size(), i + BATCH));
                Map<String, List<Found>> found = find(alias, batch);
                batch.stream().filter(id -> !found.containsKey(id)).forEach(id -> suspects.remove(new Key(alias, id)));
            }
        }

        private List<Difference> differences() {
            if (suspects.isEmpty()) {
                return List.of();
            }
            Map<String, String> causes = deadLetters();
            List<Difference> differences = new ArrayList<>();
            suspects.forEach((key, kind) -> {
                Expected wanted = expectedOfSuspects.get(key);
                Found there = foundOfSuspects.get(key);
                differences.add(new Difference(
                        kind,
                        key.alias,
                        key.id,
                        wanted == null || wanted.index == null ? null : wanted.version,
                        there == null ? null : there.version,
                        wanted == null ? null : causes.get(wanted.partition + "@" + wanted.offset)));
            });
            return differences;
        }

        /** Causes of the indexer's dead letters, by where the record was. */
        private Map<String, String> deadLetters() {
            Map<String, String> causes = new HashMap<>();
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.DEAD_LETTERS.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    DeadLetter letter = DeadLetter.parse(record);
                    if (letter.originTopic() != null) {
                        causes.put(
                                letter.originTopic() + "-" + letter.originPartition() + "@" + letter.originOffset(),
                                letter.cause());
                    }
                }
            }
            return causes;
        }

        private void awaitIndexer(Map<TopicPartition, Long> ends) throws InterruptedException {
            Map<TopicPartition, Long> beginnings = offsets.beginnings();
            long deadline = System.nanoTime() + patience.toNanos();
            while (true) {
                Map<TopicPartition, Long> committed = offsets.committed(group);
                long behind = 0;
                for (Map.Entry<TopicPartition, Long> entry : ends.entrySet()) {
                    long passed = committed.getOrDefault(entry.getKey(), beginnings.get(entry.getKey()));
                    behind += Math.max(0, entry.getValue() - passed);
                }
                if (behind == 0) {
                    return;
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("the indexer is " + behind + " offsets behind the topics (group "
                            + group + "): let it catch up first");
                }
                progress.accept("waiting for the indexer, which is " + behind + " offsets behind");
                Thread.sleep(LOOK.toMillis());
            }
        }

        private void refresh() throws IOException {
            client.indices().refresh(request -> request.index(IndexNames.ARTICLES, IndexNames.STORIES));
        }

        private String alias(TopicPartition partition) {
            return partition.topic().equals(Topics.STORIES.name()) ? IndexNames.STORIES : IndexNames.ARTICLES;
        }
    }

    /** Texts by their hash of 64 bits: one in 10^19 pairs is taken for one. */
    static final class HashSet64 {
        private long[] slots = new long[1024];
        private int size;

        void add(String text) {
            if (size * 2 >= slots.length) {
                long[] old = slots;
                slots = new long[old.length * 2];
                size = 0;
                Arrays.stream(old).filter(hash -> hash != 0).forEach(this::put);
            }
            put(hash(text));
        }

        boolean contains(String text) {
            long hash = hash(text);
            int slot = slot(hash);
            while (slots[slot] != 0) {
                if (slots[slot] == hash) {
                    return true;
                }
                slot = (slot + 1) & (slots.length - 1);
            }
            return false;
        }

        private void put(long hash) {
            int slot = slot(hash);
            while (slots[slot] != 0) {
                if (slots[slot] == hash) {
                    return;
                }
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = hash;
            size++;
        }

        private int slot(long hash) {
            return (int) (hash >>> 20) & (slots.length - 1);
        }

        /** FNV-1a with a final mix; never 0. */
        private static long hash(String text) {
            long hash = 0xcbf29ce484222325L;
            for (int i = 0; i < text.length(); i++) {
                hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
            }
            hash = (hash ^ (hash >>> 32)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
            return hash == 0 ? 1 : hash;
        }
    }
}
