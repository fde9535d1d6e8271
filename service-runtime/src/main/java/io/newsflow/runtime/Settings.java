package io.newsflow.runtime;

import io.newsflow.schemas.serde.RegistryConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The values of a service's settings. They come, the later winning, from the defaults, a properties file
 * ({@code --config FILE} or the variable {@code NEWSFLOW_CONFIG}), environment variables
 * ({@code NEWSFLOW_KAFKA_BOOTSTRAP_SERVERS} sets {@code kafka.bootstrap.servers}) and arguments ({@code key=value}).
 * A key that no setting knows is an error, wherever it comes from. Keys under a pass-through prefix, such as
 * {@code kafka.}, go to the client of that name as they are. Immutable.
 */
public final class Settings {
    /** Kafka client settings: {@code kafka.security.protocol} is the client's {@code security.protocol}. */
    public static final String KAFKA_PREFIX = "kafka.";

    /** Settings of the schema registry and its client. */
    public static final String REGISTRY_PREFIX = "schema.registry.";

    /** Kafka's addresses; every service wants them. */
    public static final Setting<String> KAFKA_BOOTSTRAP_SERVERS = Setting.text(
            "kafka.bootstrap.servers", null, "Kafka brokers to start from, host:port, separated by commas.");

    /** The registry's addresses; every service wants them. */
    public static final Setting<String> SCHEMA_REGISTRY_URL =
            Setting.text("schema.registry.url", null, "Schema registry addresses, separated by commas, tried in turn.");

    /** Where health and metrics are served. */
    public static final Setting<String> HTTP_HOST =
            Setting.text("http.host", "0.0.0.0", "Address on which health and metrics are served.");

    /** Port of health and metrics. */
    public static final Setting<Integer> HTTP_PORT =
            Setting.number("http.port", 8080, 0, 65_535, "Port for health and metrics; 0 takes a free one.");

    /** How long a stop may take. */
    public static final Setting<java.time.Duration> SHUTDOWN_TIMEOUT = Setting.duration(
            "shutdown.timeout", "30s", "How long a stop may take to finish and commit what is under way.");

    /** What every service has. */
    public static final List<Setting<?>> COMMON =
            List.of(KAFKA_BOOTSTRAP_SERVERS, SCHEMA_REGISTRY_URL, HTTP_HOST, HTTP_PORT, SHUTDOWN_TIMEOUT);

    private static final List<String> PASSED_THROUGH = List.of(KAFKA_PREFIX, REGISTRY_PREFIX);
    private static final String ENVIRONMENT_PREFIX = "NEWSFLOW_";
    private static final String CONFIG_VARIABLE = "NEWSFLOW_CONFIG";
    private static final String LOG_FORMAT_VARIABLE = "NEWSFLOW_LOG_FORMAT";
    /** Names of the appenders in logback.xml. */
    private static final List<String> LOG_FORMATS = List.of("plain", "json");
    /** Variables of ours that are not settings: of the launcher, the logs, and the file itself. */
    private static final List<String> OTHER_VARIABLES = List.of(
            CONFIG_VARIABLE,
            "NEWSFLOW_HOME",
            "NEWSFLOW_JAVA_HOME",
            "NEWSFLOW_JAVA_OPTS",
            "NEWSFLOW_MVN",
            "NEWSFLOW_NO_BUILD",
            LOG_FORMAT_VARIABLE,
            "NEWSFLOW_LOG_LEVEL");
    /** What Kubernetes gives every container for a service of the name newsflow-something beside it. */
    private static final Pattern KUBERNETES_LINK =
            Pattern.compile("NEWSFLOW_.+_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_\\d+_(TCP|UDP)(_.+)?)?)");

    private final Map<String, Setting<?>> known;
    private final Map<String, String> values;

    private Settings(Map<String, Setting<?>> known, Map<String, String> values) {
        this.known = known;
        this.values = values;
    }

    /**
     * Reads all settings of a service and checks every one.
     *
     * @param settings the ones that it knows beside {@link #COMMON}
     * @param arguments its command line
     * @param environment environment variables
     * @throws ConfigException naming the key that is unknown, missing or wrong
     */
    public static Settings load(
            Collection<? extends Setting<?>> settings, List<String> arguments, Map<String, String> environment) {
        Map<String, Setting<?>> known = new LinkedHashMap<>();
        COMMON.forEach(setting -> known.put(setting.key(), setting));
        settings.forEach(setting -> known.put(setting.key(), setting));

        Map<String, String> values = new TreeMap<>();
        List<String> pairs = new ArrayList<>();
        String file = environment.get(CONFIG_VARIABLE);
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).equals("--config")) {
                if (++i == arguments.size()) {
                    throw new ConfigException("--config", "a file must follow");
                }
                file = arguments.get(i);
            } else {
                pairs.add(arguments.get(i));
            }
        }
        if (file != null && !file.isBlank()) {
            readFile(Path.of(file), known, values);
        }
        readEnvironment(environment, known, values);
        String logFormat = environment.getOrDefault(LOG_FORMAT_VARIABLE, "plain");
        if (!LOG_FORMATS.contains(logFormat)) {
            throw new ConfigException(
                    LOG_FORMAT_VARIABLE, "expected one of " + LOG_FORMATS + ", not '" + logFormat + "'");
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new ConfigException(pair, "expected --config FILE or key=value");
            }
            put(pair.substring(0, equals), pair.substring(equals + 1), "the command line", known, values);
        }
        Settings loaded = new Settings(known, values);
        known.values().forEach(loaded::get);
        try {
            RegistryConfig.of(loaded.schemaRegistry());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage());
        }
        return loaded;
    }

    /**
     * Checks values that are at hand, for a program that wants a few settings of a service and not the rest.
     *
     * @param settings the ones that are known
     * @param values value by key
     * @throws ConfigException naming the key that is unknown, missing or wrong
     */
    public static Settings of(Collection<? extends Setting<?>> settings, Map<String, String> values) {
        Map<String, Setting<?>> known = new LinkedHashMap<>();
        settings.forEach(setting -> known.put(setting.key(), setting));
        Map<String, String> checked = new TreeMap<>();
        values.forEach((key, value) -> put(key, value, "the values given", known, checked));
        Settings loaded = new Settings(known, checked);
        known.values().forEach(loaded::get);
        return loaded;
    }

    /**
     * The value of a setting.
     *
     * @throws ConfigException when it is missing or wrong
     */
    public <T> T get(Setting<T> setting) {
        String value = values.getOrDefault(setting.key(), setting.defaultText());
        if (value == null) {
            throw new ConfigException(
                    setting.key(),
                    "must be given, as " + setting.key() + "=... or in the environment as "
                            + setting.environmentVariable());
        }
        try {
            return setting.parser().apply(value);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(setting.key(), e.getMessage());
        }
    }

    /** Settings for a Kafka client: everything under {@code kafka.}, without the prefix. A new map. */
    public Map<String, Object> kafka() {
        Map<String, Object> kafka = new HashMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(KAFKA_PREFIX)) {
                kafka.put(key.substring(KAFKA_PREFIX.length()), value);
            }
        });
        return kafka;
    }

    /** Settings for the serdes: everything under {@code schema.registry.}, with the prefix. A new map. */
    public Map<String, String> schemaRegistry() {
        Map<String, String> registry = new HashMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(REGISTRY_PREFIX)) {
                registry.put(key, value);
            }
        });
        return registry;
    }

    /** All values in force, for a report; secrets, what looks like one, and credentials in addresses are masked. */
    public Map<String, String> report() {
        Map<String, String> report = new TreeMap<>();
        known.values().forEach(setting -> {
            if (setting.defaultText() != null) {
                report.put(setting.key(), setting.defaultText());
            }
        });
        report.putAll(values);
        report.replaceAll((key, value) -> isSecret(key) ? "***" : value.replaceAll("//[^/@,]*@", "//***@"));
        return report;
    }

    private boolean isSecret(String key) {
        Setting<?> setting = known.get(key);
        return setting != null && setting.secret()
                || key.matches(".*(password|secret|token|user\\.info|api\\.?key|jaas).*");
    }

    private static void readFile(Path file, Map<String, Setting<?>> known, Map<String, String> values) {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        } catch (IOException e) {
            throw new ConfigException("--config", "cannot read " + file + ": " + e);
        }
        for (String key : properties.stringPropertyNames()) {
            put(key, properties.getProperty(key), file.toString(), known, values);
        }
    }

    private static void readEnvironment(
            Map<String, String> environment, Map<String, Setting<?>> known, Map<String, String> values) {
        Map<String, String> byVariable = new HashMap<>();
        known.values().forEach(setting -> byVariable.put(setting.environmentVariable(), setting.key()));
        environment.forEach((variable, value) -> {
            if (!variable.startsWith(ENVIRONMENT_PREFIX) || OTHER_VARIABLES.contains(variable)) {
                return;
            }
            if (!byVariable.containsKey(variable)
                    && KUBERNETES_LINK.matcher(variable).matches()) {
                return;
            }
            String key = byVariable.getOrDefault(
                    variable,
                    variable.substring(ENVIRONMENT_PREFIX.length())
                            .toLowerCase(Locale.ROOT)
                            .replace('_', '.'));
            put(key, value, "environment variable " + variable, known, values);
        });
    }

    private static void put(
            String key, String value, String origin, Map<String, Setting<?>> known, Map<String, String> values) {
        if (!known.containsKey(key) && PASSED_THROUGH.stream().noneMatch(key::startsWith)) {
            throw new ConfigException(key, "no such setting (from " + origin + "); known are " + known.keySet());
        }
        values.put(key, value);
    }
}
