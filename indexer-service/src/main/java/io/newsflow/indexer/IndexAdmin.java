package io.newsflow.indexer;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.ExpandWildcard;
import co.elastic.clients.elasticsearch._types.Time;
import co.elastic.clients.elasticsearch._types.mapping.Property;
import co.elastic.clients.elasticsearch.indices.GetAliasResponse;
import co.elastic.clients.elasticsearch.indices.get_mapping.IndexMappingRecord;
import co.elastic.clients.elasticsearch.indices.update_aliases.Action;
import java.io.IOException;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates, serves and removes generations of the index. Elasticsearch itself says which generation serves: the one
 * whose stories {@link IndexNames#STORIES} names, which is always one index. All article indices of that generation,
 * and no others, belong under {@link IndexNames#ARTICLES}; {@link #repairAliases} makes it so, and whoever creates an
 * index calls it.
 *
 * <p>Methods throw {@link IOException} when Elasticsearch cannot be reached and {@link ElasticsearchException} when it
 * refuses. Thread-safe.
 */
public final class IndexAdmin {
    private static final Logger LOG = LoggerFactory.getLogger(IndexAdmin.class);
    private static final List<String> ALL_INDICES = List.of(IndexNames.ARTICLES + "-g*", IndexNames.STORIES + "-g*");
    private static final String LIFECYCLE_POLICY = "newsflow-articles";
    private static final String VECTOR = "vector";
    private static final int NOT_FOUND = 404;

    private final ElasticsearchClient client;
    private final IntSupplier vectorDimensions;

    /** Works through the given client, for an index without vectors; does not close it. */
    public IndexAdmin(ElasticsearchClient client) {
        this(client, () -> 0);
    }

    /**
     * Works through the given client; does not close it.
     *
     * @param vectorDimensions length of the vectors of articles, 0 for none; asked when an index is made
     */
    public IndexAdmin(ElasticsearchClient client, IntSupplier vectorDimensions) {
        this.client = client;
        this.vectorDimensions = vectorDimensions;
    }

    /**
     * Puts the index templates, and makes the indices of a generation that are needed at once. Where no generation
     * serves, this one does from now on. Repeating it changes nothing.
     *
     * @param names names of the generation to prepare
     */
    public void create(IndexNames names) throws IOException {
        putTemplates();
        ensureHomes(List.of(names.stories(), names.articles(Instant.now())));
        if (serving().isEmpty()) {
            serve(names.generation());
        }
    }

    /** Puts the index templates; indices that exist stay as they are. */
    public void putTemplates() throws IOException {
        new IndexTemplates(vectorDimensions.getAsInt()).put(client);
    }

    /**
     * Whether the index behind a home takes the vectors that are made now. One without vectors passes over them; one
     * with vectors of another model would refuse every article.
     *
     * @throws IllegalStateException when it would refuse them; the message says what to do
     */
    void checkVectors(String home) throws IOException {
        int made = vectorDimensions.getAsInt();
        if (made == 0) {
            return;
        }
        for (IndexMappingRecord index : client.indices()
                .getMapping(request -> request.index(home))
                .result()
                .values()) {
            Property vector = index.mappings().properties().get(VECTOR);
            if (vector != null
                    && vector.isDenseVector()
                    && !Objects.equals(vector.denseVector().dims(), made)) {
                throw new IllegalStateException(home + " has vectors of "
                        + vector.denseVector().dims() + " dimensions, and " + IndexerConfig.EMBEDDER_CLASS.key()
                        + " makes " + made + ": newsflow index rebuild makes an index that fits");
            }
        }
    }

    /** Makes the indices behind homes that have none, and shows them to readers if their generation serves. */
    void ensureHomes(Collection<String> homes) throws IOException {
        boolean created = false;
        for (String home : homes) {
            if (!client.indices().existsAlias(request -> request.name(home)).value()) {
                createHome(home);
                created = true;
            }
        }
        if (created) {
            repairAliases();
        }
    }

    private void createHome(String home) throws IOException {
        if (!client.indices()
                .existsIndexTemplate(request -> request.name(IndexNames.readAlias(home)))
                .value()) {
            putTemplates();
        }
        String index = IndexNames.firstIndex(home);
        boolean lifecycle = IndexNames.monthOf(index).isPresent() && ensureLifecycle();
        try {
            client.indices().create(request -> {
                request.index(index).aliases(home, alias -> alias.isWriteIndex(true));
                return lifecycle
                        ? request.settings(settings -> settings.lifecycle(policy -> policy.name(LIFECYCLE_POLICY)))
                        : request;
            });
            LOG.atInfo().addKeyValue("index", index).log("Index created");
        } catch (ElasticsearchException e) {
            // Another instance was first.
            if (!"resource_already_exists_exception".equals(e.error().type())) {
                throw e;
            }
        }
    }

    /**
     * Where the cluster manages life cycles, makes the policy of article indices unless it is there: a month that is
     * over for long is merged and gives way to newer ones at a restart. It never deletes and never makes read-only,
     * since corrections and retractions reach old articles too. An operator may change it.
     *
     * @return whether the cluster manages life cycles
     */
    private boolean ensureLifecycle() throws IOException {
        try {
            if (client.ilm().getLifecycle().result().containsKey(LIFECYCLE_POLICY)) {
                return true;
            }
            client.ilm()
                    .putLifecycle(request -> request.name(LIFECYCLE_POLICY)
                            .policy(policy -> policy.phases(phases -> phases.hot(hot -> hot.actions(
                                            actions -> actions.setPriority(priority -> priority.priority(100))))
                                    .warm(warm -> warm.minAge(Time.of(age -> age.time("62d")))
                                            .actions(actions -> actions.setPriority(priority -> priority.priority(50))
                                                    .forcemerge(merge -> merge.maxNumSegments(1)))))));
            return true;
        } catch (ElasticsearchException e) {
            // 400 and 404, 405: a server without the module has no such address; 403: not ours to use.
            LOG.atDebug().addKeyValue("error", e.getMessage()).log("No life cycle management");
            return false;
        } catch (co.elastic.clients.transport.TransportException e) {
            LOG.atDebug().addKeyValue("error", e.getMessage()).log("No life cycle management");
            return false;
        }
    }

    /** The generation that readers see; empty where there is no index yet. */
    public OptionalInt serving() throws IOException {
        Set<Integer> generations = new TreeSet<>();
        for (String index : aliased(IndexNames.STORIES)) {
            IndexNames.generationOf(index).ifPresent(generations::add);
        }
        if (generations.size() > 1) {
            throw new IllegalStateException("alias " + IndexNames.STORIES + " names several generations " + generations
                    + ": choose one with `newsflow index use`");
        }
        return generations.stream().mapToInt(Integer::intValue).findFirst();
    }

    /** All generations that have indices. */
    public Set<Integer> generations() throws IOException {
        Set<Integer> generations = new TreeSet<>();
        for (String index : indices().keySet()) {
            IndexNames.generationOf(index).ifPresent(generations::add);
        }
        return generations;
    }

    /**
     * Shows a generation to readers instead of the one before, for articles and stories in one atomic step.
     *
     * @throws IllegalArgumentException when it has no index of stories
     */
    public void serve(int generation) throws IOException {
        IndexNames names = new IndexNames(generation);
        if (indices().keySet().stream().noneMatch(index -> index.startsWith(names.stories() + "-"))) {
            throw new IllegalArgumentException("there is no generation " + generation);
        }
        alignAliases(generation);
        // A month may have been created meanwhile.
        repairAliases();
    }

    /** Takes indices that readers should not see out of the aliases, and puts in those that they should. */
    public void repairAliases() throws IOException {
        OptionalInt serving = serving();
        if (serving.isPresent()) {
            alignAliases(serving.getAsInt());
        }
    }

    private void alignAliases(int generation) throws IOException {
        List<Action> actions = new ArrayList<>();
        indices().forEach((index, aliases) -> {
            OptionalInt owner = IndexNames.generationOf(index);
            String alias = IndexNames.readAlias(index);
            if (owner.isEmpty()) {
                return;
            }
            boolean wanted = owner.getAsInt() == generation;
            if (wanted && !aliases.contains(alias)) {
                actions.add(
                        Action.of(action -> action.add(add -> add.index(index).alias(alias))));
            } else if (!wanted && aliases.contains(alias)) {
                actions.add(Action.of(
                        action -> action.remove(remove -> remove.index(index).alias(alias))));
            }
        });
        if (!actions.isEmpty()) {
            client.indices().updateAliases(request -> request.actions(actions));
            LOG.atInfo()
                    .addKeyValue("generation", generation)
                    .addKeyValue("changes", actions.size())
                    .log("Read aliases changed");
        }
    }

    /** All indices of ours with their aliases. */
    Map<String, Set<String>> indices() throws IOException {
        GetAliasResponse response = client.indices()
                .getAlias(request -> request.index(ALL_INDICES)
                        .allowNoIndices(true)
                        .ignoreUnavailable(true)
                        .expandWildcards(ExpandWildcard.All));
        Map<String, Set<String>> indices = new TreeMap<>();
        response.result()
                .forEach(
                        (index, aliases) -> indices.put(index, aliases.aliases().keySet()));
        return indices;
    }

    /**
     * Homes that there are.
     *
     * @param pattern beginning of their names, with a star behind it
     */
    List<String> homes(String pattern) throws IOException {
        String beginning = pattern.substring(0, pattern.length() - 1);
        return indices().values().stream()
                .flatMap(Set::stream)
                .filter(alias -> alias.startsWith(beginning))
                .distinct()
                .toList();
    }

    private Set<String> aliased(String alias) throws IOException {
        try {
            return client.indices()
                    .getAlias(request -> request.name(alias))
                    .result()
                    .keySet();
        } catch (ElasticsearchException e) {
            if (e.status() == NOT_FOUND) {
                return Set.of();
            }
            throw e;
        }
    }

    /**
     * Removes a generation for good.
     *
     * @return names of the indices that are gone
     * @throws IllegalArgumentException when it is the one that serves
     */
    public List<String> delete(int generation) throws IOException {
        if (serving().equals(OptionalInt.of(generation))) {
            throw new IllegalArgumentException("generation " + generation + " serves readers");
        }
        return deleteAll(indices().keySet().stream()
                .filter(index -> IndexNames.generationOf(index).equals(OptionalInt.of(generation)))
                .toList());
    }

    /**
     * Article indices of months before another, in all generations.
     *
     * @param first the first month to keep
     */
    public List<String> before(YearMonth first) throws IOException {
        return indices().keySet().stream()
                .filter(index -> IndexNames.monthOf(index)
                        .filter(month -> month.isBefore(first))
                        .isPresent())
                .toList();
    }

    /** Removes the indices of {@link #before}, and names them. */
    public List<String> deleteBefore(YearMonth first) throws IOException {
        return deleteAll(before(first));
    }

    private List<String> deleteAll(List<String> indices) throws IOException {
        if (!indices.isEmpty()) {
            client.indices().delete(request -> request.index(indices));
            LOG.atWarn().addKeyValue("indices", indices).log("Indices deleted");
        }
        return indices;
    }
}
