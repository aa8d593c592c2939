package dev.hindsight.query;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Breakdown values in ascending order: part by part, by code points as engines order text. */
public final class ValueOrder implements Comparator<List<String>> {
    @Override
    public int compare(List<String> left, List<String> right) {
        int order = 0;
        for (int i = 0; i < Math.min(left.size(), right.size()) && order == 0; i++) {
            order = Arrays.compareUnsigned(
                    left.get(i).getBytes(StandardCharsets.UTF_8), right.get(i).getBytes(StandardCharsets.UTF_8));
        }
        return order == 0 ? Integer.compare(left.size(), right.size()) : order;
    }
}
