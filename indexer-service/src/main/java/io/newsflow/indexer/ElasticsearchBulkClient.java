package io.newsflow.indexer;

import co.elastic.clients.elasticsearch.ElasticsearchAsyncClient;
import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.ErrorCause;
import co.elastic.clients.elasticsearch._types.VersionType;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import co.elastic.clients.transport.TransportException;
import co.elastic.clients.util.BinaryData;
import co.elastic.clients.util.ContentType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.elasticsearch.client.ResponseException;

/**
 * Sends bulks through Elasticsearch's Java client; documents go out as the bytes that they are. Indices are created
 * here, and only here, so that none comes to be with a mapping that Elasticsearch guessed: before the first document for
 * a home is sent its index is made, and afterwards documents are only taken while the home is an alias
 * ({@code require_alias}). Where it has gone, the answer is a 404 that is tried again, and the index is made anew.
 */
final class ElasticsearchBulkClient implements BulkClient {
    private static final String NO_INDEX = "index_not_found_exception";
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;

    private final ElasticsearchAsyncClient client;
    private final IndexAdmin admin;
    private final Set<String> homes = ConcurrentHashMap.newKeySet();

    /**
     * Sends through a client, which it does not close.
     *
     * @param vectorDimensions length of the vectors that documents have; 0 for none
     */
    ElasticsearchBulkClient(ElasticsearchAsyncClient client, int vectorDimensions) {
        this.client = client;
        this.admin = new IndexAdmin(new ElasticsearchClient(client._transport()), () -> vectorDimensions);
    }

    @Override
    public CompletionStage<List<Outcome>> send(List<IndexOperation> operations) {
        Set<String> unknown = new HashSet<>();
        Set<String> patterns = new HashSet<>();
        for (IndexOperation operation : operations) {
            if (operation.deletesEverywhere()) {
                patterns.add(operation.index());
            } else if (!homes.contains(operation.index())) {
                unknown.add(operation.index());
            }
        }
        if (unknown.isEmpty() && patterns.isEmpty()) {
            return sendNow(operations, Map.of());
        }
        return CompletableFuture.supplyAsync(() -> prepare(unknown, patterns), ElasticsearchBulkClient::runOnce)
                .thenCompose(places -> sendNow(operations, places));
    }

    /** Makes the indices of homes that are not known yet; gives the homes that each pattern stands for. */
    private Map<String, List<String>> prepare(Set<String> unknown, Set<String> patterns) {
        if (!unknown.isEmpty()) {
            ensure(unknown);
        }
        Map<String, List<String>> places = new HashMap<>();
        for (String pattern : patterns) {
            try {
                places.put(pattern, admin.homes(pattern));
            } catch (IOException | RuntimeException e) {
                throw notPrepared("cannot tell the homes of " + pattern, e);
            }
        }
        return places;
    }

    private void ensure(Set<String> unknown) {
        try {
            admin.ensureHomes(unknown);
            for (String home : unknown) {
                admin.checkVectors(home);
            }
            homes.addAll(unknown);
        } catch (IOException | RuntimeException e) {
            throw notPrepared("cannot prepare the index of " + unknown, e);
        }
    }

    /** Not the documents' fault, whatever the status. */
    private static RequestFailed notPrepared(String what, Exception cause) {
        return new RequestFailed(
                requestFailed(cause) instanceof RequestFailed failed && failed.status() >= 500 ? failed.status() : 0,
                what + ": " + cause.getMessage(),
                cause);
    }

    /** A new month comes once a month: a thread for it need not wait for the next. */
    private static void runOnce(Runnable task) {
        Thread thread = new Thread(task, "index-creation");
        thread.setDaemon(true);
        thread.start();
    }

    private CompletionStage<List<Outcome>> sendNow(List<IndexOperation> operations, Map<String, List<String>> places) {
        List<BulkOperation> bulk = new ArrayList<>(operations.size());
        for (IndexOperation operation : operations) {
            for (String home : homesOf(operation, places)) {
                bulk.add(toBulk(operation, home));
            }
        }
        if (bulk.isEmpty()) {
            // Nothing but deletions, and no index that could hold what they are for.
            return CompletableFuture.completedFuture(outcomes(operations, places, List.of()));
        }
        return client.bulk(BulkRequest.of(request -> request.operations(bulk))).handle((response, failure) -> {
            if (failure != null) {
                throw requestFailed(failure);
            }
            if (response.items().size() != bulk.size()) {
                throw new RequestFailed(
                        0,
                        "answered " + response.items().size() + " outcomes for " + bulk.size() + " operations",
                        null);
            }
            return outcomes(operations, places, response.items());
        });
    }

    private static List<String> homesOf(IndexOperation operation, Map<String, List<String>> places) {
        return operation.deletesEverywhere()
                ? places.getOrDefault(operation.index(), List.of())
                : List.of(operation.index());
    }

    private static BulkOperation toBulk(IndexOperation operation, String home) {
        if (operation.document() == null) {
            return BulkOperation.of(bulk -> bulk.delete(delete -> delete.index(home)
                    .id(operation.id())
                    .version(operation.version())
                    .versionType(VersionType.External)));
        }
        return BulkOperation.of(bulk -> bulk.index(index -> index.index(home)
                .id(operation.id())
                .version(operation.version())
                .versionType(VersionType.External)
                .requireAlias(true)
                .document(BinaryData.of(operation.document(), ContentType.APPLICATION_JSON))));
    }

    /** Of an operation in several homes, the outcome that counts is one that is not done with yet, if there is any. */
    private List<Outcome> outcomes(
            List<IndexOperation> operations, Map<String, List<String>> places, List<BulkResponseItem> items) {
        List<Outcome> outcomes = new ArrayList<>(operations.size());
        int next = 0;
        for (IndexOperation operation : operations) {
            Outcome worst = null;
            for (String home : homesOf(operation, places)) {
                BulkResponseItem item = items.get(next++);
                if (item.error() != null && NO_INDEX.equals(item.error().type())) {
                    homes.remove(home);
                }
                Outcome outcome = new Outcome(item.status(), item.error() == null ? null : describe(item.error()));
                worst = worst == null || rank(outcome) > rank(worst) ? outcome : worst;
            }
            outcomes.add(worst == null ? new Outcome(NOT_FOUND, null) : worst);
        }
        return outcomes;
    }

    /** What a deletion is told: rather what failed than that it deleted, and rather that than that there was nothing. */
    private static int rank(Outcome outcome) {
        if (outcome.error() != null && outcome.status() != CONFLICT) {
            return outcome.status() == TOO_MANY || outcome.status() >= 500 ? 3 : 2;
        }
        return outcome.status() == NOT_FOUND ? 0 : 1;
    }

    /** Type and reason, and the innermost cause, which names the field for a mapping conflict. */
    private static String describe(ErrorCause error) {
        StringBuilder text =
                new StringBuilder().append(error.type()).append(": ").append(error.reason());
        for (ErrorCause cause = error.causedBy(); cause != null; cause = cause.causedBy()) {
            text.append(": ").append(cause.reason());
        }
        return text.toString();
    }

    private static RuntimeException requestFailed(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ElasticsearchException refused) {
            return new RequestFailed(refused.status(), refused.getMessage(), refused);
        }
        if (cause instanceof TransportException transport) {
            int status = transport.statusCode();
            return new RequestFailed(Math.max(0, status), transport.getMessage(), transport);
        }
        if (cause instanceof ResponseException answered) {
            // Not Elasticsearch's own words, but those of a proxy in front of it.
            return new RequestFailed(
                    answered.getResponse().getStatusLine().getStatusCode(),
                    "answered with " + answered.getResponse().getStatusLine(),
                    answered);
        }
        if (cause instanceof IOException) {
            return new RequestFailed(0, cause.toString(), cause);
        }
        return new CompletionException(cause);
    }
}
