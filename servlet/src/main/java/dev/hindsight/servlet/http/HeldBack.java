package dev.hindsight.servlet.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Holds the beginning of a body back until it is known whether there is more: a small reply goes out in one piece with its
 * length, and a large one is streamed. Flushing does nothing before that.
 */
final class HeldBack extends OutputStream {
    private static final int LIMIT = 64 * 1024;

    private final HttpServletResponse response;
    private @Nullable ByteArrayOutputStream held = new ByteArrayOutputStream(16 * 1024);

    HeldBack(HttpServletResponse response) {
        this.response = response;
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        ByteArrayOutputStream beginning = held;
        if (beginning != null && beginning.size() + length <= LIMIT) {
            beginning.write(bytes, from, length);
            return;
        }
        if (beginning != null) {
            held = null;
            beginning.writeTo(response.getOutputStream());
        }
        response.getOutputStream().write(bytes, from, length);
    }

    /** Sends what is still held back. */
    void end() throws IOException {
        ByteArrayOutputStream all = held;
        if (all != null) {
            held = null;
            response.setContentLength(all.size());
            all.writeTo(response.getOutputStream());
        }
    }
}
