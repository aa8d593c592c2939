package dev.hindsight.reference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.reference.ReferenceProject.Occurrence;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One property to break down by (contract queries 2.7).
 *
 * @param type of what: event, person, session, group, or event_metadata for a column of the events
 * @param group the index of the type of groups, 0 for what is no group
 * @param bins how many equal bins numbers are put in; 0: every value is one of its own
 * @param numbers what the bins are laid over; empty before that is known
 */
record BreakdownPart(
        String property, String type, int group, int bins, boolean normalized, boolean cleaned, List<Double> numbers) {
    private static final Set<String> TYPES = Set.of("event", "person", "session", "group", "event_metadata");
    private static final int MAX_LENGTH = 400;

    static BreakdownPart of(
            JsonNode property, JsonNode type, int group, int bins, boolean normalized, boolean cleaned) {
        String of = type.isTextual() ? type.textValue() : "event";
        if (!property.isTextual() || !TYPES.contains(of)) {
            throw new NotInReference("breakdown of type " + of);
        }
        return new BreakdownPart(property.textValue(), of, group, bins, normalized, cleaned, List.of());
    }

    BreakdownPart over(ReferenceProject project, List<Occurrence> events) {
        List<Double> found = new ArrayList<>();
        for (Occurrence event : events) {
            Double number = Texts.number(text(project, event));
            if (number != null) {
                found.add(number);
            }
        }
        return new BreakdownPart(property, type, group, bins, normalized, cleaned, found);
    }

    /** What an event counts for; null when there is no value. */
    @Nullable
    String valueOf(ReferenceProject project, Occurrence event) {
        String text = text(project, event);
        if (bins > 0) {
            Double number = Texts.number(text);
            return number == null ? null : bin(number);
        }
        if (text == null) {
            return null;
        }
        if (cleaned) {
            text = cleaned(text, project.pathCleaning());
        }
        if (normalized) {
            text = text.replaceAll("[/?#]+$", "");
            text = text.isEmpty() ? "/" : text;
        }
        return Texts.firstCharacters(text, MAX_LENGTH);
    }

    private @Nullable String text(ReferenceProject project, Occurrence event) {
        return switch (type) {
            case "person" -> Texts.of(project.personOf(event).properties().get(property));
            case "session" -> ReferenceSession.textOf(project, event, property);
            case "group" -> ReferenceGroup.textOf(project, event, group, property);
            case "event_metadata" ->
                switch (property) {
                    case "event" -> event.event();
                    case "distinct_id" -> event.distinctId();
                    default -> throw new NotInReference("breakdown by the column " + property);
                };
            default -> Texts.of(event.properties().get(property));
        };
    }

    private static String cleaned(String text, JsonNode rules) {
        String result = text;
        for (JsonNode rule : rules) {
            String alias = rule.path("alias").asText("").replace("$", "\\$").replaceAll("\\\\(\\d)", "\\$$1");
            result =
                    Pattern.compile(rule.path("regex").asText()).matcher(result).replaceAll(alias);
        }
        return result;
    }

    /** The bin that a number is in, by its bounds: bins hold their lower bound, the last one also reaches past the greatest. */
    private String bin(double number) {
        double least = Statistics.of("min", numbers);
        double greatest = Statistics.of("max", numbers);
        double width = (greatest - least) / bins;
        for (int i = 0; i < bins - 1; i++) {
            if (number < least + (i + 1) * width) {
                return "[" + plain(least + i * width) + "," + plain(least + (i + 1) * width) + "]";
            }
        }
        return "[" + plain(least + (bins - 1) * width) + "," + plain(greatest + 0.01) + "]";
    }

    /** The contract does not say how many digits a bound has: twelve. */
    private static String plain(double number) {
        return number == 0
                ? "0"
                : new BigDecimal(number)
                        .round(new MathContext(12))
                        .stripTrailingZeros()
                        .toPlainString();
    }
}
