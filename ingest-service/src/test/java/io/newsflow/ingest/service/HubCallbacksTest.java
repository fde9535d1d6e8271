package io.newsflow.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.ingest.service.HubCallbacks.Subscriptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class HubCallbacksTest {
    private static final String VERIFY =
            "?hub.mode=subscribe&hub.topic=t&hub.challenge=%3Cscript%3E1&hub.lease_seconds=60";

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile Subscriptions.Standing standing = Subscriptions.Standing.WANTED;
    private volatile CompletableFuture<Boolean> outcome = CompletableFuture.completedFuture(true);
    private HubCallbacks callbacks;

    @BeforeEach
    void start() throws IOException {
        callbacks = new HubCallbacks("127.0.0.1", 0, 1_000, new Recorder(), Thread::new);
    }

    @AfterEach
    void stop() {
        callbacks.close();
    }

    @Test
    void answersTheChallengeOfAWantedSubscriptionAsPlainText() throws Exception {
        HttpResponse<String> response = get(VERIFY);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("<script>1");
        assertThat(response.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
        assertThat(heard).containsExactly("verified /s/t 60");
    }

    @ParameterizedTest
    @CsvSource({"GONE, 404", "FORGED, 404", "UNKNOWN, 503"})
    void answersNoChallengeThatNobodyHereAskedFor(Subscriptions.Standing of, int status) throws Exception {
        standing = of;

        assertThat(get(VERIFY).statusCode()).isEqualTo(status);
        assertThat(heard).isEmpty();
    }

    @Test
    void agreesToTheEndOfASubscriptionOnlyWhereItIsNotWanted() throws Exception {
        String unsubscribe = "?hub.mode=unsubscribe&hub.topic=t&hub.challenge=c";

        assertThat(get(unsubscribe).statusCode()).isEqualTo(404);
        standing = Subscriptions.Standing.GONE;
        assertThat(get(unsubscribe).body()).isEqualTo("c");
    }

    @Test
    void hearsThatASubscriptionWasDenied() throws Exception {
        assertThat(get("?hub.mode=denied&hub.topic=t&hub.reason=no").statusCode())
                .isEqualTo(200);

        assertThat(heard).containsExactly("denied /s/t no");
    }

    @Test
    void answersAPushOnceItIsDealtWith() throws Exception {
        outcome = new CompletableFuture<>();
        CompletableFuture<HttpResponse<String>> response =
                client.sendAsync(push("<feed/>"), HttpResponse.BodyHandlers.ofString());
        org.awaitility.Awaitility.await().until(() -> !heard.isEmpty());
        assertThat(response).isNotDone();

        outcome.complete(true);

        assertThat(response.get().statusCode()).isEqualTo(202);
        assertThat(heard).containsExactly("pushed /s/t application/atom+xml sha256=1 <feed/>");
    }

    @Test
    void asksForAnotherPushWhereOneCouldNotBeDealtWith() throws Exception {
        outcome = CompletableFuture.completedFuture(false);
        HttpResponse<String> dropped = send(push("<feed/>"));
        outcome = CompletableFuture.failedFuture(new IllegalStateException("broken"));
        HttpResponse<String> failed = send(push("<feed/>"));

        assertThat(List.of(dropped.statusCode(), failed.statusCode())).containsOnly(503);
        assertThat(dropped.headers().firstValue("retry-after")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"GONE, 410", "FORGED, 404", "UNKNOWN, 503"})
    void takesNoPushThatIsNotWanted(Subscriptions.Standing of, int status) throws Exception {
        standing = of;

        assertThat(send(push("<feed/>")).statusCode()).isEqualTo(status);
        assertThat(heard).isEmpty();
    }

    @Test
    void takesNoBodyThatIsTooLarge() throws Exception {
        assertThat(send(push("x".repeat(1_001))).statusCode()).isEqualTo(413);
        assertThat(send(push("x".repeat(1_000))).statusCode()).isEqualTo(202);
    }

    @Test
    void takesNoMorePushesAtOnceThanItCanHold() throws Exception {
        outcome = new CompletableFuture<>();
        List<CompletableFuture<HttpResponse<String>>> responses = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 32; i++) {
            responses.add(client.sendAsync(push("<feed/>"), HttpResponse.BodyHandlers.ofString()));
        }
        org.awaitility.Awaitility.await().until(() -> heard.size() == 32);

        assertThat(send(push("<feed/>")).statusCode()).isEqualTo(503);
        outcome.complete(true);
        assertThat(responses).allSatisfy(r -> assertThat(r.get().statusCode()).isEqualTo(202));
        assertThat(send(push("<feed/>")).statusCode()).isEqualTo(202);
    }

    private HttpResponse<String> get(String query) throws Exception {
        return send(HttpRequest.newBuilder(uri(query)).build());
    }

    private HttpRequest push(String body) {
        return HttpRequest.newBuilder(uri(""))
                .header("Content-Type", "application/atom+xml")
                .header("X-Hub-Signature", "sha256=1")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String query) {
        return URI.create("http://127.0.0.1:" + callbacks.port() + "/s/t" + query);
    }

    private final class Recorder implements Subscriptions {
        @Override
        public Standing standing(String path, String topic) {
            return standing;
        }

        @Override
        public String topic(String path) {
            return "t";
        }

        @Override
        public void verified(String path, Long leaseSeconds) {
            heard.add("verified " + path + " " + leaseSeconds);
        }

        @Override
        public void denied(String path, String reason) {
            heard.add("denied " + path + " " + reason);
        }

        @Override
        public CompletableFuture<Boolean> pushed(String path, String contentType, String signature, byte[] body) {
            heard.add("pushed " + path + " " + contentType + " " + signature + " "
                    + new String(body, StandardCharsets.UTF_8));
            return outcome;
        }
    }
}
