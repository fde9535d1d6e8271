package io.newsflow.ingest.service;

import io.newsflow.model.FetchState;
import io.newsflow.model.Source;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What hubs say of the sources of this instance, made events of them. Thread-safe. */
final class HubSubscriptions implements HubCallbacks.Subscriptions {
    private static final Logger LOG = LoggerFactory.getLogger(HubSubscriptions.class);

    private final WebSub websub;
    private final Function<String, SourceEntry> sources;
    private final BooleanSupplier allKnown;
    private final PollPlanner planner;
    private final Clock clock;
    private final BiConsumer<SourceEntry, SourceEvent> happen;
    private final Consumer<Said> observer;

    /** What a hub said. */
    enum Said {
        /** That it will push. */
        VERIFIED,
        /** That it will not push. */
        DENIED,
        /** What is new, signed. */
        PUSHED,
        /** Something that was not signed by the hub. */
        BAD_SIGNATURE
    }

    /**
     * Subscriptions of an instance.
     *
     * @param websub addresses and secrets
     * @param sources finds a source by its id
     * @param allKnown whether a source that is not found is not there
     * @param planner reads what is pushed
     * @param clock the time
     * @param happen lets an event happen to a source
     * @param observer hears what hubs say
     */
    HubSubscriptions(
            WebSub websub,
            Function<String, SourceEntry> sources,
            BooleanSupplier allKnown,
            PollPlanner planner,
            Clock clock,
            BiConsumer<SourceEntry, SourceEvent> happen,
            Consumer<Said> observer) {
        this.websub = websub;
        this.sources = sources;
        this.allKnown = allKnown;
        this.planner = planner;
        this.clock = clock;
        this.happen = happen;
        this.observer = observer;
    }

    @Override
    public Standing standing(String path, String topic) {
        String id = WebSub.sourceId(path);
        if (id == null || topic != null && !websub.owns(path, id, topic)) {
            return Standing.FORGED;
        }
        SourceEntry entry = sources.apply(id);
        if (entry == null) {
            return allKnown.getAsBoolean() ? Standing.GONE : Standing.UNKNOWN;
        }
        Shard shard = entry.shard();
        if (!shard.isActive()) {
            return Standing.UNKNOWN;
        }
        if (!shard.source(entry).getEnabled()) {
            return Standing.GONE;
        }
        FetchState state = shard.state(entry);
        // The hub may be faster than the writing of the poll that asked it.
        boolean unwritten = state == null || state.getHubTopic() == null;
        if (topic == null) {
            return unwritten ? Standing.UNKNOWN : Standing.FORGED;
        }
        return unwritten || state.getHubTopic().equals(topic) ? Standing.WANTED : Standing.GONE;
    }

    @Override
    public String topic(String path) {
        String id = WebSub.sourceId(path);
        SourceEntry entry = id == null ? null : sources.apply(id);
        FetchState state = entry == null ? null : entry.shard().state(entry);
        return state == null ? null : state.getHubTopic();
    }

    @Override
    public void verified(String path, Long leaseSeconds) {
        observer.accept(Said.VERIFIED);
        change(path, (state, now) -> websub.verified(state, leaseSeconds, now));
    }

    @Override
    public void denied(String path, String reason) {
        observer.accept(Said.DENIED);
        LOG.atInfo()
                .addKeyValue("source", WebSub.sourceId(path))
                .addKeyValue("reason", reason)
                .log("hub denied the subscription");
        change(path, websub::denied);
    }

    private void change(String path, BiFunction<FetchState, Instant, FetchState> change) {
        SourceEntry entry = sources.apply(WebSub.sourceId(path));
        if (entry != null) {
            SourceEvent.Change of = (source, before) -> new PollOutcome(
                    change.apply(before, clock.instant()), List.of(), List.of(), PollOutcome.Kind.UNCHANGED, 0);
            happen.accept(entry, new SourceEvent(of, new CompletableFuture<>()));
        }
    }

    @Override
    public CompletableFuture<Boolean> pushed(String path, String contentType, String signature, byte[] body) {
        String id = WebSub.sourceId(path);
        SourceEntry entry = sources.apply(id);
        if (entry == null) {
            return CompletableFuture.completedFuture(false);
        }
        if (!websub.signed(id, topic(path), signature, body)) {
            // Not answered otherwise than a good one, so that nobody learns from trying.
            observer.accept(Said.BAD_SIGNATURE);
            LOG.atWarn().addKeyValue("source", id).log("push without the hub's signature, passed over");
            return CompletableFuture.completedFuture(true);
        }
        observer.accept(Said.PUSHED);
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        SourceEvent.Change change = (Source source, FetchState before) ->
                planner.pushed(source, before, contentType, body, clock.instant());
        happen.accept(entry, new SourceEvent(change, written));
        return written;
    }
}
