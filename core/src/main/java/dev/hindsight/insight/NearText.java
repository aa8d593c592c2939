package dev.hindsight.insight;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text to which others may be near: they share many groups of three letters, as PostgreSQL's {@code pg_trgm} counts them. Of a
 * longer text, the words in a row count that are nearest.
 */
final class NearText {
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    /** Of a longer search, the words after these have to be there exactly, or not at all. */
    private static final int MOST_WORDS = 8;

    private final int words;
    private final Set<String> groups = new HashSet<>();

    NearText(String text) {
        List<String> searched = words(text);
        this.words = Math.min(searched.size(), MOST_WORDS);
        searched.subList(0, words).forEach(word -> groups.addAll(groups(word)));
    }

    /**
     * From 0, nothing in common, to 1.
     *
     * @param least what is less counts as nothing, which is found out soon of most texts
     */
    double to(@Nullable String text, double least) {
        if (text == null || groups.isEmpty()) {
            return 0;
        }
        List<Set<String>> others = new ArrayList<>();
        Set<String> common = new HashSet<>();
        for (String word : words(text)) {
            Set<String> ofWord = groups(word);
            others.add(ofWord);
            ofWord.stream().filter(groups::contains).forEach(common::add);
        }
        // No words in a row have more in common than all of them.
        return common.size() < least * groups.size() ? 0 : best(others);
    }

    /** Moves a window of as many words as are searched over the text. */
    private double best(List<Set<String>> others) {
        Map<String, Integer> window = new HashMap<>();
        int common = 0;
        double best = 0;
        for (int end = 0; end < others.size(); end++) {
            for (String group : others.get(end)) {
                common += window.merge(group, 1, Integer::sum) == 1 && groups.contains(group) ? 1 : 0;
            }
            if (end >= words) {
                for (String group : others.get(end - words)) {
                    boolean gone =
                            window.merge(group, -1, (count, one) -> count + one == 0 ? null : count + one) == null;
                    common -= gone && groups.contains(group) ? 1 : 0;
                }
            }
            best = Math.max(best, (double) common / (groups.size() + window.size() - common));
        }
        return best;
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

    private static Set<String> groups(String word) {
        Set<String> groups = new HashSet<>();
        String padded = "  " + word + " ";
        for (int i = 0; i + 3 <= padded.length(); i++) {
            groups.add(padded.substring(i, i + 3));
        }
        return groups;
    }
}
