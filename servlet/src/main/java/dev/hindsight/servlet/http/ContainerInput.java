package dev.hindsight.servlet.http;

import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import java.io.IOException;
import java.io.InputStream;

/**
 * A container's body stream whose failures read the same everywhere: one container throws an I/O exception for broken
 * chunks, the other a runtime exception of its own.
 */
final class ContainerInput extends InputStream {
    private final InputStream source;

    ContainerInput(InputStream source) {
        this.source = source;
    }

    @Override
    public int read() {
        try {
            return source.read();
        } catch (IOException | RuntimeException e) {
            throw broken(e);
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        try {
            return source.read(buffer, offset, length);
        } catch (IOException | RuntimeException e) {
            throw broken(e);
        }
    }

    private static HindsightException broken(Exception cause) {
        return new HindsightException(Failure.UNPARSABLE, "The request body could not be read to its end.", cause);
    }
}
