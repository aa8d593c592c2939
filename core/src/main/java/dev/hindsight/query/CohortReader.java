package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Cohort.Count;
import dev.hindsight.query.Cohort.Criteria;
import dev.hindsight.query.Cohort.Criterion;
import dev.hindsight.query.Cohort.InCohort;
import dev.hindsight.query.Cohort.Not;
import dev.hindsight.query.Cohort.OfPerson;
import dev.hindsight.query.Cohort.Performed;
import dev.hindsight.query.FilterGroup.Join;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the {@code filters} of a cohort: groups of criteria on properties and behaviour. */
public final class CohortReader {
    private static final int MAX_CRITERIA = 100;
    private static final int MAX_DEPTH = 10;
    private static final Map<String, String> UNITS =
            Map.of("minute", "M", "hour", "h", "day", "d", "week", "w", "month", "m", "year", "y");

    private CohortReader() {}

    /**
     * The criterion of a cohort.
     *
     * @param filters {@code {"properties": group}}
     * @param path where it stands, for error messages
     * @throws HindsightException {@code parse_error} naming the field; {@code validation_error}, code {@code not_supported},
     *     for a criterion that is not calculated
     */
    public static Criterion read(JsonNode filters, String path) {
        StrictObject object = new StrictObject(filters, path);
        JsonNode group = object.raw("properties");
        object.end();
        if (group == null) {
            throw StrictObject.error(object.at("properties"), "is required");
        }
        return group(new StrictObject(group, object.at("properties")), 1);
    }

    private static Criterion group(StrictObject object, int depth) {
        if (depth > MAX_DEPTH) {
            throw StrictObject.error(object.path(), "is nested more than " + MAX_DEPTH + " deep");
        }
        String type = object.requiredText("type");
        if (!type.equals("AND") && !type.equals("OR")) {
            throw StrictObject.error(
                    object.at("type"), "\"" + StrictObject.shortened(type) + "\" is not one of AND, OR");
        }
        List<JsonNode> elements = object.list("values", MAX_CRITERIA);
        object.ignoring("id", "sort_key");
        object.end();
        if (elements.isEmpty()) {
            throw StrictObject.error(object.at("values"), "at least one criterion is needed");
        }
        List<Criterion> criteria = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            StrictObject element = new StrictObject(elements.get(i), object.at("values") + "[" + i + "]");
            criteria.add(element.raw("values") == null ? criterion(element) : group(element, depth + 1));
        }
        return new Criteria(Join.valueOf(type), criteria);
    }

    private static Criterion criterion(StrictObject object) {
        String type = object.requiredText("type");
        boolean negative = object.flag("negation");
        object.ignoring("bytecode", "conditionHash", "bytecode_error", "id", "sort_key");
        Criterion criterion = switch (type) {
            case "person" -> new OfPerson(FilterReader.property(object));
            case "behavioral" -> performed(object);
            case "cohort", "static-cohort", "precalculated-cohort" -> inCohort(object);
            default -> throw unsupported(object, "Criteria of the type " + StrictObject.shortened(type));
        };
        return negative ? new Not(criterion) : criterion;
    }

    private static HindsightException unsupported(StrictObject object, String what) {
        return HindsightException.invalid(
                object.path(),
                "not_supported",
                what + " are not calculated by this version; person, cohort, and the"
                        + " behavioral performed_event and performed_event_multiple are.");
    }

    private static Criterion inCohort(StrictObject object) {
        object.ignoring("key", "operator", "cohort_name", "label");
        JsonNode value = object.raw("value");
        object.end();
        Integer id = value == null ? null : idOf(value);
        if (id == null) {
            throw StrictObject.error(object.at("value"), "expected the id of a cohort");
        }
        return new InCohort(id);
    }

    /** The id of a cohort or an action: a whole number, or a text of one; null for anything else. */
    public static @Nullable Integer idOf(JsonNode value) {
        boolean whole = (value.isTextual() && value.textValue().matches("[0-9]{1,9}"))
                || (value.isIntegralNumber() && value.canConvertToInt());
        return whole ? Integer.valueOf(value.asText()) : null;
    }

    private static Criterion performed(StrictObject object) {
        String value = object.requiredText("value");
        boolean multiple = value.equals("performed_event_multiple");
        if (!multiple && !value.equals("performed_event")) {
            throw unsupported(object, "Behavioral criteria " + StrictObject.shortened(value));
        }
        String eventType = object.requiredText("event_type");
        JsonNode key = object.raw("key");
        boolean ofAction = eventType.equals("actions");
        if ((!ofAction && !eventType.equals("events")) || key == null || (!ofAction && !key.isTextual())) {
            throw StrictObject.error(
                    object.path(), "event_type has to be events, with a name as key, or actions, with an id");
        }
        Integer action = ofAction ? idOf(key) : null;
        if (ofAction && action == null) {
            throw StrictObject.error(object.at("key"), "expected the id of an action");
        }
        Count count = object.choice("operator", Count.values());
        Integer times = object.integer("operator_value", 0, Integer.MAX_VALUE);
        object.ignoring(
                "total_periods", "min_periods", "seq_event", "seq_event_type", "seq_time_value", "seq_time_interval");
        if (multiple && times == null) {
            throw StrictObject.error(object.at("operator_value"), "is required");
        }
        Performed performed = new Performed(
                object.path(),
                ofAction ? null : key.textValue(),
                action,
                FilterReader.filtersOf(object, "event_filters"),
                from(object),
                bound(object, "explicit_datetime_to"),
                !multiple ? Count.GTE : count == null ? Count.EQ : count,
                multiple && times != null ? times : 1);
        object.end();
        return performed;
    }

    private static DateBound from(StrictObject object) {
        DateBound explicit = bound(object, "explicit_datetime");
        Integer amount = object.raw("time_value") == null ? null : idOf(object.raw("time_value"));
        String interval = object.text("time_interval");
        if (explicit != null) {
            return explicit;
        }
        String unit = UNITS.get(interval == null ? "" : interval);
        DateBound from = amount == null || unit == null
                ? null
                : DateBound.parse("-" + amount + unit).orElse(null);
        if (from == null) {
            throw StrictObject.error(
                    object.path(),
                    "time_value and time_interval have to say since when, such as 30 and day (minute, hour, day, week,"
                            + " month, year)");
        }
        return from;
    }

    private static @Nullable DateBound bound(StrictObject object, String key) {
        String text = object.text(key);
        if (text == null || text.isBlank()) {
            return null;
        }
        DateBound bound = DateBound.parse(text).orElse(null);
        if (bound == null || bound instanceof DateBound.Earliest) {
            throw StrictObject.error(
                    object.at(key), "\"" + StrictObject.shortened(text) + "\" is not a date; use for example -30d");
        }
        return bound;
    }
}
