package io.newsflow.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * What to start. {@link #temporary()} is for tests, {@link #at} for a stack that a person keeps; the {@code with}
 * methods give changed copies.
 *
 * @param folder data, logs and configuration; null for a temporary folder that goes when the stack is closed
 * @param components what to start; the others are neither started nor given an address
 * @param ports fixed ports of the components on loopback; a component that is absent gets a free one
 * @param kafkaSettings further broker settings, which win over the stack's own
 * @param fullSpeed whether the servers' JVMs optimise for long runs (for measurements) instead of starting quickly
 * @param startLimit how long one component may take to become ready
 */
public record StackOptions(
        Path folder,
        Set<Component> components,
        Map<Component, Integer> ports,
        Map<String, String> kafkaSettings,
        boolean fullSpeed,
        Duration startLimit) {

    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    /** Copies the collections. */
    public StackOptions {
        if (components.isEmpty()) {
            throw new IllegalArgumentException("a stack of no components");
        }
        components = Set.copyOf(components);
        ports = Map.copyOf(ports);
        kafkaSettings = Map.copyOf(kafkaSettings);
        Objects.requireNonNull(startLimit, "startLimit");
    }

    /** All components, in a folder of their own that is removed when the stack is closed. */
    public static StackOptions temporary() {
        return new StackOptions(
                null,
                EnumSet.allOf(Component.class),
                new EnumMap<>(Component.class),
                new TreeMap<>(),
                false,
                START_LIMIT);
    }

    /** All components, with data that outlives the stack; one stack at a time may use a folder. */
    public static StackOptions at(Path folder) {
        return new StackOptions(
                folder.toAbsolutePath().normalize(),
                EnumSet.allOf(Component.class),
                new EnumMap<>(Component.class),
                new TreeMap<>(),
                false,
                START_LIMIT);
    }

    /** With these components only. */
    public StackOptions with(Component first, Component... more) {
        return new StackOptions(folder, EnumSet.of(first, more), ports, kafkaSettings, fullSpeed, startLimit);
    }

    /** With a fixed port for a component. */
    public StackOptions withPort(Component component, int port) {
        Map<Component, Integer> changed = new EnumMap<>(Component.class);
        changed.putAll(ports);
        changed.put(component, port);
        return new StackOptions(folder, components, changed, kafkaSettings, fullSpeed, startLimit);
    }

    /** With a further broker setting. */
    public StackOptions withKafkaSetting(String key, String value) {
        Map<String, String> changed = new TreeMap<>(kafkaSettings);
        changed.put(key, value);
        return new StackOptions(folder, components, ports, changed, fullSpeed, startLimit);
    }

    /** With servers that reach full speed and take longer to start. */
    public StackOptions withFullSpeed() {
        return new StackOptions(folder, components, ports, kafkaSettings, true, startLimit);
    }

    /** With another limit for a component to become ready. */
    public StackOptions withStartLimit(Duration limit) {
        return new StackOptions(folder, components, ports, kafkaSettings, fullSpeed, limit);
    }
}
