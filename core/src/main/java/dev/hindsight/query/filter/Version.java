package dev.hindsight.query.filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of software, and ranges of them (contract queries 2.4.2).
 *
 * @param parts one to three: major, minor, patch; those that are not given are 0
 */
record Version(List<Long> parts) {
    private static final int MOST = 3;
    private static final Pattern FORM =
            Pattern.compile("v?(\\d{1,15}(?:\\.\\d{1,15}){0,2})(?:[-+.].*)?", Pattern.DOTALL);

    Version {
        parts = List.copyOf(parts);
    }

    /** Versions from one on and before another. */
    record Range(Version from, Version until) {}

    /** Reads a version such as {@code 1.2.3-beta}; what follows the third part does not count. */
    static Optional<Version> parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        return form.matches()
                ? Optional.of(new Version(Arrays.stream(form.group(1).split("\\."))
                        .map(Long::valueOf)
                        .toList()))
                : Optional.empty();
    }

    long part(int index) {
        return index < parts.size() ? parts.get(index) : 0;
    }

    /** Versions with the same minor part or, if only the major one is given, with that. */
    Range tilde() {
        return upTo(Math.min(parts.size() - 1, 1));
    }

    /** Versions in which the first part that is not 0 is the same. */
    Range caret() {
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) != 0) {
                return upTo(i);
            }
        }
        return upTo(parts.size() - 1);
    }

    /** Versions that begin with the parts; empty when no part is left to vary. */
    Optional<Range> wildcard() {
        return parts.size() == MOST ? Optional.empty() : Optional.of(upTo(parts.size() - 1));
    }

    /** Versions from this one on before the next that differs in the part. */
    private Range upTo(int index) {
        List<Long> next = new ArrayList<>(parts.subList(0, Math.min(index + 1, parts.size())));
        next.set(index, next.get(index) + 1);
        return new Range(this, new Version(next));
    }
}
