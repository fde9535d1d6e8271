package io.newsflow.ingest.service;

import io.newsflow.model.FetchState;
import io.newsflow.model.Source;
import io.newsflow.schemas.TrustedRecords;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The subscriber's side of WebSub (W3C Recommendation of 2018) as far as it can be worked out: addresses and secrets of
 * subscriptions, what a subscription changes in the polling of its source. Immutable.
 *
 * <p>Nothing secret is stored. The callback address of a subscription carries a token, and its signatures are made with a key,
 * that are both derived from one secret of the operator's, the source and the hub's name for the feed. So a callback that was
 * not given to a hub cannot be guessed, and one that was cannot be used for another feed.
 */
final class WebSub {
    private static final String MAC = "HmacSHA256";
    private static final int TOKEN_BYTES = 16;
    private static final Duration RETRY = Duration.ofMinutes(30);
    private static final Duration DENIED = Duration.ofDays(1);
    private static final Duration SHORTEST_LEASE = Duration.ofMinutes(5);
    /** Signature methods by their names in the header. */
    private static final Map<String, String> METHODS =
            Map.of("sha1", "HmacSHA1", "sha256", "HmacSHA256", "sha384", "HmacSHA384", "sha512", "HmacSHA512");

    static {
        TrustedRecords.trust();
    }

    private final Settings settings;

    /**
     * Settings of subscriptions.
     *
     * @param callback public base address that hubs can reach this instance at, without a slash at the end
     * @param host address that the callbacks are listened for on
     * @param port its port; 0 takes a free one
     * @param secret what tokens and keys are derived from
     * @param lease time that hubs are asked to push for
     * @param pollInterval time between polls of a source while its hub pushes
     */
    record Settings(String callback, String host, int port, String secret, Duration lease, Duration pollInterval) {}

    WebSub(Settings settings) {
        this.settings = settings;
    }

    /** Callback address for a source and a topic. */
    String callback(String sourceId, String topic) {
        return settings.callback() + path(sourceId, topic);
    }

    private String path(String sourceId, String topic) {
        return "/" + encode(sourceId.getBytes(StandardCharsets.UTF_8)) + "/" + token(sourceId, topic);
    }

    private String token(String sourceId, String topic) {
        byte[] mac = mac(MAC, bytes(settings.secret()), bytes("callback\n" + sourceId + "\n" + topic));
        return encode(java.util.Arrays.copyOf(mac, TOKEN_BYTES));
    }

    /** Key that the hub signs what it pushes with. */
    private String key(String sourceId, String topic) {
        return encode(mac(MAC, bytes(settings.secret()), bytes("hub\n" + sourceId + "\n" + topic)));
    }

    /**
     * The source that a callback path names.
     *
     * @param path such as "/c291cmNl/token"
     * @return its id; null where the path is none of ours
     */
    static String sourceId(String path) {
        String[] parts = path.split("/", -1);
        if (parts.length < 3) {
            return null;
        }
        try {
            return new String(Base64.getUrlDecoder().decode(parts[parts.length - 2]), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether a callback path was made for this source and topic. */
    boolean owns(String path, String sourceId, String topic) {
        return topic != null
                && MessageDigest.isEqual(
                        bytes(path.substring(path.lastIndexOf('/') + 1)), bytes(token(sourceId, topic)));
    }

    /**
     * Whether a body was signed by the hub.
     *
     * @param header value of X-Hub-Signature, such as "sha256=..."; may be null
     */
    boolean signed(String sourceId, String topic, String header, byte[] body) {
        int equals = header == null ? -1 : header.indexOf('=');
        String method = equals < 0
                ? null
                : METHODS.get(header.substring(0, equals).strip().toLowerCase(Locale.ROOT));
        if (method == null) {
            return false;
        }
        String expected = HexFormat.of().formatHex(mac(method, bytes(key(sourceId, topic)), body));
        return MessageDigest.isEqual(
                bytes(expected), bytes(header.substring(equals + 1).strip().toLowerCase(Locale.ROOT)));
    }

    /** Whether a hub pushes to this instance what is new in a source. */
    boolean isLive(FetchState state, Instant now) {
        return state.getSubscribedUntil() != null
                && state.getSubscribedUntil().isAfter(now)
                && state.getHubTopic() != null
                && callback(state.getSourceId(), state.getHubTopic()).equals(state.getCallback());
    }

    /**
     * After a poll: has the hub asked where it is time to, and lets the next poll be later while the hub pushes.
     *
     * @param source the source
     * @param before its state before the poll
     * @param state its state after the poll, which is changed
     * @param now now
     * @return the form to send to the hub; null where there is nothing to ask
     */
    String afterPoll(Source source, FetchState before, FetchState state, Instant now) {
        if (state.getHub() == null) {
            unsubscribed(state, null);
            return null;
        }
        String topic = state.getHubTopic() == null
                ? state.getEffectiveUrl() == null ? source.getUrl() : state.getEffectiveUrl()
                : state.getHubTopic();
        state.setHubTopic(topic);
        String callback = callback(state.getSourceId(), topic);
        boolean same = state.getHub().equals(before.getHub()) && callback.equals(state.getCallback());
        if (!same) {
            unsubscribed(state, null);
            state.setCallback(callback);
        }
        boolean ask = state.getSubscribeAt() == null || !state.getSubscribeAt().isAfter(now);
        if (ask) {
            state.setSubscribeAt(millis(now.plus(RETRY)));
        }
        if (isLive(before, now) && same) {
            // What the hub has pushed is not new to the poll, and says nothing of how often the source publishes.
            state.setNewItemsPerHour(before.getNewItemsPerHour());
            state.setIntervalSeconds(before.getIntervalSeconds());
        }
        slowDown(state, now);
        return ask ? form("subscribe", state.getSourceId(), topic) : null;
    }

    private String form(String mode, String sourceId, String topic) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("hub.mode", mode);
        fields.put("hub.topic", topic);
        fields.put("hub.callback", callback(sourceId, topic));
        fields.put("hub.lease_seconds", String.valueOf(settings.lease().toSeconds()));
        fields.put("hub.secret", key(sourceId, topic));
        return fields.entrySet().stream()
                .map(f -> f.getKey() + "=" + URLEncoder.encode(f.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** While the hub pushes, a poll only checks that it does, and renews the subscription in time. */
    private void slowDown(FetchState state, Instant now) {
        if (!isLive(state, now) || state.getNextDueAt() == null || state.getConsecutiveFailures() > 0) {
            return;
        }
        Instant slow = now.plus(settings.pollInterval());
        Instant due = slow.isAfter(state.getNextDueAt()) ? slow : state.getNextDueAt();
        state.setNextDueAt(millis(state.getSubscribeAt().isBefore(due) ? state.getSubscribeAt() : due));
    }

    /**
     * The hub has begun to push.
     *
     * @param before state of the source
     * @param leaseSeconds time that it will; null where it does not say, which is taken for what was asked for
     * @param now now
     * @return the state since
     */
    FetchState verified(FetchState before, Long leaseSeconds, Instant now) {
        Duration lease =
                leaseSeconds == null || leaseSeconds <= 0 ? settings.lease() : Duration.ofSeconds(leaseSeconds);
        lease = lease.compareTo(SHORTEST_LEASE) < 0 ? SHORTEST_LEASE : lease;
        FetchState state = FetchState.newBuilder(before)
                .setSubscribedUntil(millis(now.plus(lease)))
                // A third of the lease is left to renew it.
                .setSubscribeAt(millis(now.plus(lease.multipliedBy(2).dividedBy(3))))
                .build();
        slowDown(state, now);
        return state;
    }

    /** The hub will not push, or not any more. */
    FetchState denied(FetchState before, Instant now) {
        FetchState state = FetchState.newBuilder(before).build();
        unsubscribed(state, millis(now.plus(DENIED)));
        state.setNextDueAt(usualDue(before));
        return state;
    }

    private static void unsubscribed(FetchState state, Instant askAgain) {
        state.setSubscribedUntil(null);
        state.setSubscribeAt(askAgain);
        if (askAgain == null) {
            state.setCallback(null);
        }
    }

    /**
     * When a source is due that this instance has just taken over. What a hub pushed while nobody listened is lost, so that the
     * source is then polled as if there were no hub.
     */
    static Instant usualDue(FetchState state) {
        if (state.getSubscribedUntil() == null || state.getLastFetchAt() == null || state.getNextDueAt() == null) {
            return state.getNextDueAt();
        }
        Instant usual = state.getLastFetchAt().plusSeconds(state.getIntervalSeconds());
        return usual.isBefore(state.getNextDueAt()) ? usual : state.getNextDueAt();
    }

    private static byte[] mac(String method, byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(method);
            mac.init(new SecretKeySpec(key, method));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + method, e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Instant millis(Instant instant) {
        return Instant.ofEpochMilli(instant.toEpochMilli());
    }
}
