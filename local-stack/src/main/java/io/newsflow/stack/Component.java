package io.newsflow.stack;

/** A part of the stack that can be stopped, killed and started by itself. */
public enum Component {
    /** The broker, which is also the controller. */
    KAFKA("kafka"),
    /** The schema registry, with Confluent's API. */
    SCHEMA_REGISTRY("schema-registry"),
    /** Elasticsearch, one node. */
    ELASTICSEARCH("elasticsearch");

    private final String label;

    Component(String label) {
        this.label = label;
    }

    /** Name in log files, folders and messages. */
    public String label() {
        return label;
    }
}
