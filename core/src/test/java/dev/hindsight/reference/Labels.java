package dev.hindsight.reference;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How the axis names its buckets (contract queries 3.4, the table of labels). */
final class Labels {
    static final DateTimeFormatter DAY = english("d-MMM-yyyy");
    static final DateTimeFormatter TIME = english("d-MMM HH:mm");
    /** The contract leaves seconds open; a day alone would not tell them apart. */
    static final DateTimeFormatter SECONDS = english("d-MMM HH:mm:ss");

    static final DateTimeFormatter MONTH = english("MMM yyyy");
    /** The contract knows no quarters or years. */
    static final DateTimeFormatter QUARTER = english("'Q'Q yyyy");

    static final DateTimeFormatter YEAR = english("yyyy");
    static final DateTimeFormatter DAY_AND_TIME = english("yyyy-MM-dd HH:mm:ss");
    private static final DateTimeFormatter DAY_OF_MONTH = english("d-MMM");

    private Labels() {}

    /** A week, cut to the days that the range covers. */
    static String week(LocalDate firstDay, LocalDate rangeFrom, LocalDate rangeTo) {
        LocalDate start = firstDay.isBefore(rangeFrom) ? rangeFrom : firstDay;
        LocalDate lastDay = firstDay.plusDays(6);
        LocalDate end = lastDay.isAfter(rangeTo) ? rangeTo : lastDay;
        if (start.equals(end)) {
            return DAY.format(start);
        }
        if (YearMonth.from(start).equals(YearMonth.from(end))) {
            return start.getDayOfMonth() + "–" + english("d MMM").format(end);
        }
        DateTimeFormatter format = start.getYear() == end.getYear() ? DAY_OF_MONTH : DAY;
        return format.format(start) + " – " + format.format(end);
    }

    private static DateTimeFormatter english(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
    }
}
