package dev.hindsight.reference;

import java.util.List;

/** How many numbers become one (contract queries 3.2). */
final class Statistics {
    private Statistics() {}

    /** Whether this is the name of a statistic. */
    static boolean knows(String name) {
        return switch (name) {
            case "sum", "avg", "min", "max", "median", "p75", "p90", "p95", "p99" -> true;
            default -> false;
        };
    }

    /** One number for all of them, 0 when there are none. */
    static double of(String name, List<Double> numbers) {
        if (numbers.isEmpty()) {
            return 0;
        }
        List<Double> sorted = numbers.stream().sorted().toList();
        return switch (name) {
            case "sum" -> sum(sorted);
            case "avg" -> sum(sorted) / sorted.size();
            case "min" -> sorted.get(0);
            case "max" -> sorted.get(sorted.size() - 1);
            case "p25" -> quantile(sorted, 0.25);
            case "median" -> quantile(sorted, 0.5);
            case "p75" -> quantile(sorted, 0.75);
            case "p90" -> quantile(sorted, 0.9);
            case "p95" -> quantile(sorted, 0.95);
            case "p99" -> quantile(sorted, 0.99);
            default -> throw new NotInReference("statistic " + name);
        };
    }

    private static double sum(List<Double> numbers) {
        double sum = 0;
        for (double number : numbers) {
            sum += number;
        }
        return sum;
    }

    /** Between the two numbers around the place, in proportion. */
    private static double quantile(List<Double> sorted, double part) {
        double place = part * (sorted.size() - 1);
        int below = (int) Math.floor(place);
        int above = (int) Math.ceil(place);
        return sorted.get(below) + (sorted.get(above) - sorted.get(below)) * (place - below);
    }
}
