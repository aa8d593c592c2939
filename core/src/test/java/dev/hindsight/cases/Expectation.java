package dev.hindsight.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares the results of a query with what a case expects of them. */
final class Expectation {
    private static final Pattern FUNCTION = Pattern.compile("(len|sum|has)\\((.+)\\)");
    private static final Pattern ELEMENT = Pattern.compile("(.+)\\[(-?\\d+)]");
    private static final Pattern SLICE = Pattern.compile("(.+)\\[(-?\\d*):(-?\\d*)]");

    private final double tolerance;
    private final boolean relative;

    Expectation(double tolerance) {
        this(tolerance, false);
    }

    private Expectation(double tolerance, boolean relative) {
        this.tolerance = tolerance;
        this.relative = relative;
    }

    /** Allows numbers greater than 1 to differ by this part of themselves, and others by as much as 1. */
    static Expectation relative(double tolerance) {
        return new Expectation(tolerance, true);
    }

    /**
     * Why the results do not meet the expectation; empty when they do.
     *
     * @param expectation an object with {@code expect} and, where given, {@code ordered}, {@code partial}, {@code result_count}
     */
    Optional<String> mismatch(JsonNode expectation, JsonNode results) {
        JsonNode expect = expectation.path("expect");
        if (!expect.isArray()) {
            return differs("results", expect, results);
        }
        if (!results.isArray()) {
            return Optional.of("results are no list: " + shortened(results));
        }
        boolean partial = expectation.path("partial").asBoolean(false);
        int least = expectation.path("result_count").asInt(expect.size());
        boolean exact = !partial || expectation.has("result_count");
        if (exact ? results.size() != least : results.size() < least) {
            return Optional.of("%d results instead of %d: %s".formatted(results.size(), least, shortened(results)));
        }
        return expectation.path("ordered").asBoolean(true) ? inOrder(expect, results) : inAnyOrder(expect, results);
    }

    private Optional<String> inOrder(JsonNode expect, JsonNode results) {
        for (int i = 0; i < expect.size(); i++) {
            Optional<String> difference = differs("results[" + i + "]", expect.get(i), results.path(i));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    /** Gives every expectation a result of its own, moving earlier ones to another result where that helps. */
    private Optional<String> inAnyOrder(JsonNode expect, JsonNode results) {
        int[] ownerOfResult = new int[results.size()];
        Arrays.fill(ownerOfResult, -1);
        for (int i = 0; i < expect.size(); i++) {
            if (!place(i, expect, results, ownerOfResult, new boolean[results.size()])) {
                return Optional.of(
                        "no result of its own for %s among %s".formatted(shortened(expect.get(i)), shortened(results)));
            }
        }
        return Optional.empty();
    }

    private boolean place(int wanted, JsonNode expect, JsonNode results, int[] ownerOfResult, boolean[] tried) {
        for (int i = 0; i < results.size(); i++) {
            if (tried[i] || differs("", expect.get(wanted), results.get(i)).isPresent()) {
                continue;
            }
            tried[i] = true;
            if (ownerOfResult[i] < 0 || place(ownerOfResult[i], expect, results, ownerOfResult, tried)) {
                ownerOfResult[i] = wanted;
                return true;
            }
        }
        return false;
    }

    private Optional<String> differs(String at, JsonNode expected, JsonNode actual) {
        if (expected.isObject()) {
            if (!actual.isObject()) {
                return different(at, expected, actual);
            }
            for (Map.Entry<String, JsonNode> field : expected.properties()) {
                Optional<String> difference =
                        field.getKey().equals("notes") ? Optional.empty() : fieldDiffers(at, field, actual);
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return Optional.empty();
        }
        if (expected.isArray()) {
            if (!actual.isArray() || actual.size() != expected.size()) {
                return different(at, expected, actual);
            }
            for (int i = 0; i < expected.size(); i++) {
                Optional<String> difference = differs(at + "[" + i + "]", expected.get(i), actual.get(i));
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return Optional.empty();
        }
        boolean equal;
        if (expected.isNull()) {
            equal = actual.isNull() || actual.isMissingNode();
        } else if (expected.isNumber()) {
            double allowed = relative ? tolerance * Math.max(1, Math.abs(expected.doubleValue())) : tolerance;
            equal = actual.isNumber() && Math.abs(expected.doubleValue() - actual.doubleValue()) <= allowed;
        } else {
            equal = expected.equals(actual);
        }
        return equal ? Optional.empty() : different(at, expected, actual);
    }

    private Optional<String> fieldDiffers(String at, Map.Entry<String, JsonNode> field, JsonNode actual) {
        String key = field.getKey();
        String where = at + "." + key;
        if (actual.has(key)) {
            return differs(where, field.getValue(), actual.get(key));
        }
        Matcher function = FUNCTION.matcher(key);
        if (function.matches()) {
            JsonNode list = actual.path(function.group(2));
            return switch (function.group(1)) {
                case "len" -> differs(where, field.getValue(), list.isArray() ? IntNode.valueOf(list.size()) : list);
                case "sum" -> differs(where, field.getValue(), sum(list));
                default ->
                    contains(list, field.getValue()) ? Optional.empty() : different(where, field.getValue(), list);
            };
        }
        Matcher slice = SLICE.matcher(key);
        if (slice.matches()) {
            return differs(where, field.getValue(), slice(actual.path(slice.group(1)), slice.group(2), slice.group(3)));
        }
        Matcher element = ELEMENT.matcher(key);
        if (element.matches()) {
            JsonNode list = actual.path(element.group(1));
            return differs(where, field.getValue(), list.path(index(element.group(2), list.size())));
        }
        return differs(where, field.getValue(), MissingNode.getInstance());
    }

    private boolean contains(JsonNode list, JsonNode value) {
        for (JsonNode element : list) {
            if (differs("", value, element).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode sum(JsonNode list) {
        if (!list.isArray()) {
            return list;
        }
        double sum = 0;
        for (JsonNode element : list) {
            sum += element.asDouble();
        }
        return DoubleNode.valueOf(sum);
    }

    private static JsonNode slice(JsonNode list, String from, String to) {
        if (!list.isArray()) {
            return list;
        }
        ArrayNode slice = JsonNodeFactory.instance.arrayNode();
        int start = from.isEmpty() ? 0 : index(from, list.size());
        int end = to.isEmpty() ? list.size() : index(to, list.size());
        for (int i = Math.max(0, start); i < Math.min(end, list.size()); i++) {
            slice.add(list.get(i));
        }
        return slice;
    }

    private static int index(String text, int size) {
        int index = Integer.parseInt(text);
        return index < 0 ? index + size : index;
    }

    private static Optional<String> different(String at, JsonNode expected, JsonNode actual) {
        return Optional.of("%s is %s instead of %s"
                .formatted(at, actual.isMissingNode() ? "absent" : shortened(actual), shortened(expected)));
    }

    private static String shortened(JsonNode node) {
        String text = node.toString();
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }
}
