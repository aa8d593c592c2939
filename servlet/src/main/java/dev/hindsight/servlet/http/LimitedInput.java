package dev.hindsight.servlet.http;

import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import java.io.IOException;
import java.io.InputStream;

/** A stream that gives up when more comes than is allowed, whatever the sender announced. */
public final class LimitedInput extends InputStream {
    private final InputStream source;
    private final long limit;
    private long count;

    /** Allows {@code limit} bytes of the source; one more is a {@code request_too_large} failure. */
    public LimitedInput(InputStream source, long limit) {
        this.source = source;
        this.limit = limit;
    }

    /** The failure of a body that is over a limit in bytes. */
    static HindsightException tooLarge(long limit) {
        return HindsightException.of(
                Failure.TOO_LARGE, "The request body is larger than the limit of " + limit + " bytes.");
    }

    @Override
    public int read() throws IOException {
        int value = source.read();
        if (value >= 0) {
            advance(1);
        }
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = source.read(buffer, offset, length);
        if (read > 0) {
            advance(read);
        }
        return read;
    }

    private void advance(int read) {
        count += read;
        if (count > limit) {
            throw tooLarge(limit);
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
