package io.newsflow.stack;

import java.nio.file.Path;

/**
 * A running Kafka broker, schema registry and Elasticsearch, and the means to break them. Code that needs them names
 * this interface only; whether they are processes of this machine or containers is {@link StackOptions}' matter.
 *
 * <p>Addresses stay the same for the life of the stack: a component that was stopped or killed comes back with its
 * data and on its port. Methods may be called from any thread; calls for the same component exclude each other.
 */
public interface NewsStack extends AutoCloseable {
    /**
     * Starts a stack and waits until every component of it is ready.
     *
     * @throws StackException when a component does not become ready; whatever had started is stopped again
     */
    static NewsStack start(StackOptions options) {
        return StackChooser.start(options);
    }

    /** Kafka's bootstrap servers, as {@code host:port}. */
    String bootstrapServers();

    /** Base URL of the registry's Confluent API: what a Confluent client takes as {@code schema.registry.url}. */
    String schemaRegistryUrl();

    /** Base URL of Elasticsearch, without a slash at the end. */
    String elasticsearchUrl();

    /** Ends a component as {@code kill -9} does, and returns when it has gone. Does nothing when it is not running. */
    void kill(Component component);

    /**
     * Asks a component to stop and returns when it has gone; one that takes longer than its limit is killed. Does
     * nothing when it is not running.
     */
    void stop(Component component);

    /**
     * Starts a component that was stopped, was killed or has died, with its data, and waits until it is ready. Does
     * nothing when it is running.
     *
     * @throws StackException when it does not become ready
     */
    void start(Component component);

    /** Whether the component's process lives; says nothing of its being ready. */
    boolean isRunning(Component component);

    /**
     * The file that the component logs to, over all its restarts.
     *
     * @throws IllegalArgumentException when the component is not part of this stack
     */
    Path log(Component component);

    /** Stops every component; removes the data when it was temporary. */
    @Override
    void close();
}
