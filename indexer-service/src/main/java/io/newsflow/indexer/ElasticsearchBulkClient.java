package io.newsflow.indexer;

import co.elastic.clients.elasticsearch.ElasticsearchAsyncClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.ErrorCause;
import co.elastic.clients.elasticsearch._types.VersionType;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import co.elastic.clients.transport.TransportException;
import co.elastic.clients.util.BinaryData;
import co.elastic.clients.util.ContentType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Sends bulks through Elasticsearch's Java client; documents go out as the bytes that they are. */
final class ElasticsearchBulkClient implements BulkClient {
    private final ElasticsearchAsyncClient client;

    ElasticsearchBulkClient(ElasticsearchAsyncClient client) {
        this.client = client;
    }

    @Override
    public CompletionStage<List<Outcome>> send(List<IndexOperation> operations) {
        List<BulkOperation> bulk = new ArrayList<>(operations.size());
        for (IndexOperation operation : operations) {
            bulk.add(toBulk(operation));
        }
        return client.bulk(BulkRequest.of(request -> request.operations(bulk))).handle((response, failure) -> {
            if (failure != null) {
                throw requestFailed(failure);
            }
            return outcomes(response);
        });
    }

    private static BulkOperation toBulk(IndexOperation operation) {
        if (operation.document() == null) {
            return BulkOperation.of(bulk -> bulk.delete(delete -> delete.index(operation.index())
                    .id(operation.id())
                    .version(operation.version())
                    .versionType(VersionType.External)));
        }
        return BulkOperation.of(bulk -> bulk.index(index -> index.index(operation.index())
                .id(operation.id())
                .version(operation.version())
                .versionType(VersionType.External)
                .document(BinaryData.of(operation.document(), ContentType.APPLICATION_JSON))));
    }

    private static List<Outcome> outcomes(BulkResponse response) {
        List<Outcome> outcomes = new ArrayList<>(response.items().size());
        for (BulkResponseItem item : response.items()) {
            outcomes.add(new Outcome(item.status(), item.error() == null ? null : describe(item.error())));
        }
        return outcomes;
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
        if (cause instanceof IOException) {
            return new RequestFailed(0, cause.toString(), cause);
        }
        return new CompletionException(cause);
    }
}
