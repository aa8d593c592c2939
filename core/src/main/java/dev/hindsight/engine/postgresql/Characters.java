package dev.hindsight.engine.postgresql;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A set of characters.
 *
 * @param ranges of code points, both ends in it, ascending and apart from each other
 */
record Characters(List<Range> ranges) {
    static final Characters NONE = new Characters(List.of());
    static final Characters DIGITS = of("09");
    static final Characters WORD = of("09AZ__az");
    static final Characters SPACE = of("\t\n\f\r  ");

    record Range(int from, int to) {}

    Characters {
        ranges = List.copyOf(ranges);
    }

    static Characters of(int from, int to) {
        return new Characters(List.of(new Range(from, to)));
    }

    /** Pairs of ends. */
    static Characters of(String ends) {
        Characters all = NONE;
        for (int i = 0; i < ends.length(); i += 2) {
            all = all.and(of(ends.charAt(i), ends.charAt(i + 1)));
        }
        return all;
    }

    Characters and(Characters other) {
        List<Range> sorted = new ArrayList<>(ranges);
        sorted.addAll(other.ranges);
        sorted.sort(Comparator.comparingInt(Range::from));
        List<Range> joined = new ArrayList<>();
        for (Range next : sorted) {
            Range last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && next.from() <= last.to() + 1) {
                joined.set(joined.size() - 1, new Range(last.from(), Math.max(last.to(), next.to())));
            } else {
                joined.add(next);
            }
        }
        return new Characters(joined);
    }

    Characters others() {
        List<Range> between = new ArrayList<>();
        int from = 0;
        for (Range range : ranges) {
            if (range.from() > from) {
                between.add(new Range(from, range.from() - 1));
            }
            from = range.to() + 1;
        }
        if (from <= Character.MAX_CODE_POINT) {
            between.add(new Range(from, Character.MAX_CODE_POINT));
        }
        return new Characters(between);
    }

    boolean meets(Characters other) {
        return ranges.stream()
                .anyMatch(mine ->
                        other.ranges.stream().anyMatch(its -> mine.from() <= its.to() && its.from() <= mine.to()));
    }

    /**
     * With the other case of every letter. Which letters beyond ASCII belong together is not looked up: where there are any, all of
     * them may be meant.
     */
    Characters inBothCases() {
        Characters beyond = of(128, Character.MAX_CODE_POINT);
        Characters both = meets(beyond) ? and(beyond) : this;
        for (char letter = 'a'; letter <= 'z'; letter++) {
            Characters pair = of(letter, letter).and(of(letter - 32, letter - 32));
            both = meets(pair) ? both.and(pair) : both;
        }
        return both;
    }
}
