package io.newsflow.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.newsflow.model.FetchState;
import io.newsflow.model.Source;
import io.newsflow.model.SourceKind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSubTest {
    private static final Instant T0 = Instant.parse("2025-07-14T12:00:00Z");
    private static final String HUB = "https://hub.example/";
    private static final String TOPIC = "https://courier.example/feed";
    private static final Duration SLOW = Duration.ofHours(6);

    private final WebSub websub = websub("https://news.example/hooks", "a secret of the operator's");
    private final Source source = Source.newBuilder()
            .setSourceId("courier")
            .setUrl(TOPIC)
            .setKind(SourceKind.FEED)
            .build();

    @Test
    void asksTheHubOnceItIsKnownAndNotAgainBeforeItHasHadTimeToAnswer() {
        // Given
        FetchState state = polled(T0);

        // When
        Map<String, String> form = form(websub.afterPoll(source, state(), state, T0));
        FetchState next = polled(T0.plusSeconds(60), state);
        String again = websub.afterPoll(source, state, next, T0.plusSeconds(60));
        FetchState later = polled(T0.plusSeconds(3600), state);
        String muchLater = websub.afterPoll(source, state, later, T0.plusSeconds(3600));

        // Then
        assertThat(form)
                .containsEntry("hub.mode", "subscribe")
                .containsEntry("hub.topic", TOPIC)
                .containsEntry("hub.lease_seconds", "864000");
        assertThat(form.get("hub.callback")).startsWith("https://news.example/hooks/");
        assertThat(form.get("hub.secret")).hasSizeBetween(32, 199);
        assertThat(again).isNull();
        assertThat(muchLater).isNotNull();
    }

    @Test
    void pollsSeldomWhileTheHubPushesAndInTimeToRenew() {
        // Given
        FetchState state = polled(T0);
        websub.afterPoll(source, state(), state, T0);

        // When
        FetchState verified = websub.verified(state, 86_400L, T0);

        // Then
        assertThat(verified.getSubscribedUntil()).isEqualTo(T0.plus(Duration.ofDays(1)));
        assertThat(verified.getNextDueAt()).isEqualTo(T0.plus(SLOW));
        assertThat(websub.isLive(verified, T0.plus(Duration.ofHours(23)))).isTrue();
        assertThat(websub.isLive(verified, T0.plus(Duration.ofHours(25)))).isFalse();

        // When: the lease is two thirds over
        Instant late = T0.plus(Duration.ofHours(16));
        FetchState polled = polled(late, verified);
        String renewal = websub.afterPoll(source, verified, polled, late);

        // Then
        assertThat(renewal).isNotNull();
        assertThat(websub.isLive(polled, late)).isTrue();

        // When: the hub gives little time
        FetchState brief = websub.verified(state, 3_600L, T0);

        // Then
        assertThat(brief.getNextDueAt()).isEqualTo(T0.plusSeconds(2_400));
    }

    @Test
    void pollsAsUsualAgainWhenTheHubGivesNoMore() {
        FetchState state = polled(T0);
        websub.afterPoll(source, state(), state, T0);
        FetchState verified = websub.verified(state, 86_400L, T0);

        FetchState denied = websub.denied(verified, T0.plusSeconds(600));
        FetchState lapsed = polled(T0.plus(Duration.ofDays(2)), verified);
        websub.afterPoll(source, verified, lapsed, T0.plus(Duration.ofDays(2)));
        FetchState without = polled(T0.plusSeconds(60), verified);
        without.setHub(null);
        websub.afterPoll(source, verified, without, T0.plusSeconds(60));

        assertThat(denied.getSubscribedUntil()).isNull();
        assertThat(denied.getNextDueAt()).isEqualTo(T0.plusSeconds(900));
        assertThat(denied.getSubscribeAt()).isAfter(T0.plus(Duration.ofHours(23)));
        assertThat(lapsed.getNextDueAt()).isEqualTo(T0.plus(Duration.ofDays(2)).plusSeconds(900));
        assertThat(without.getSubscribedUntil()).isNull();
        assertThat(without.getNextDueAt()).isEqualTo(T0.plusSeconds(960));
    }

    @Test
    void takesNoSubscriptionOfAnotherInstanceForItsOwn() {
        // Given: a subscription whose hub pushes to an instance that is gone
        FetchState state = polled(T0);
        websub.afterPoll(source, state(), state, T0);
        FetchState verified = websub.verified(state, 86_400L, T0);
        WebSub other = websub("https://news-2.example/hooks", "a secret of the operator's");

        // When
        Instant taken = T0.plusSeconds(100);
        FetchState polled = polled(taken, verified);
        String form = other.afterPoll(source, verified, polled, taken);

        // Then
        assertThat(WebSub.usualDue(verified)).isEqualTo(T0.plusSeconds(900));
        assertThat(other.isLive(verified, taken)).isFalse();
        assertThat(form(form).get("hub.callback")).startsWith("https://news-2.example/hooks/");
        assertThat(polled.getNextDueAt()).isEqualTo(taken.plusSeconds(900));
    }

    @Test
    void asksAnewWhenTheHubOrTheTopicChanges() {
        FetchState state = polled(T0);
        websub.afterPoll(source, state(), state, T0);
        FetchState verified = websub.verified(state, 86_400L, T0);
        FetchState otherHub = polled(T0.plusSeconds(60), verified);
        otherHub.setHub("https://other-hub.example/");
        FetchState otherTopic = polled(T0.plusSeconds(60), verified);
        otherTopic.setHubTopic("https://courier.example/feed/new");

        assertThat(websub.afterPoll(source, verified, otherHub, T0.plusSeconds(60)))
                .isNotNull();
        assertThat(websub.afterPoll(source, verified, otherTopic, T0.plusSeconds(60)))
                .isNotNull();
        assertThat(otherHub.getSubscribedUntil()).isNull();
        assertThat(otherTopic.getSubscribedUntil()).isNull();
    }

    @Test
    void knowsItsCallbacksAndNoOthers() {
        String path = path(websub.callback("courier", TOPIC));

        assertThat(WebSub.sourceId(path)).isEqualTo("courier");
        assertThat(websub.owns(path, "courier", TOPIC)).isTrue();
        assertThat(websub.owns(path, "courier", "https://evil.example/feed")).isFalse();
        assertThat(websub.owns(path, "other", TOPIC)).isFalse();
        assertThat(websub("https://news.example/hooks", "another secret").owns(path, "courier", TOPIC))
                .isFalse();
        assertThat(websub.owns("/Y291cmllcg/", "courier", TOPIC)).isFalse();
        assertThat(websub.owns(path, "courier", null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "", "/x", "/%%%/token", "/ä/token"})
    void takesOtherPathsForNoCallback(String path) {
        assertThat(WebSub.sourceId(path)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"sha1, HmacSHA1", "sha256, HmacSHA256", "sha384, HmacSHA384", "sha512, HmacSHA512"})
    void checksSignatures(String method, String algorithm) throws Exception {
        // Given
        byte[] body = "<feed/>".getBytes(StandardCharsets.UTF_8);
        FetchState state = polled(T0);
        String key = form(websub.afterPoll(source, state(), state, T0)).get("hub.secret");
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
        String hex = HexFormat.of().formatHex(mac.doFinal(body));

        // When, Then
        assertThat(websub.signed("courier", TOPIC, method + "=" + hex, body)).isTrue();
        assertThat(websub.signed("courier", TOPIC, method + "=" + hex.toUpperCase(java.util.Locale.ROOT), body))
                .isTrue();
        assertThat(websub.signed("courier", TOPIC, method + "=" + hex.replace('a', 'b'), body))
                .isEqualTo(!hex.contains("a"));
        assertThat(websub.signed("courier", TOPIC, method + "=" + hex, "<feed />".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(websub.signed("other", TOPIC, method + "=" + hex, body)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256", "sha256=", "md5=abcdef", "=", "none=1"})
    void takesNothingElseForASignature(String header) {
        byte[] body = "<feed/>".getBytes(StandardCharsets.UTF_8);

        assertThat(websub.signed("courier", TOPIC, header, body)).isFalse();
        assertThat(websub.signed("courier", TOPIC, null, body)).isFalse();
    }

    private static WebSub websub(String callback, String secret) {
        return new WebSub(new WebSub.Settings(callback, "127.0.0.1", 0, secret, Duration.ofDays(10), SLOW));
    }

    /** A state before the first poll. */
    private static FetchState state() {
        return FetchState.newBuilder().setSourceId("courier").build();
    }

    private static FetchState polled(Instant at) {
        return polled(at, state());
    }

    /** What a good poll leaves, a feed with a hub having been read. */
    private static FetchState polled(Instant at, FetchState before) {
        FetchState state = FetchState.newBuilder(before)
                .setLastFetchAt(at)
                .setNextDueAt(at.plusSeconds(900))
                .setIntervalSeconds(900)
                .build();
        state.setHub(HUB);
        state.setHubTopic(TOPIC);
        return state;
    }

    private static String path(String url) {
        return url.substring("https://news.example/hooks".length());
    }

    private static Map<String, String> form(String text) {
        return Arrays.stream(text.split("&"))
                .map(f -> f.split("=", 2))
                .collect(Collectors.toMap(f -> f[0], f -> URLDecoder.decode(f[1], StandardCharsets.UTF_8)));
    }
}
