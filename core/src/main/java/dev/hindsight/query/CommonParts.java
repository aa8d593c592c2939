package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DayOfWeek;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields that all insight queries share (contract queries 1.3).
 *
 * @param samplingFactor in (0, 1]; null: no sampling
 */
record CommonParts(
        DateRange dateRange,
        FilterGroup properties,
        boolean filterTestAccounts,
        @Nullable Double samplingFactor) {

    static CommonParts read(StrictObject object) {
        Double sampling = object.number("samplingFactor");
        if (sampling != null && !(sampling > 0 && sampling <= 1)) {
            throw StrictObject.error(object.at("samplingFactor"), "must be over 0 and at most 1, not " + sampling);
        }
        object.ignoring("dataColorTheme");
        object.number("dataColorTheme");
        return new CommonParts(
                dateRange(object), FilterReader.read(object), object.flag("filterTestAccounts"), sampling);
    }

    private static DateRange dateRange(StrictObject query) {
        StrictObject object = query.object("dateRange");
        if (object == null) {
            return DateRange.LAST_SEVEN_DAYS;
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (JsonNode day : object.list("daysOfWeek", 7)) {
            if (!day.isInt() || day.intValue() < 1 || day.intValue() > 7) {
                throw StrictObject.error(
                        object.at("daysOfWeek"),
                        "expected numbers from 1 (Monday) to 7 (Sunday), got " + StrictObject.typeOf(day));
            }
            days.add(DayOfWeek.of(day.intValue()));
        }
        Bounds bounds = bounds(object);
        DateRange range = new DateRange(
                bounds.from(), bounds.to(), object.flag("explicitDate"), days, object.flag("excludeIncompletePeriods"));
        object.end();
        return range;
    }

    /** Both ends of a range; null: open. */
    record Bounds(@Nullable DateBound from, @Nullable DateBound to) {}

    /** The fields {@code date_from} and {@code date_to} of an object. */
    static Bounds bounds(StrictObject object) {
        DateBound to = bound(object, "date_to");
        if (to instanceof DateBound.Earliest) {
            throw StrictObject.error(object.at("date_to"), "\"all\" is only allowed as date_from");
        }
        return new Bounds(bound(object, "date_from"), to);
    }

    /** A bound of a range; null: open. */
    static @Nullable DateBound bound(StrictObject object, String key) {
        String text = object.text(key);
        if (text == null || text.isBlank()) {
            return null;
        }
        return DateBound.parse(text)
                .orElseThrow(() -> StrictObject.error(
                        object.at(key),
                        "\"" + StrictObject.shortened(text) + "\" is not a date; use for example 2024-08-21, "
                                + "2024-08-21T15:30:00Z, -7d, -24h, -1mStart or all (years 1970 to 2200)"));
    }

    /** The {@code compareFilter} of a query. */
    static Comparison comparison(StrictObject query) {
        StrictObject object = query.object("compareFilter");
        if (object == null) {
            return Comparison.OFF;
        }
        boolean compare = object.flag("compare");
        String text = object.text("compare_to");
        object.end();
        if (text == null || text.isBlank()) {
            return new Comparison(compare, null);
        }
        if (DateBound.parse(text).orElse(null) instanceof DateBound.Relative to && to.count() != null) {
            return new Comparison(compare, compare ? to : null);
        }
        throw StrictObject.error(
                object.at("compare_to"),
                "\"" + StrictObject.shortened(text) + "\" is not a shift; use for example -1m, -14d or -1y");
    }
}
