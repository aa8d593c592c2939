package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.reference.ReferenceRange.Interval;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The period that a range is compared with (contract queries 2.3). */
record PreviousPeriod(ReferenceRange current, ReferenceDates dates, JsonNode dateRange) {
    private static final LocalTime LAST_MICROSECOND = LocalTime.of(23, 59, 59, 999_999_000);

    /** @param compareTo how far back it begins, null for just before the current one */
    ReferenceRange range(@Nullable String compareTo) {
        ZonedDateTime from = current.from;
        LocalDateTime localFrom = from.toLocalDateTime();
        LocalDateTime localTo = current.to.toLocalDateTime();
        Duration length = Duration.between(localFrom, localTo);
        if (compareTo != null) {
            ZonedDateTime shifted = dates.shiftBack(from, compareTo);
            return current.with(shifted, at(shifted.toLocalDateTime().plus(length), shifted.getOffset()));
        }
        String fromText = Texts.of(dateRange.path("date_from"));
        if ("all".equals(fromText)) {
            ZonedDateTime end = from.minus(1, ChronoUnit.MICROS);
            return current.with(at(end.toLocalDateTime().minus(length), end.getOffset()), end);
        }
        if (fromText != null && dateRange.path("date_to").asText("").isEmpty()) {
            ReferenceRange unit = unitBefore(fromText);
            if (unit != null) {
                return unit;
            }
        }
        Interval interval = current.interval();
        if (interval == Interval.MINUTE || interval == Interval.SECOND) {
            return current.with(at(localFrom.minus(length), from.getOffset()), from);
        }
        LocalDateTime previousFrom = localFrom.minus(length).with(localFrom.toLocalTime());
        if (interval == Interval.DAY && fromIsWholeWeeksOfDays(fromText) && toIsNotRelative()) {
            previousFrom = previousFrom.plusDays(1);
        }
        LocalDateTime previousTo = previousFrom.plus(length);
        previousTo = interval == Interval.HOUR
                ? previousTo
                        .withMinute(localTo.getMinute())
                        .withSecond(localTo.getSecond())
                        .withNano(localTo.getNano())
                : previousTo.with(localTo.toLocalTime());
        ZonedDateTime start = at(previousFrom, from.getOffset());
        return current.with(start, at(previousTo, start.getOffset()));
    }

    /** The whole calendar unit before the one that has begun; null when the range does not begin with one. */
    private @Nullable ReferenceRange unitBefore(String fromText) {
        LocalDate today = dates.now().toLocalDate();
        LocalDate start;
        LocalDate before;
        switch (fromText) {
            case "wStart" -> {
                start = dates.startOfWeek(today);
                before = start.minusWeeks(1);
            }
            case "mStart" -> {
                start = today.withDayOfMonth(1);
                before = start.minusMonths(1);
            }
            case "qStart" -> {
                start = ReferenceDates.startOfQuarter(today);
                before = start.minusMonths(3);
            }
            case "yStart" -> {
                start = today.withDayOfYear(1);
                before = start.minusYears(1);
            }
            default -> {
                return null;
            }
        }
        return current.with(dates.startOfDay(before), dates.endOfDay(start.minusDays(1)));
    }

    private boolean fromIsWholeWeeksOfDays(@Nullable String fromText) {
        ReferenceDates.Bound bound = dates.parse(fromText == null ? "-7d" : fromText);
        return bound.unit() == 'd' && bound.number() > 0 && bound.number() % 7 == 0;
    }

    private boolean toIsNotRelative() {
        String toText = Texts.of(dateRange.path("date_to"));
        return toText == null || !dates.parse(toText).relative();
    }

    /** @param offset the one meant where the clock shows the time twice */
    private ZonedDateTime at(LocalDateTime local, ZoneOffset offset) {
        return local.toLocalTime().equals(LAST_MICROSECOND)
                ? dates.endOfDay(local.toLocalDate())
                : ZonedDateTime.ofLocal(local, current.from.getZone(), offset);
    }
}
