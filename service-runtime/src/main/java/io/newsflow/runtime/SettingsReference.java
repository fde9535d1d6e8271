package io.newsflow.runtime;

import java.util.Collection;
import java.util.Map;

/** Writes the reference of all settings, {@code docs/configuration.md}, from what the settings say of themselves. */
public final class SettingsReference {
    private static final String INTRODUCTION = """
            # Configuration

            Made from the settings themselves by `newsflow settings`; a test keeps it up to date.

            A service takes its settings, the later winning, from the defaults, a properties file (`--config FILE` or
            `NEWSFLOW_CONFIG`), environment variables, and arguments (`key=value`). The environment variable of a key is
            the key in capitals with `_` for dots and dashes, after `NEWSFLOW_`. A key that nothing knows is an error,
            and so is a value that does not fit; the message names the key, and the exit code is 2.

            - `kafka.*` goes to the Kafka clients of the service without the prefix, such as `kafka.security.protocol`
              (`NEWSFLOW_KAFKA_SECURITY_PROTOCOL`). `kafka.bootstrap.servers` must be given.
            - `schema.registry.*` is described in [contracts.md](contracts.md#when-the-registry-is-away).
            - Time spans have a unit (`250ms`, `30s`, `5m`, `12h`, `7d`) or are ISO 8601 (`PT5M`). Sizes are bytes, or
              have `k`, `m` or `g` for powers of 1024. Lists are separated by commas.
            - `NEWSFLOW_LOG_FORMAT` is `plain` or `json` (one object a line); `NEWSFLOW_LOG_LEVEL` is `INFO` unless it
              says otherwise. Logs go to standard error.

            `/info` on a running service shows the values in force, secrets masked. Exit codes: 0 stopped as asked, 1
            failed or not stopped in time, 2 wrong settings.
            """;

    private SettingsReference() {}

    /**
     * The reference as Markdown.
     *
     * @param services settings by service, in the order of the chapters; those that all have are left out of them
     */
    public static String markdown(Map<String, ? extends Collection<? extends Setting<?>>> services) {
        StringBuilder text = new StringBuilder(INTRODUCTION);
        chapter(text, "All services", Settings.COMMON);
        services.forEach((name, settings) -> chapter(
                text,
                name,
                settings.stream()
                        .filter(setting -> Settings.COMMON.stream()
                                .noneMatch(common -> common.key().equals(setting.key())))
                        .toList()));
        return text.toString();
    }

    private static void chapter(StringBuilder text, String title, Collection<? extends Setting<?>> settings) {
        text.append("\n## ").append(title).append("\n\n| key | default | |\n|---|---|---|\n");
        for (Setting<?> setting : settings) {
            text.append("| `")
                    .append(setting.key())
                    .append("` | ")
                    .append(byDefault(setting))
                    .append(" | ")
                    .append(setting.description().replace("|", "\\|"))
                    .append(setting.secret() ? " Secret: not shown in logs and reports." : "")
                    .append(" |\n");
        }
    }

    private static String byDefault(Setting<?> setting) {
        if (setting.defaultText() == null) {
            return "must be given";
        }
        return setting.defaultText().isEmpty() ? "" : "`" + setting.defaultText() + "`";
    }
}
