package io.newsflow.ingest.time;

import io.newsflow.model.ArticleTime;
import io.newsflow.model.TimePrecision;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Absolute dates as found in the wild: ISO 8601 in its variants, RFC 822 with odd zones, asctime, numbers since 1970, and
 * written dates in the languages of {@code months.txt}. It reads a time of day first, then its zone, then a date out of what
 * is left; words it does not know (week days, "published", "Uhr") do not disturb it.
 *
 * <p>Two-digit years are those of RFC 2822. Where day and month could be either way round, the day comes first unless the
 * separator is a slash and only the other order lies in the past of the reference; such a date is flagged {@code inferred}. A
 * zone abbreviation that several countries use stands for the one that most news in English use it for.
 */
final class DateTexts {
    private static final int LONGEST = 120;

    private static final Map<String, Integer> MONTHS = months();
    private static final Map<String, String> ZONES = zones();

    private static final Pattern ISO = Pattern.compile(
            "(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:[t _]+(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?\\s*(z|[+-]\\d{2}:?\\d{2})?)?");
    private static final Pattern BASIC = Pattern.compile(
            "(\\d{4})(\\d{2})(\\d{2})(?:[t ]?(\\d{2})(\\d{2})(\\d{2})?(?:\\.\\d+)?\\s*(z|[+-]\\d{2}:?\\d{2})?)?");
    /** ISO 8601's weeks and days of the year, with what stands behind them. */
    private static final Pattern WEEK = Pattern.compile("(\\d{4})-?w(\\d{2})(?:-?([1-7])(?!\\d))?([t ].*)?");

    private static final Pattern ORDINAL = Pattern.compile("(\\d{4})-(\\d{3})([t ].*)?");
    private static final Pattern EPOCH =
            Pattern.compile("(?:/date\\()?(-?\\d{9,10}|-?\\d{12,13}|\\d{16})(?:[+-]\\d{4})?(?:\\)/)?(?:\\.\\d+)?");
    private static final String AM_PM =
            "a\\.?m\\.?|p\\.?m\\.?|上午|下午|午前|午後|凌晨|早上|中午|晚上|오전|오후|ص|م|πμ|μμ|π\\.μ\\.|μ\\.μ\\.|sa|ch";
    private static final Pattern TIME = Pattern.compile("(?:(?<before>" + AM_PM
            + ")\\s*)?(?<![\\d.])(?<hour>\\d{1,2})\\s?(?:[:∶]|h(?!\\p{L})|時|时|點|点|시)\\s?(?:(?<minute>\\d{2}|(?<=[時时點点시]\\s?)\\d)(?!\\d)\\s?(?:分|분|m(?!\\p{L}))?)?"
            + "(?:\\s?:?(?<second>\\d{2})(?:秒|초|(?:[.,](?<fraction>\\d{1,9})))?(?!\\d))?"
            + "\\s*(?<after>(?:" + AM_PM + ")(?![\\p{L}]))?");
    private static final Pattern HOUR_ONLY =
            Pattern.compile("(?<![\\d:.])(?<hour>1[0-2]|0?[1-9])\\s*(?<after>a\\.?m\\.?|p\\.?m\\.?)(?![\\p{L}])");
    private static final Pattern DOTTED = Pattern.compile(
            "(?:(?:kl|klo|um|ore|ora|pukul|ob|om|alle|às|pk)\\.?\\s*(?<hour>[01]?\\d|2[0-3])\\.(?<minute>[0-5]\\d))"
                    + "|(?:(?<![\\d.])(?<hour2>[01]?\\d|2[0-3])\\.(?<minute2>[0-5]\\d)(?=\\s*(?:uhr|wib|wita|wit|h\\b|$)))");
    private static final Pattern ZONE = Pattern.compile(
            "^\\s*\\(?(?:(?<base>gmt|utc|ut|z)?\\s*(?<sign>[+-])\\s*(?<hours>\\d{1,2})(?::?(?<minutes>\\d{2}))?(?!\\d)"
                    + "|(?<region>[a-z]{3,}/[a-z_]{2,}(?:/[a-z_]+)?)|(?<name>[a-z]{1,6}(?:\\s(?:time|standard time|daylight time))?))");
    private static final Pattern YEAR_FIRST =
            Pattern.compile("(?<!\\d)(\\d{4})\\s?[-/.年년]\\s?(\\d{1,2})\\s?[-/.月월]\\s?(\\d{1,2})(?!\\d)\\s?[日일.]?");
    private static final Pattern YEAR_MONTH =
            Pattern.compile("(?<!\\d)(\\d{4})\\s?[-/年년]\\s?(\\d{1,2})(?!\\d)\\s?[月월]?");
    private static final Pattern DAY_FIRST =
            Pattern.compile("(?<!\\d)(\\d{1,2})\\s?([-/.])\\s?(\\d{1,2})\\s?[-/.]\\s?(\\d{4}|\\d{2})(?!\\d)");
    private static final Pattern CJK_DAY = Pattern.compile("(?<!\\d)(\\d{1,2})\\s?[月월]\\s?(\\d{1,2})\\s?[日號号일]");
    private static final Pattern VIETNAMESE =
            Pattern.compile("(\\d{1,2})\\s*tháng\\s*(\\d{1,2})(?:\\s*,?\\s*(?:năm\\s*)?(\\d{4}))?");
    private static final Pattern WORD_OR_NUMBER = Pattern.compile("\\d+|[\\p{L}\\p{M}][\\p{L}\\p{M}']*");

    private DateTexts() {}

    /**
     * Reads a date.
     *
     * @param text as found
     * @param evidence where it was read
     * @param reference when the document was seen: completes dates without a year and decides between orders
     * @param assumed zone of the source for texts that name none; null means UTC, flagged no-zone
     * @return the time, or null
     */
    static ArticleTime parse(String text, String evidence, Instant reference, ZoneId assumed) {
        if (text == null || text.isEmpty() || text.length() > LONGEST) {
            return null;
        }
        String normal = TimeText.normal(text);
        if (normal.isEmpty()) {
            return null;
        }
        try {
            Reading reading = new Reading(reference, assumed);
            if (reading.iso(normal)
                    || reading.weekOrOrdinal(normal)
                    || reading.number(normal)
                    || reading.written(normal)) {
                return reading.result(evidence, text, machineReadable(normal));
            }
            return null;
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static boolean machineReadable(String normal) {
        return Character.isDigit(normal.charAt(0)) && ISO.matcher(normal).lookingAt()
                || EPOCH.matcher(normal).matches();
    }

    /** One reading of one text. */
    private static final class Reading {
        private final Instant reference;
        private final ZoneId assumed;
        private final Set<String> flags = new LinkedHashSet<>();
        private Instant exact;
        private int year = Integer.MIN_VALUE;
        private int month;
        private int day;
        private LocalTime time;
        private boolean nextDay;
        private ZoneId zone;
        private TimePrecision precision = TimePrecision.DAY;

        Reading(Instant reference, ZoneId assumed) {
            this.reference = reference;
            this.assumed = assumed;
        }

        boolean iso(String text) {
            Matcher m = ISO.matcher(text);
            if (!m.matches()) {
                m = BASIC.matcher(text);
                if (!m.matches() || !plausible(m)) {
                    return false;
                }
                date(m);
                if (m.group(4) != null) {
                    clock(number(m, 4), number(m, 5), m.group(6), null);
                    zone = m.group(7) == null ? null : offset(m.group(7));
                }
                return true;
            }
            date(m);
            if (m.group(4) != null) {
                clock(number(m, 4), number(m, 5), m.group(6), m.group(7));
                zone = m.group(8) == null ? null : offset(m.group(8));
            }
            return true;
        }

        boolean weekOrOrdinal(String text) {
            Matcher m = WEEK.matcher(text);
            if (m.matches()) {
                if (m.group(3) == null) {
                    flags.add("inferred");
                }
                int weekDay = m.group(3) == null ? 1 : number(m, 3);
                LocalDate first = LocalDate.of(number(m, 1), 1, 4);
                LocalDate date = first.with(IsoFields.WEEK_OF_WEEK_BASED_YEAR, number(m, 2))
                        .with(ChronoField.DAY_OF_WEEK, weekDay);
                String clock = m.group(4) == null ? "" : m.group(4);
                boolean basic = clock.matches("t\\d{4}.*");
                return iso((basic ? date.toString().replace("-", "") : date) + clock);
            }
            m = ORDINAL.matcher(text);
            return m.matches()
                    && iso(LocalDate.ofYearDay(number(m, 1), number(m, 2)) + (m.group(3) == null ? "" : m.group(3)));
        }

        private void date(Matcher m) {
            year = number(m, 1);
            month = number(m, 2);
            day = number(m, 3);
        }

        private static boolean plausible(Matcher m) {
            int y = number(m, 1);
            int mo = number(m, 2);
            int d = number(m, 3);
            return y >= 1900 && y <= 2200 && mo >= 1 && mo <= 12 && d >= 1 && d <= 31;
        }

        boolean number(String text) {
            Matcher m = EPOCH.matcher(text);
            if (!m.matches()) {
                return false;
            }
            long value = Long.parseLong(m.group(1));
            if (value >= 1_000_000_000_000_000L) {
                value /= 1_000;
            }
            boolean millis = Math.abs(value) >= 100_000_000_000L;
            exact = millis ? Instant.ofEpochMilli(value) : Instant.ofEpochSecond(value);
            precision = millis ? TimePrecision.MILLISECOND : TimePrecision.SECOND;
            return true;
        }

        boolean written(String text) {
            String rest = timeOfDay(text);
            return date(rest);
        }

        /** Reads the time of day and its zone; gives back the text without them. */
        private String timeOfDay(String text) {
            Matcher m = TIME.matcher(text);
            int from = 0;
            while (m.find(from)) {
                boolean minutes = m.group("minute") != null;
                boolean marked = m.group("before") != null || m.group("after") != null;
                boolean lettered = text.substring(m.start("hour"), m.end()).matches("(?s)\\d+\\s?[時时點点시h].*");
                int hour = Integer.parseInt(m.group("hour"));
                if ((minutes || marked || lettered) && hour <= 24) {
                    String half = m.group("before") != null ? m.group("before") : m.group("after");
                    int minute = minutes ? Integer.parseInt(m.group("minute")) : 0;
                    clock(halfDay(hour, half), minute, m.group("second"), m.group("fraction"));
                    if (!minutes) {
                        precision = TimePrecision.HOUR;
                    }
                    return cutWithZone(text, m.start(), m.end());
                }
                from = m.end();
            }
            m = HOUR_ONLY.matcher(text);
            if (m.find()) {
                clock(halfDay(Integer.parseInt(m.group("hour")), m.group("after")), 0, null, null);
                precision = TimePrecision.HOUR;
                return cutWithZone(text, m.start(), m.end());
            }
            m = DOTTED.matcher(text);
            if (m.find()) {
                String hour = m.group("hour") != null ? m.group("hour") : m.group("hour2");
                String minute = m.group("minute") != null ? m.group("minute") : m.group("minute2");
                if (m.start() > 0) {
                    clock(Integer.parseInt(hour), Integer.parseInt(minute), null, null);
                    return cutWithZone(text, m.start(), m.end());
                }
            }
            return text;
        }

        private String cutWithZone(String text, int start, int end) {
            String tail = text.substring(end);
            Matcher m = ZONE.matcher(tail);
            int used = 0;
            if (m.find()) {
                if (m.group("sign") != null) {
                    zone = offset(m.group("sign")
                            + two(m.group("hours"))
                            + (m.group("minutes") == null ? "00" : m.group("minutes")));
                    used = m.end();
                } else if (m.group("region") != null) {
                    zone = region(m.group("region"));
                    used = zone == null ? 0 : m.end();
                } else {
                    String name = m.group("name");
                    String known = ZONES.get(name) != null ? name : name.split(" ")[0];
                    if (ZONES.get(known) != null && !MONTHS.containsKey(known)) {
                        zone = ZoneId.of(ZONES.get(known));
                        used = m.start("name") + name.length();
                    }
                }
            }
            return text.substring(0, start) + " \u0001 " + tail.substring(used);
        }

        private static ZoneId region(String name) {
            String wanted = name.replace(' ', '_');
            for (String id : ZoneId.getAvailableZoneIds()) {
                if (id.equalsIgnoreCase(wanted)) {
                    return ZoneId.of(id);
                }
            }
            return null;
        }

        private static String two(String digits) {
            return digits.length() == 1 ? "0" + digits : digits;
        }

        private boolean date(String text) {
            Matcher m = YEAR_FIRST.matcher(text);
            if (m.find()) {
                return set(gregorian(number(m, 1)), number(m, 2), number(m, 3));
            }
            m = VIETNAMESE.matcher(text);
            if (m.find()) {
                return set(m.group(3) == null ? Integer.MIN_VALUE : number(m, 3), number(m, 2), number(m, 1));
            }
            m = DAY_FIRST.matcher(text);
            if (m.find()) {
                return ambiguous(
                        number(m, 1), number(m, 3), year(m.group(4)), m.group(2).charAt(0));
            }
            m = CJK_DAY.matcher(text);
            if (m.find()) {
                return set(Integer.MIN_VALUE, number(m, 1), number(m, 2));
            }
            if (byMonthName(text)) {
                return true;
            }
            m = YEAR_MONTH.matcher(text);
            if (m.find() && time == null && number(m, 2) >= 1 && number(m, 2) <= 12) {
                precision = TimePrecision.MONTH;
                return set(gregorian(number(m, 1)), number(m, 2), 1);
            }
            if (time == null && text.matches("(?:1[6-9]|20|21)\\d{2}")) {
                precision = TimePrecision.YEAR;
                return set(Integer.parseInt(text), 1, 1);
            }
            return false;
        }

        private boolean set(int y, int m, int d) {
            year = y;
            month = m;
            day = d;
            return true;
        }

        private boolean ambiguous(int first, int second, int y, char separator) {
            if (first > 12 || separator == '.') {
                return set(y, second, first);
            }
            if (second > 12) {
                return set(y, first, second);
            }
            if (first == second) {
                return set(y, first, first);
            }
            flags.add("inferred");
            LocalDate dayFirst = LocalDate.of(y, second, first);
            LocalDate monthFirst = LocalDate.of(y, first, second);
            LocalDate today = LocalDate.ofInstant(reference, ZoneOffset.UTC).plusDays(1);
            boolean swap = separator == '/' && dayFirst.isAfter(today) && !monthFirst.isAfter(today);
            return swap ? set(y, first, second) : set(y, second, first);
        }

        private boolean byMonthName(String text) {
            List<String> tokens = new ArrayList<>();
            Matcher m = WORD_OR_NUMBER.matcher(text.replace(".", " "));
            // Abbreviations of two letters and dots ("ม.ค.") come apart above: try them joined.
            Matcher joined = WORD_OR_NUMBER.matcher(text.replace(".", ""));
            List<String> joinedTokens = new ArrayList<>();
            while (m.find()) {
                tokens.add(m.group());
            }
            while (joined.find()) {
                joinedTokens.add(joined.group());
            }
            return named(tokens) || named(joinedTokens);
        }

        private boolean named(List<String> tokens) {
            int at = -1;
            for (int i = 0; i < tokens.size(); i++) {
                if (monthOf(tokens, i) > 0) {
                    boolean besideNumber =
                            i > 0 && isDay(tokens.get(i - 1)) || i + 1 < tokens.size() && isNumber(tokens.get(i + 1));
                    if (at < 0 || besideNumber) {
                        at = i;
                    }
                }
            }
            if (at < 0) {
                return false;
            }
            boolean persian = PersianDates.month(tokens.get(at)) > 0;
            int d = 0;
            int y = Integer.MIN_VALUE;
            List<Integer> order = new ArrayList<>();
            for (int distance = 1; distance < tokens.size(); distance++) {
                order.add(at - distance);
                order.add(at + distance);
            }
            boolean longYear = tokens.stream().anyMatch(t -> isNumber(t) && t.length() == 4);
            boolean yearSeen = false;
            for (int i : order) {
                if (i < 0 || i >= tokens.size() || !isNumber(tokens.get(i))) {
                    continue;
                }
                String digits = tokens.get(i);
                if (digits.length() == 4 && !yearSeen) {
                    y = gregorian(Integer.parseInt(digits));
                    yearSeen = true;
                } else if (d == 0 && isDay(digits)) {
                    d = Integer.parseInt(digits);
                } else if (!yearSeen && !longYear && (digits.length() == 2 || digits.length() == 3)) {
                    y = year(digits);
                    yearSeen = true;
                } else if (d == 0) {
                    return false;
                }
            }
            if (d == 0) {
                if (!yearSeen) {
                    return false;
                }
                precision = TimePrecision.MONTH;
                time = null;
                // A month of that calendar is none of ours.
                return !persian && set(y, monthOf(tokens, at), 1);
            }
            if (persian && yearSeen && !PersianDates.isYear(y)) {
                return false;
            }
            if (persian && !yearSeen) {
                flags.add("inferred");
                y = PersianDates.lastYearOf(
                        monthOf(tokens, at),
                        d,
                        LocalDate.ofInstant(reference, ZoneOffset.UTC).plusDays(2));
            }
            return set(y, monthOf(tokens, at), d);
        }

        private static int monthOf(List<String> tokens, int i) {
            String token = tokens.get(i);
            if (isNumber(token)) {
                return 0;
            }
            // Levantine Arabic tells two pairs of months apart by a second word.
            String next = i + 1 < tokens.size() ? tokens.get(i + 1) : "";
            if (token.equals("كانون")) {
                return next.startsWith("الث") ? 1 : 12;
            }
            if (token.equals("تشرين")) {
                return next.startsWith("الث") ? 11 : 10;
            }
            Integer found = MONTHS.get(token);
            return found == null ? PersianDates.month(token) : found;
        }

        private static boolean isNumber(String token) {
            return token.charAt(0) >= '0' && token.charAt(0) <= '9' && token.length() <= 4;
        }

        private static boolean isDay(String token) {
            if (!isNumber(token) || token.length() > 2) {
                return false;
            }
            int value = Integer.parseInt(token);
            return value >= 1 && value <= 31;
        }

        /** Thai dates count from the Buddha's passing. */
        private static int gregorian(int y) {
            return y >= 2400 && y <= 2700 ? y - 543 : y;
        }

        private static int year(String digits) {
            int value = Integer.parseInt(digits);
            if (digits.length() == 2) {
                return value < 50 ? 2000 + value : 1900 + value;
            }
            return digits.length() == 3 ? 1900 + value : gregorian(value);
        }

        private static int halfDay(int hour, String mark) {
            if (mark == null) {
                return hour;
            }
            boolean afternoon =
                    mark.startsWith("p") || "下午午後晚上오후م".contains(mark) || mark.equals("ch") || mark.startsWith("μ");
            if (mark.equals("中午")) {
                return hour == 12 || hour >= 10 ? hour : hour + 12;
            }
            if (afternoon) {
                return hour < 12 ? hour + 12 : hour;
            }
            return hour == 12 ? 0 : hour;
        }

        private void clock(int hour, int minute, String second, String fraction) {
            int s = second == null ? 0 : Math.min(59, Integer.parseInt(second));
            int nanos = 0;
            precision = second == null ? TimePrecision.MINUTE : TimePrecision.SECOND;
            if (fraction != null) {
                nanos = Integer.parseInt((fraction + "000000000").substring(0, 9));
                precision = TimePrecision.MILLISECOND;
            }
            nextDay = hour == 24;
            time = LocalTime.of(nextDay ? 0 : hour, minute, s, nanos);
        }

        ArticleTime result(String evidence, String text, boolean machine) {
            if (exact == null) {
                exact = resolve();
            }
            return new ArticleTime(
                    ArticleTimes.truncate(exact, precision),
                    precision,
                    evidence,
                    machine ? null : text.strip(),
                    null,
                    List.copyOf(flags));
        }

        private Instant resolve() {
            ZoneId used = zone != null ? zone : assumed != null ? assumed : ZoneOffset.UTC;
            if (zone == null && time != null) {
                flags.add("no-zone");
            }
            LocalDate date = year == Integer.MIN_VALUE
                    ? completed(used)
                    : PersianDates.isYear(year) ? PersianDates.of(year, month, day) : LocalDate.of(year, month, day);
            if (time == null) {
                // A day is a day: moving it into another zone would make it another one.
                return date.atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            LocalDateTime local = date.plusDays(nextDay ? 1 : 0).atTime(time);
            return ZonedDateTime.of(local, used).toInstant();
        }

        private LocalDate completed(ZoneId used) {
            flags.add("inferred");
            LocalDate today = LocalDate.ofInstant(reference, used);
            LocalDate thisYear = safe(today.getYear());
            return ChronoUnit.DAYS.between(today, thisYear) > Duration.ofDays(2).toDays()
                    ? safe(today.getYear() - 1)
                    : thisYear;
        }

        private LocalDate safe(int y) {
            return LocalDate.of(
                    y, month, month == 2 && day == 29 && !LocalDate.of(y, 1, 1).isLeapYear() ? 28 : day);
        }

        private static ZoneOffset offset(String text) {
            if (text.startsWith("z")) {
                return ZoneOffset.UTC;
            }
            int sign = text.charAt(0) == '-' ? -1 : 1;
            String digits = text.substring(1).replace(":", "");
            int hours = Integer.parseInt(digits.substring(0, 2));
            int minutes = Integer.parseInt(digits.substring(2, 4));
            if (hours > 14 || minutes > 59) {
                return null;
            }
            return ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
        }

        private static int number(Matcher m, int group) {
            return Integer.parseInt(m.group(group));
        }
    }

    private static Map<String, Integer> months() {
        Map<String, Integer> months = new HashMap<>();
        for (String line : TimeText.table("months.txt")) {
            int colon = line.indexOf(':');
            int month = Integer.parseInt(line.substring(0, colon));
            for (String name : line.substring(colon + 1).strip().split("\\s+")) {
                Integer before = months.put(TimeText.normal(name), month);
                if (before != null && before != month) {
                    throw new IllegalStateException("months.txt: " + name + " stands for two months");
                }
            }
        }
        return Map.copyOf(months);
    }

    private static Map<String, String> zones() {
        Map<String, String> zones = new HashMap<>();
        String[] fixed = (
                // RFC 822 and North America.
                "z=+00:00 ut=+00:00 utc=+00:00 gmt=+00:00 est=-05:00 edt=-04:00 cst=-06:00 cdt=-05:00 mst=-07:00 mdt=-06:00 "
                        + "pst=-08:00 pdt=-07:00 akst=-09:00 akdt=-08:00 hst=-10:00 ast=-04:00 adt=-03:00 nst=-03:30 ndt=-02:30 "
                        // Europe, Africa.
                        + "wet=+00:00 west=+01:00 bst=+01:00 cet=+01:00 cest=+02:00 met=+01:00 mest=+02:00 mez=+01:00 "
                        + "mesz=+02:00 eet=+02:00 eest=+03:00 msk=+03:00 msd=+04:00 trt=+03:00 sast=+02:00 wat=+01:00 "
                        + "cat=+02:00 eat=+03:00 "
                        // Asia, Pacific.
                        + "gst=+04:00 pkt=+05:00 ist=+05:30 npt=+05:45 bdt=+06:00 mmt=+06:30 ict=+07:00 wib=+07:00 wita=+08:00 "
                        + "wit=+09:00 sgt=+08:00 myt=+08:00 hkt=+08:00 pht=+08:00 awst=+08:00 jst=+09:00 kst=+09:00 "
                        + "acst=+09:30 acdt=+10:30 aest=+10:00 aedt=+11:00 nzst=+12:00 nzdt=+13:00 irst=+03:30 idt=+03:00 "
                        // South America.
                        + "brt=-03:00 brst=-02:00 art=-03:00 clt=-04:00 clst=-03:00 cot=-05:00 pet=-05:00 vet=-04:00 "
                        + "uyt=-03:00 bot=-04:00 ect=-05:00")
                .split(" ");
        for (String pair : fixed) {
            int equals = pair.indexOf('=');
            zones.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        zones.put("et", "America/New_York");
        zones.put("eastern", "America/New_York");
        zones.put("ct", "America/Chicago");
        zones.put("central", "America/Chicago");
        zones.put("mt", "America/Denver");
        zones.put("mountain", "America/Denver");
        zones.put("pt", "America/Los_Angeles");
        zones.put("pacific", "America/Los_Angeles");
        zones.put("aet", "Australia/Sydney");
        return Map.copyOf(zones);
    }
}
