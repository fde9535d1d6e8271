package io.newsflow.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/**
 * One configuration key with everything that is to be known of it: the reference in {@code docs/configuration.md} is
 * made from these.
 *
 * @param <T> type of the value
 * @param key name, in lower case with dots
 * @param defaultText default in the form that an operator would write; null where a value must be given
 * @param description what it does, with its unit
 * @param secret whether its value must not be shown
 * @param parser reads a value; throws {@link IllegalArgumentException} saying what was expected
 */
public record Setting<T>(
        String key, String defaultText, String description, boolean secret, Function<String, T> parser) {
    /** Checks that the default itself is valid. */
    public Setting {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(description, "description");
        if (defaultText != null) {
            parser.apply(defaultText);
        }
    }

    /** A text; {@code byDefault} null means that it must be given. */
    public static Setting<String> text(String key, String byDefault, String description) {
        return new Setting<>(key, byDefault, description, false, Function.identity());
    }

    /** A text that is not shown in logs or reports. */
    public static Setting<String> secret(String key, String byDefault, String description) {
        return new Setting<>(key, byDefault, description, true, Function.identity());
    }

    /** A whole number between two bounds, both included. */
    public static Setting<Integer> number(String key, int byDefault, int least, int most, String description) {
        return new Setting<>(key, String.valueOf(byDefault), description, false, value -> {
            try {
                int number = Integer.parseInt(value.strip());
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("expected a whole number, not '" + value + "'", e);
            }
            throw new IllegalArgumentException("expected " + least + " to " + most + ", not " + value);
        });
    }

    /** A size in bytes, with an optional suffix k, m or g (powers of 1024). */
    public static Setting<Long> bytes(String key, String byDefault, String description) {
        return new Setting<>(key, byDefault, description, false, Setting::parseBytes);
    }

    /** A size between two bounds, both included, which are written as sizes are. */
    public static Setting<Long> bytes(String key, String byDefault, String least, String most, String description) {
        long from = parseBytes(least);
        long to = parseBytes(most);
        return new Setting<>(key, byDefault, description, false, value -> {
            long bytes = parseBytes(value);
            if (bytes < from || bytes > to) {
                throw new IllegalArgumentException("expected " + least + " to " + most + ", not " + value);
            }
            return bytes;
        });
    }

    private static long parseBytes(String value) {
        String text = value.strip().toLowerCase(Locale.ROOT);
        int shift = text.endsWith("k") ? 10 : text.endsWith("m") ? 20 : text.endsWith("g") ? 30 : 0;
        try {
            long number = Long.parseLong(shift == 0 ? text : text.substring(0, text.length() - 1));
            if (number >= 0 && number <= Long.MAX_VALUE >> shift) {
                return number << shift;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected a size such as 512k or 16m, not '" + value + "'", e);
        }
        throw new IllegalArgumentException("expected a size that is not negative, not " + value);
    }

    /** {@code true} or {@code false}. */
    public static Setting<Boolean> flag(String key, boolean byDefault, String description) {
        return new Setting<>(key, String.valueOf(byDefault), description, false, value -> switch (value.strip()
                .toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("expected true or false, not '" + value + "'");
        });
    }

    /** A time span: {@code 250ms}, {@code 30s}, {@code 5m}, {@code 12h}, {@code 7d}, or ISO 8601 ({@code PT5M}). */
    public static Setting<Duration> duration(String key, String byDefault, String description) {
        return new Setting<>(key, byDefault, description, false, Setting::parseDuration);
    }

    /** A time span, as {@link #duration}, that is longer than nothing. */
    public static Setting<Duration> positiveDuration(String key, String byDefault, String description) {
        return new Setting<>(key, byDefault, description, false, value -> {
            Duration duration = parseDuration(value);
            if (duration.isZero() || duration.isNegative()) {
                throw new IllegalArgumentException("must be longer than nothing, not " + value);
            }
            return duration;
        });
    }

    /** A list of texts, separated by commas; blanks around them do not count. */
    public static Setting<List<String>> list(String key, String byDefault, String description) {
        return new Setting<>(
                key,
                byDefault,
                description,
                false,
                value -> Arrays.stream(value.split(","))
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .toList());
    }

    /** A file or folder. */
    public static Setting<Path> path(String key, String byDefault, String description) {
        return new Setting<>(key, byDefault, description, false, Path::of);
    }

    /** One of an enum's constants, in any case, with {@code -} for {@code _}. */
    public static <E extends Enum<E>> Setting<E> choice(String key, E byDefault, String description) {
        Class<E> type = byDefault.getDeclaringClass();
        return new Setting<>(key, spelled(byDefault), description, false, value -> {
            for (E constant : type.getEnumConstants()) {
                if (spelled(constant).equalsIgnoreCase(value.strip())) {
                    return constant;
                }
            }
            throw new IllegalArgumentException("expected one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(Setting::spelled)
                            .toList() + ", not '" + value + "'");
        });
    }

    /** The environment variable that sets it. */
    public String environmentVariable() {
        return "NEWSFLOW_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static String spelled(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Duration parseDuration(String value) {
        String text = value.strip().toLowerCase(Locale.ROOT);
        try {
            if (text.startsWith("p")) {
                return Duration.parse(text);
            }
            String digits = text.replaceAll("[a-z]+$", "");
            long number = Long.parseLong(digits);
            return switch (text.substring(digits.length())) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                case "d" -> Duration.ofDays(number);
                default ->
                    throw new IllegalArgumentException(
                            "expected a time span with a unit (250ms, 30s, 5m, 12h, 7d), not '" + value + "'");
            };
        } catch (NumberFormatException | java.time.DateTimeException e) {
            throw new IllegalArgumentException("expected a time span such as 30s or PT5M, not '" + value + "'", e);
        }
    }
}
