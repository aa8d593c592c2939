package dev.hindsight.servlet.http;

import dev.hindsight.error.HindsightException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parameters of a query string, in the order sent. Of a repeated parameter the last value counts. */
public final class QueryParameters {
    private record Parameter(String name, String value) {}

    private final List<Parameter> parameters;

    private QueryParameters(List<Parameter> parameters) {
        this.parameters = List.copyOf(parameters);
    }

    /**
     * Reads a raw query string or form.
     *
     * @param part the part of the request, as an error names it
     * @throws HindsightException {@code parse_error} on escapes that are broken or not UTF-8
     */
    public static QueryParameters parse(@Nullable String raw, String part) {
        List<Parameter> parameters = new ArrayList<>();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                if (!pair.isEmpty()) {
                    int equals = pair.indexOf('=');
                    String name = equals < 0 ? pair : pair.substring(0, equals);
                    String value = equals < 0 ? "" : pair.substring(equals + 1);
                    parameters.add(new Parameter(
                            PercentEncoding.decode(name, part, true), PercentEncoding.decode(value, part, true)));
                }
            }
        }
        return new QueryParameters(parameters);
    }

    /** The value; empty when the parameter is absent, an empty text when it was sent without one. */
    public Optional<String> get(String name) {
        return parameters.stream()
                .filter(p -> p.name().equals(name))
                .reduce((first, last) -> last)
                .map(Parameter::value);
    }

    public boolean has(String name) {
        return get(name).isPresent();
    }

    /** Every parameter by its name. */
    public Map<String, String> lastValues() {
        Map<String, String> values = new LinkedHashMap<>();
        parameters.forEach(parameter -> values.put(parameter.name(), parameter.value()));
        return values;
    }

    /** These parameters with one replaced where it stands, or added at the end. */
    public QueryParameters with(String name, String value) {
        List<Parameter> changed = new ArrayList<>();
        boolean placed = false;
        for (Parameter parameter : parameters) {
            if (!parameter.name().equals(name)) {
                changed.add(parameter);
            } else if (!placed) {
                changed.add(new Parameter(name, value));
                placed = true;
            }
        }
        if (!placed) {
            changed.add(new Parameter(name, value));
        }
        return new QueryParameters(changed);
    }

    /** These parameters without one. */
    public QueryParameters without(String name) {
        return new QueryParameters(
                parameters.stream().filter(p -> !p.name().equals(name)).toList());
    }

    /** Those of these parameters that have one of the names. */
    public QueryParameters only(Collection<String> names) {
        return new QueryParameters(
                parameters.stream().filter(p -> names.contains(p.name())).toList());
    }

    /** The query string, encoded, with its question mark; empty when there is no parameter. */
    public String encoded() {
        return parameters.isEmpty()
                ? ""
                : parameters.stream()
                        .map(p -> encode(p.name()) + "=" + encode(p.value()))
                        .collect(Collectors.joining("&", "?", ""));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
