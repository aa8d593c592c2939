package dev.hindsight.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NearTextTest {
    @Test
    void to_isThePartOfGroupsInCommon() {
        assertThat(new NearText("sign up").to("Sign-up!", 0)).isEqualTo(1);
        assertThat(new NearText("signpu").to("signup", 0)).isEqualTo(4 / 10.0);
        assertThat(new NearText("signup").to("weekly signup funnel", 0)).isEqualTo(1);
        assertThat(new NearText("abc").to("xyz", 0)).isZero();
        assertThat(new NearText("abc").to(null, 0)).isZero();
        assertThat(new NearText("?!").to("?!", 0)).isZero();
    }

    @Test
    void to_isWhatAllWindowsGive_whateverIsLeftOutEarly() {
        Random random = new Random(11);
        for (int round = 0; round < 2_000; round++) {
            String searched = words(random, 1 + random.nextInt(4));
            String text = words(random, random.nextInt(12));
            double slow = slow(searched, text);
            assertThat(new NearText(searched).to(text, 0))
                    .as(searched + " | " + text)
                    .isEqualTo(slow);
            double fast = new NearText(searched).to(text, 0.4);
            assertThat(fast)
                    .as(searched + " | " + text)
                    .isIn(slow < 0.4 ? new Object[] {slow, 0.0} : new Object[] {slow});
        }
    }

    private static String words(Random random, int count) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder word = new StringBuilder();
            for (int j = random.nextInt(5); j >= 0; j--) {
                word.append((char) ('a' + random.nextInt(3)));
            }
            words.add(word.toString());
        }
        return String.join(" ", words);
    }

    private static double slow(String searched, String text) {
        List<String> wanted = List.of(searched.split(" "));
        List<String> words = text.isEmpty() ? List.of() : List.of(text.split(" "));
        double best = 0;
        for (int from = 0; from < words.size(); from++) {
            for (int to = from + 1; to <= Math.min(words.size(), from + wanted.size()); to++) {
                if (to - from == wanted.size() || from == 0) {
                    best = Math.max(best, likeness(groups(wanted), groups(words.subList(from, to))));
                }
            }
        }
        return best;
    }

    private static double likeness(Set<String> some, Set<String> others) {
        Set<String> common = new HashSet<>(some);
        common.retainAll(others);
        Set<String> all = new HashSet<>(some);
        all.addAll(others);
        return (double) common.size() / all.size();
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
