package dev.hindsight.query.funnels;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** Times that people took, in seconds: 8 bytes each. */
final class Durations {
    private double[] seconds = new double[8];
    private int size;

    void add(double duration) {
        if (size == seconds.length) {
            seconds = Arrays.copyOf(seconds, size * 2);
        }
        seconds[size++] = duration;
    }

    void addAll(Durations others) {
        for (int i = 0; i < others.size; i++) {
            add(others.seconds[i]);
        }
    }

    int size() {
        return size;
    }

    double get(int index) {
        return seconds[index];
    }

    DoubleStream stream() {
        return Arrays.stream(seconds, 0, size);
    }

    @Nullable
    Double average() {
        return size == 0 ? null : stream().sum() / size;
    }

    @Nullable
    Double median() {
        if (size == 0) {
            return null;
        }
        double[] sorted = stream().sorted().toArray();
        int middle = size / 2;
        return size % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
