package io.newsflow.ingest.time;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;

/**
 * The solar calendar of Iran and Afghanistan, for the years in which there is news. Leap years follow the cycle of 33 years,
 * which agrees with the observed ones from 1799 to 2257.
 */
final class PersianDates {
    private static final List<String> MONTHS = List.of(
            "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند");
    private static final int FIRST_YEAR = 1300;
    /** Later years are those of the lunar calendar, or errors. */
    private static final int LAST_YEAR = 1415;

    private static final int CYCLE = 33;
    private static final int LEAPS_OF_CYCLE = 8;
    private static final int LONG_MONTHS = 6;
    /** The day before 1 Farvardin of the year 0, counted from 1970. */
    private static final long ORIGIN = -492_634;

    private PersianDates() {}

    /** Whether a year is one of this calendar. */
    static boolean isYear(int year) {
        return year >= FIRST_YEAR && year <= LAST_YEAR;
    }

    /** Number of the month of a name, 1 to 12, or 0. */
    static int month(String name) {
        return MONTHS.indexOf(name.replace('ي', 'ی')) + 1;
    }

    /**
     * A date in the Gregorian calendar.
     *
     * @param year year of the solar Hijri era
     * @param month 1 to 12
     * @param day 1 to 31
     * @throws DateTimeException where there is no such day
     */
    static LocalDate of(int year, int month, int day) {
        if (month < 1 || month > MONTHS.size() || day < 1 || day > lengthOf(year, month)) {
            throw new DateTimeException("no such day: " + year + "-" + month + "-" + day);
        }
        int before = month <= LONG_MONTHS ? (month - 1) * 31 : (month - 1) * 30 + LONG_MONTHS;
        return LocalDate.ofEpochDay(ORIGIN + 365L * year + leapsBefore(year) + before + day);
    }

    /** The last year in which a day of this calendar was not after a date. */
    static int lastYearOf(int month, int day, LocalDate latest) {
        int year = latest.getYear() - 621;
        return of(year, month, day).isAfter(latest) ? year - 1 : year;
    }

    private static int lengthOf(int year, int month) {
        if (month <= LONG_MONTHS) {
            return 31;
        }
        boolean leap = leapsBefore(year + 1) > leapsBefore(year);
        return month < MONTHS.size() || leap ? 30 : 29;
    }

    /** Leap years in front of a year: the 1st, 5th, 9th, 13th, 17th, 22nd, 26th and 30th of each cycle. */
    private static int leapsBefore(int year) {
        int leaps = year / CYCLE * LEAPS_OF_CYCLE;
        for (int leap : new int[] {1, 5, 9, 13, 17, 22, 26, 30}) {
            leaps += year % CYCLE > leap ? 1 : 0;
        }
        return leaps;
    }
}
