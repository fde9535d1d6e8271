package io.newsflow.runtime;

/** A setting that is wrong. The message names the key, what was found and what was expected. */
public final class ConfigException extends RuntimeException {
    /** An error whose message begins with the key. */
    public ConfigException(String message) {
        super(message);
    }

    /** An error about one key. */
    public ConfigException(String key, String problem) {
        super(key + ": " + problem);
    }
}
