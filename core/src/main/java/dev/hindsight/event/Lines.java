package dev.hindsight.event;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines of bounded length, without their line ends; lines can be put back to be read again. */
final class Lines {
    private final Reader reader;
    private final int limit;
    private final Deque<String> putBack = new ArrayDeque<>();
    private final char[] buffer = new char[1 << 16];
    private int from;
    private int until;
    private long number;

    /** @param limit longer lines are cut to one character more than this, which is how they are known */
    Lines(Reader reader, int limit) {
        this.reader = reader;
        this.limit = limit;
    }

    /** The number of the line that was given last, from 1. */
    long number() {
        return number;
    }

    /** The next line, null at the end. */
    @Nullable
    String next() throws IOException {
        String line = putBack.poll();
        if (line == null) {
            line = read();
        }
        if (line != null) {
            number++;
        }
        return line;
    }

    /** Gives back lines, which are the last ones that {@link #next} gave, so that it gives them again. */
    void putBack(List<String> lines) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            putBack.push(lines.get(i));
        }
        number -= lines.size();
    }

    private @Nullable String read() throws IOException {
        StringBuilder begun = null;
        while (true) {
            if (from == until && !fill()) {
                return begun == null ? null : finished(begun);
            }
            int end = from;
            while (end < until && buffer[end] != '\n') {
                end++;
            }
            boolean complete = end < until;
            if (begun == null && complete && end - from <= limit) {
                String line = new String(buffer, from, end - from);
                from = end + 1;
                return withoutReturn(line);
            }
            begun = begun == null ? new StringBuilder() : begun;
            begun.append(buffer, from, Math.min(end - from, limit + 1 - begun.length()));
            from = complete ? end + 1 : end;
            if (complete) {
                return finished(begun);
            }
        }
    }

    private boolean fill() throws IOException {
        int count = reader.read(buffer);
        from = 0;
        until = Math.max(count, 0);
        return count > 0;
    }

    private String finished(StringBuilder line) {
        return line.length() > limit ? line.toString() : withoutReturn(line.toString());
    }

    private static String withoutReturn(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }
}
