package io.newsflow.ingest.push;

import io.newsflow.ingest.extract.Extractors;
import io.newsflow.ingest.push.HandOver.Result;
import io.newsflow.model.RawArticle;
import io.newsflow.runtime.Health;
import io.newsflow.runtime.ServiceMain;
import io.newsflow.schemas.serde.AvroSerdes;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Everything that is handed over, as a part of the service: the writer, and in front of it the push API and the drop folder. */
public final class PushService {
    private final PushWriter writer;
    private final PushServer server;
    private final DropFolder folder;

    private PushService(PushWriter writer, PushServer server, DropFolder folder) {
        this.writer = writer;
        this.server = server;
        this.folder = folder;
    }

    /**
     * Starts what is configured.
     *
     * @param context where health and metrics go
     * @param push settings of the push API
     * @param drop settings of the drop folder
     * @param serdes serdes; stay open
     * @param producers makes transactional producers, all under one transactional id
     * @param consumers makes consumers without a group that read what is committed
     * @param published hears of each article that was handed over
     * @return the running service; null where nothing is configured
     * @throws IOException when the port cannot be bound
     */
    public static PushService start(
            ServiceMain.Context context,
            PushConfig push,
            DropConfig drop,
            AvroSerdes serdes,
            Supplier<Producer<byte[], byte[]>> producers,
            Supplier<Consumer<byte[], byte[]>> consumers,
            BiConsumer<Result, List<RawArticle>> published)
            throws IOException {
        if (!push.enabled() && drop.folder() == null) {
            return null;
        }
        Clock clock = Clock.systemUTC();
        PushMetrics metrics = new PushMetrics(context.metrics(), published);
        PushWriter writer = new PushWriter(serdes, producers, consumers, clock);
        metrics.known(writer::size);
        PushServer server =
                push.enabled() ? PushServer.start(push, writer, new PushKeys(push.keysFile()), metrics, clock) : null;
        DropFolder folder = drop.folder() == null
                ? null
                : new DropFolder(drop, writer, Extractors.standard(), Extractors.documents(), metrics, clock);
        Thread.UncaughtExceptionHandler handler = (thread, failure) -> context.fail(failure);
        writer.start(handler);
        if (folder != null) {
            folder.start(handler);
            context.health().addLiveness("drop-folder", () -> alive(folder.isAlive()));
        }
        context.health().addLiveness("push-writer", () -> alive(writer.isAlive()));
        context.health().addReadiness("push", writer::health);
        return new PushService(writer, server, folder);
    }

    private static Health.Result alive(boolean alive) {
        return alive ? Health.Result.up("running") : Health.Result.down("has ended");
    }

    /** Port of the push API, where it is served. */
    public OptionalInt port() {
        return server == null ? OptionalInt.empty() : OptionalInt.of(server.port());
    }

    /**
     * Ends it: requests and the file under way are finished, new ones are refused.
     *
     * @param limit how long that may take
     * @throws InterruptedException when interrupted
     */
    public void stop(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        if (folder != null) {
            folder.stop();
        }
        if (server != null) {
            server.drain(Duration.ofNanos(deadline - System.nanoTime()));
        }
        writer.stop(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        if (server != null) {
            server.close();
        }
    }
}
