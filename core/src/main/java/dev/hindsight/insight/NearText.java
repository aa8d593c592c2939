package dev.hindsight.insight;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text to which others may be near: they share many groups of three letters, as PostgreSQL's {@code pg_trgm} counts them. Of a
 * longer text, the words in a row count that are nearest.
 */
final class NearText {
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    private final List<String> words;
    private final Set<String> groups;

    NearText(String text) {
        this.words = words(text);
        this.groups = groups(words);
    }

    /** From 0, nothing in common, to 1. */
    double to(@Nullable String text) {
        if (text == null || groups.isEmpty()) {
            return 0;
        }
        List<String> others = words(text);
        double best = 0;
        for (int from = 0; from < others.size(); from++) {
            int end = Math.min(from + words.size(), others.size());
            best = Math.max(best, likeness(groups(others.subList(from, end))));
        }
        return best;
    }

    private double likeness(Set<String> others) {
        long common = others.stream().filter(groups::contains).count();
        return common == 0 ? 0 : (double) common / (groups.size() + others.size() - common);
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (String word : NO_WORD.split(text.toLowerCase(Locale.ROOT))) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    private static Set<String> groups(List<String> words) {
        Set<String> groups = new HashSet<>();
        for (String word : words) {
            String padded = "  " + word + " ";
            for (int i = 0; i + 3 <= padded.length(); i++) {
                groups.add(padded.substring(i, i + 3));
            }
        }
        return groups;
    }
}
