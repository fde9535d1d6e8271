package io.newsflow.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BulkPipelineTest {
    private final ManualClock clock = new ManualClock();
    private final ScriptedClient client = new ScriptedClient();
    private final Recorded outcomes = new Recorded();
    private final BulkPipeline pipeline =
            pipeline(new BulkPipeline.Limits(100, 10_000, 500, 3, 2, 100, 100, 10_000, 5_000));

    private BulkPipeline pipeline(BulkPipeline.Limits limits) {
        return new BulkPipeline(client, limits, outcomes, clock, ceiling -> ceiling);
    }

    @Test
    void anOperationGoesAtOnceUnlessARequestIsUnderWayAndThenWaitsNoLongerThanTheLinger() {
        // Given
        pipeline.offer(index(0, 1));
        pipeline.tick();
        assertThat(client.requests).hasSize(1);
        pipeline.offer(index(1, 1));
        pipeline.tick();
        assertThat(client.requests).hasSize(1);

        // When
        clock.advance(100);
        pipeline.tick();

        // Then
        assertThat(client.requests).hasSize(2);
    }

    @Test
    void aFullBatchGoesAtOnceAndNoMoreRequestsThanAllowedAreUnderWay() {
        // When
        for (int offset = 0; offset < 9; offset++) {
            pipeline.offer(index(offset, 1));
        }
        pipeline.tick();

        // Then
        assertThat(client.requests)
                .extracting(request -> request.operations.size())
                .containsExactly(3, 3);
        client.answerAll(0, 201);
        pipeline.tick();
        assertThat(client.requests).hasSize(3);
        assertThat(outcomes.acknowledged).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aConflictCountsAsSuccessAndAMissingDocumentAsDeleted() {
        // Given
        pipeline.offer(index(0, 1));
        pipeline.offer(delete(1, 2));
        pipeline.offer(index(2, 1));
        pipeline.tick();

        // When
        client.answer(0, outcome(409, "version_conflict_engine_exception: x"), outcome(404, null), outcome(200, null));
        pipeline.tick();

        // Then
        assertThat(outcomes.acknowledged).containsExactly(0L, 1L, 2L);
        assertThat(pipeline.isEmpty()).isTrue();
        assertThat(pipeline.bufferedBytes()).isZero();
    }

    @Test
    void onlyTheItemsThatWereRefusedForNowAreSentAgain() {
        // Given
        offerBatch();

        // When
        client.answer(
                0,
                outcome(201, null),
                outcome(429, "es_rejected_execution_exception: full"),
                outcome(400, "document_parsing_exception: bad"));
        pipeline.tick();

        // Then
        assertThat(outcomes.acknowledged).containsExactly(0L);
        assertThat(outcomes.rejected).containsExactly(2L);
        assertThat(client.requests).hasSize(1);
        clock.advance(100);
        pipeline.tick();
        assertThat(client.requests.get(1).operations)
                .extracting(IndexOperation::offset)
                .containsExactly(1L);
        client.answerAll(1, 201);
        pipeline.tick();
        assertThat(outcomes.acknowledged).containsExactly(0L, 1L);
        assertThat(pipeline.isEmpty()).isTrue();
    }

    @Test
    void aRequestWithoutAnswerIsTriedForAsLongAsItTakesWithGrowingPauses() {
        // Given
        offerBatch();
        List<Long> pauses = new ArrayList<>();

        // When
        for (int attempt = 0; attempt < 12; attempt++) {
            client.fail(attempt, 0);
            pipeline.tick();
            long before = clock.millis();
            while (client.requests.size() == attempt + 1) {
                clock.advance(50);
                pipeline.tick();
            }
            pauses.add(clock.millis() - before);
        }
        client.answerAll(12, 201);
        pipeline.tick();

        // Then
        assertThat(pauses).startsWith(100L, 200L, 400L).endsWith(10_000L).isSorted();
        assertThat(outcomes.acknowledged).containsExactly(0L, 1L, 2L);
        assertThat(outcomes.rejected).isEmpty();
    }

    @Test
    void whileTheClusterStrugglesOneRequestProbesAndThePipelineFillsUp() {
        // Given
        offerBatch();
        client.fail(0, 503);
        pipeline.tick();

        // When
        for (int offset = 3; offset < 30; offset++) {
            pipeline.offer(index(offset, 1));
            pipeline.tick();
        }

        // Then
        assertThat(client.requests).hasSize(1);
        assertThat(pipeline.isFull()).isTrue();
        clock.advance(100);
        pipeline.tick();
        assertThat(client.requests).hasSize(2);
        client.answerAll(1, 201);
        pipeline.tick();
        assertThat(client.requests).as("the next goes at once").hasSize(3);
    }

    @Test
    void aBlockedIndexMissingRightsAndAMissingIndexAreWaitedFor() {
        // Given
        offerBatch();

        // When
        client.answer(
                0,
                outcome(403, "cluster_block_exception: index [x] blocked by: [FORBIDDEN/12/index read-only]"),
                outcome(401, "security_exception: no"),
                outcome(404, "index_not_found_exception: no such index"));
        pipeline.tick();

        // Then
        assertThat(outcomes.rejected).isEmpty();
        clock.advance(100);
        pipeline.tick();
        assertThat(client.requests.get(1).operations).hasSize(3);
    }

    @Test
    void aRequestThatIsTooLargeIsSplitUntilTheOneDocumentAtFaultIsFound() {
        // Given
        offerBatch();

        // When
        client.fail(0, 413);
        pipeline.tick();
        client.fail(1, 413);
        client.answerAll(2, 201);
        pipeline.tick();

        // Then
        assertThat(outcomes.rejected).containsExactly(0L);
        assertThat(outcomes.acknowledged).containsExactly(1L, 2L);
        assertThat(pipeline.isEmpty()).isTrue();
    }

    @Test
    void aDocumentFoundMalformedIsAtFaultOnlyOnceTheServerHasTakenAnother() {
        // Given: a proxy in the way finds everything malformed
        pipeline.offer(index(0, 1));
        pipeline.tick();
        client.fail(0, 400);
        pipeline.tick();
        clock.advance(100);
        pipeline.tick();
        client.fail(1, 400);
        pipeline.tick();
        assertThat(outcomes.rejected).isEmpty();

        // When: another document passes
        pipeline.offer(index(1, 1));
        clock.advance(100);
        pipeline.tick();
        client.answerAll(2, 201);
        pipeline.tick();
        clock.advance(10_000);
        pipeline.tick();
        client.fail(3, 400);
        pipeline.tick();

        // Then
        assertThat(outcomes.acknowledged).containsExactly(1L);
        assertThat(outcomes.rejected).containsExactly(0L);
    }

    @Test
    void aDeletionWhoseIndexIsMissingIsTriedAgain() {
        // Given
        pipeline.offer(delete(0, 2));
        pipeline.tick();

        // When: the index behind the home is being replaced
        client.answer(0, outcome(404, "index_not_found_exception: no such index"));
        pipeline.tick();

        // Then
        assertThat(outcomes.acknowledged).isEmpty();
        clock.advance(10_000);
        pipeline.tick();
        client.answerAll(1, 200);
        pipeline.tick();
        assertThat(outcomes.acknowledged).containsExactly(0L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"news-articles-g1-2026.01", "news-articles-g1-*"})
    void aDeletionWaitsForOlderRequestsUnderWayAndMakesWhatWaitsNeedless(String where) {
        // Given: revision 1 is under way
        pipeline.offer(index("u1-x", 0, 1));
        pipeline.tick();
        pipeline.offer(index("u1-x", 1, 2));
        pipeline.offer(new IndexOperation(source(2), where, "u1-x", 3, null));
        clock.advance(100);

        // When
        pipeline.tick();

        // Then: revision 2 is not sent at all, the deletion not yet
        assertThat(client.requests).hasSize(1);
        assertThat(outcomes.acknowledged).containsExactly(1L);

        // When: revision 1 is refused for now
        client.fail(0, 503);
        pipeline.tick();
        clock.advance(10_000);
        pipeline.tick();

        // Then: only the deletion is sent
        assertThat(client.requests).hasSize(2);
        assertThat(client.requests.get(1).operations)
                .extracting(IndexOperation::version)
                .containsExactly(3L);
        client.answerAll(1, 200);
        pipeline.tick();
        assertThat(outcomes.acknowledged).containsExactlyInAnyOrder(0L, 1L, 2L);
        assertThat(pipeline.isEmpty()).isTrue();
        assertThat(pipeline.bufferedBytes()).isZero();
    }

    @Test
    void whenTheClusterIsBackNothingWaitsForItsBackOff() {
        // Given: two requests under way, and both fail for long
        for (int offset = 0; offset < 6; offset++) {
            pipeline.offer(index(offset, 1));
        }
        pipeline.tick();
        client.fail(0, 0);
        client.fail(1, 0);
        pipeline.tick();
        for (int request = 2; request < 10; request++) {
            clock.advance(10_000);
            pipeline.tick();
            client.fail(request, 0);
            pipeline.tick();
        }
        clock.advance(10_000);
        pipeline.tick();
        int probe = client.requests.size() - 1;

        // When
        client.answerAll(probe, 201);
        pipeline.tick();

        // Then
        client.answerAll(probe + 1, 201);
        pipeline.tick();
        assertThat(outcomes.acknowledged).hasSize(6);
    }

    @Test
    void operationsOfALostPartitionAreNotTriedAgain() {
        // Given
        offerBatch();
        pipeline.offer(index(3, 1));

        // When
        pipeline.drop(List.of(new TopicPartition("news.enriched", 0)));
        client.fail(0, 503);
        pipeline.tick();
        clock.advance(60_000);
        pipeline.tick();

        // Then
        assertThat(client.requests).hasSize(1);
        assertThat(pipeline.isEmpty()).isTrue();
        assertThat(pipeline.bufferedBytes()).isZero();
    }

    private void offerBatch() {
        for (int offset = 0; offset < 3; offset++) {
            pipeline.offer(index(offset, 1));
        }
        pipeline.tick();
    }

    private static BulkClient.Outcome outcome(int status, String error) {
        return new BulkClient.Outcome(status, error);
    }

    private static IndexOperation index(long offset, long version) {
        return index("u1-" + offset, offset, version);
    }

    private static IndexOperation index(String id, long offset, long version) {
        byte[] document = "{\"title\": \"a title of some length\"}".getBytes(StandardCharsets.UTF_8);
        return new IndexOperation(source(offset), "news-articles-g1-2026.01", id, version, document);
    }

    private static IndexOperation delete(long offset, long version) {
        return new IndexOperation(source(offset), "news-articles-g1-2026.01", "u1-" + offset, version, null);
    }

    private static ConsumerRecord<byte[], byte[]> source(long offset) {
        return new ConsumerRecord<>("news.enriched", 0, offset, new byte[0], new byte[0]);
    }

    private static final class ScriptedClient implements BulkClient {
        private record Request(List<IndexOperation> operations, CompletableFuture<List<Outcome>> answer) {}

        private final List<Request> requests = new ArrayList<>();

        @Override
        public CompletionStage<List<Outcome>> send(List<IndexOperation> operations) {
            Request request = new Request(operations, new CompletableFuture<>());
            requests.add(request);
            return request.answer;
        }

        void answer(int request, Outcome... outcomes) {
            requests.get(request).answer.complete(List.of(outcomes));
        }

        void answerAll(int request, int status) {
            requests.get(request)
                    .answer
                    .complete(requests.get(request).operations.stream()
                            .map(operation -> outcome(status, null))
                            .toList());
        }

        void fail(int request, int status) {
            requests.get(request).answer.completeExceptionally(new RequestFailed(status, "status " + status, null));
        }
    }

    private static final class Recorded implements BulkPipeline.Listener {
        private final List<Long> acknowledged = new ArrayList<>();
        private final List<Long> rejected = new ArrayList<>();

        @Override
        public void acknowledged(IndexOperation operation, BulkClient.Outcome outcome) {
            acknowledged.add(operation.offset());
        }

        @Override
        public void rejected(IndexOperation operation, BulkClient.Outcome outcome) {
            rejected.add(operation.offset());
        }

        @Override
        public void retrying(int operations, String reason, long backoffMs) {
            assertThat(reason).isNotBlank();
        }
    }
}
