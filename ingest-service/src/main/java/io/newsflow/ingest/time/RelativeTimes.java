package io.newsflow.ingest.time;

import io.newsflow.model.ArticleTime;
import io.newsflow.model.TimePrecision;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Relative times as news sites print them ("2 hours ago", "vor 2 Stunden", "2時間前", "ayer"), in the languages of the table
 * {@code relative.txt}. A text counts only as a whole: a sentence that holds "two days ago" is no time.
 *
 * <p>The value is the capture time less what the words say, cut to the start of the period of its precision, UTC: seconds,
 * minutes and "now" give MINUTE; hours HOUR; days, "today" and "yesterday" DAY; months MONTH; years YEAR. Weeks and "a few"
 * of anything are less exact than the nearest precision below them says: they carry the flag {@code inferred}. Thread-safe.
 */
public final class RelativeTimes {
    private static final int LONGEST = 80;
    private static final double FEW = 3;
    private static final Pattern CLOCK = Pattern.compile(
            "^(.*?)[,.]?\\s*(?:(?:at|um|à|a|alle|a las|às|om|kl|klo|o|ob|в|о|la|saat|pukul|lúc)\\.?\\s)?\\s*([01]?\\d|2[0-3])[:.h]([0-5]\\d)(?::[0-5]\\d)?\\s*(?:uhr|h|น)?$");
    private static final List<Language> LANGUAGES = load();

    private RelativeTimes() {}

    /** Language tags of the table. */
    public static List<String> languages() {
        return LANGUAGES.stream().map(Language::tag).toList();
    }

    /**
     * Whether the whole text is a relative time in any language.
     *
     * @param text one line
     * @return true where {@link #resolve} would give a time
     */
    public static boolean isRelative(String text) {
        return match(text) != null;
    }

    /**
     * Resolves a relative time.
     *
     * @param text one line, such as "2 hours ago" or "Updated: gestern, 14:05 Uhr"
     * @param captured when the text was seen
     * @return the time with evidence relative-text, its words and the capture time; nothing where the text is none
     */
    public static Optional<ArticleTime> resolve(String text, Instant captured) {
        Match match = match(text);
        if (match == null) {
            return Optional.empty();
        }
        Instant against = Instant.ofEpochMilli(captured.toEpochMilli());
        Instant exact = match.back(against);
        List<String> flags = new ArrayList<>();
        TimePrecision precision = match.precision;
        if (match.minuteOfDay >= 0) {
            exact = ArticleTimes.truncate(exact, TimePrecision.DAY).plus(Duration.ofMinutes(match.minuteOfDay));
            precision = TimePrecision.MINUTE;
            flags.add("no-zone");
        }
        if (match.inferred) {
            flags.add("inferred");
        }
        return Optional.of(new ArticleTime(
                ArticleTimes.truncate(exact, precision),
                precision,
                "relative-text",
                text.strip(),
                against,
                List.copyOf(flags)));
    }

    private static Match match(String text) {
        if (text == null || text.length() > LONGEST) {
            return null;
        }
        String normal = trimmed(TimeText.normal(text));
        if (normal.isEmpty()) {
            return null;
        }
        for (Language language : LANGUAGES) {
            Match match = language.match(normal);
            if (match != null) {
                return match;
            }
        }
        return null;
    }

    private static String trimmed(String text) {
        String t = text;
        while (!t.isEmpty() && ".…,;·•|-–()[]".indexOf(t.charAt(t.length() - 1)) >= 0) {
            t = t.substring(0, t.length() - 1).strip();
        }
        while (!t.isEmpty() && "·•|-–:,([".indexOf(t.charAt(0)) >= 0) {
            t = t.substring(1).strip();
        }
        return t;
    }

    private enum Unit {
        SECOND,
        MINUTE,
        HOUR,
        DAY,
        WEEK,
        MONTH,
        YEAR
    }

    private record Match(Unit unit, double count, TimePrecision precision, boolean inferred, int minuteOfDay) {
        static Match of(Unit unit, double count, boolean few) {
            switch (unit) {
                case SECOND:
                case MINUTE:
                    return new Match(unit, count, TimePrecision.MINUTE, few, -1);
                case HOUR:
                    return new Match(unit, count, TimePrecision.HOUR, few, -1);
                case DAY:
                    return new Match(unit, count, TimePrecision.DAY, few, -1);
                case WEEK:
                    return new Match(unit, count, TimePrecision.DAY, true, -1);
                case MONTH:
                    return new Match(unit, count, TimePrecision.MONTH, few, -1);
                default:
                    return new Match(unit, count, TimePrecision.YEAR, few, -1);
            }
        }

        Match at(int minutes) {
            return new Match(unit, count, TimePrecision.MINUTE, inferred, minutes);
        }

        Instant back(Instant from) {
            switch (unit) {
                case SECOND:
                    return from.minusMillis(Math.round(count * 1_000));
                case MINUTE:
                    return from.minusMillis(Math.round(count * 60_000));
                case HOUR:
                    return from.minusMillis(Math.round(count * 3_600_000));
                case DAY:
                    return from.minusMillis(Math.round(count * 86_400_000));
                case WEEK:
                    return from.minusMillis(Math.round(count * 7 * 86_400_000));
                case MONTH:
                    return utc(from).minusMonths(Math.round(count)).toInstant();
                default:
                    return utc(from).minusYears(Math.round(count)).toInstant();
            }
        }

        private static OffsetDateTime utc(Instant instant) {
            return instant.atOffset(ZoneOffset.UTC);
        }
    }

    /** A form of a unit: what it is, and how many by itself where it says so (a dual). */
    private record UnitForm(Unit unit, double count) {}

    private static final class Language {
        private final String tag;
        private final Map<String, UnitForm> units = new HashMap<>();
        private final Map<String, Double> numbers = new HashMap<>();
        private final Map<String, Match> fixed = new HashMap<>();
        private final List<Pattern> templates = new ArrayList<>();
        private Pattern labels;

        Language(String tag) {
            this.tag = tag;
        }

        String tag() {
            return tag;
        }

        Match match(String text) {
            String bare = withoutLabel(text);
            Match match = whole(bare);
            if (match != null) {
                return match;
            }
            Matcher clock = CLOCK.matcher(bare);
            if (clock.matches()) {
                Match day = fixed.get(clock.group(1).strip());
                if (day != null && day.precision == TimePrecision.DAY) {
                    return day.at(Integer.parseInt(clock.group(2)) * 60 + Integer.parseInt(clock.group(3)));
                }
            }
            return null;
        }

        private Match whole(String text) {
            Match word = fixed.get(text);
            if (word != null) {
                return word;
            }
            for (Pattern template : templates) {
                Matcher m = template.matcher(text);
                if (m.matches()) {
                    Match match = counted(m);
                    if (match != null) {
                        return match;
                    }
                }
            }
            return null;
        }

        private Match counted(Matcher m) {
            UnitForm form = units.get(m.group("unit"));
            String number = m.groupCount() > 1 ? m.group("number") : null;
            if (number == null) {
                return Match.of(form.unit(), form.count() == 0 ? 1 : form.count(), false);
            }
            Double word = numbers.get(number);
            if (word != null) {
                return Match.of(form.unit(), word < 0 ? FEW : word, word < 0);
            }
            double value = Double.parseDouble(number.replace(',', '.'));
            return value > 5_000 ? null : Match.of(form.unit(), value, false);
        }

        private String withoutLabel(String text) {
            if (labels == null) {
                return text;
            }
            Matcher m = labels.matcher(text);
            return m.lookingAt() ? text.substring(m.end()) : text;
        }

        private void read(Map<String, String> lines) {
            for (Unit unit : Unit.values()) {
                for (String form : forms(lines.get(unit.name().toLowerCase(Locale.ROOT)))) {
                    int equals = form.indexOf('=');
                    String word = equals < 0 ? form : form.substring(0, equals);
                    units.put(
                            word, new UnitForm(unit, equals < 0 ? 0 : Double.parseDouble(form.substring(equals + 1))));
                }
            }
            int n = 1;
            for (String group : forms(lines.get("numbers"))) {
                for (String word : group.split(",")) {
                    numbers.put(word.strip(), (double) n);
                }
                n++;
            }
            forms(lines.get("few")).forEach(f -> numbers.put(f, -1.0));
            forms(lines.get("now")).forEach(f -> fixed.put(f, Match.of(Unit.MINUTE, 0, false)));
            forms(lines.get("half-hour")).forEach(f -> fixed.put(f, Match.of(Unit.HOUR, 0.5, false)));
            forms(lines.get("today")).forEach(f -> fixed.put(f, Match.of(Unit.DAY, 0, false)));
            forms(lines.get("yesterday")).forEach(f -> fixed.put(f, Match.of(Unit.DAY, 1, false)));
            forms(lines.get("before-yesterday")).forEach(f -> fixed.put(f, Match.of(Unit.DAY, 2, false)));
            String unit = "(?<unit>" + alternatives(units.keySet()) + ")\\.?";
            String number = "(?<number>\\d{1,4}(?:[.,]\\d{1,2})?|" + alternatives(numbers.keySet()) + ")\\+?";
            for (String template : forms(lines.get("templates"))) {
                templates.add(Pattern.compile(compile(template, number, unit)));
            }
            List<String> label = forms(lines.get("labels"));
            if (!label.isEmpty()) {
                labels = Pattern.compile("(?:" + alternatives(label) + ")\\s*[:：·-]?\\s*");
            }
        }

        private static String compile(String template, String number, String unit) {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < template.length(); i++) {
                char c = template.charAt(i);
                if (c == 'N') {
                    out.append(number);
                } else if (c == 'U') {
                    out.append(unit);
                } else if (c == ' ') {
                    out.append("\\s?");
                } else {
                    out.append(Pattern.quote(String.valueOf(c)));
                }
            }
            return out.toString();
        }

        private static String alternatives(Collection<String> words) {
            return words.stream()
                    .sorted(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()))
                    .map(Pattern::quote)
                    .reduce((a, b) -> a + "|" + b)
                    .orElse("(?!)");
        }

        private static List<String> forms(String line) {
            if (line == null) {
                return List.of();
            }
            List<String> forms = new ArrayList<>();
            for (String form : line.split("\\|")) {
                // Templates keep their placeholders: normalise around them.
                String strip = form.strip();
                forms.add(strip.contains("N") || strip.contains("U") ? strip : TimeText.normal(strip));
            }
            return forms;
        }
    }

    private static List<Language> load() {
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        Map<String, String> current = Map.of();
        for (String line : TimeText.table("relative.txt")) {
            if (line.startsWith("[")) {
                current = new HashMap<>();
                sections.put(line.substring(1, line.length() - 1), current);
            } else {
                int colon = line.indexOf(':');
                current.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        List<Language> languages = new ArrayList<>();
        sections.forEach((tag, lines) -> {
            Language language = new Language(tag);
            language.read(lines);
            languages.add(language);
        });
        return List.copyOf(languages);
    }
}
