package dev.hindsight.event;

import dev.hindsight.error.HindsightException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Imports events from files, however large. Rows that cannot be stored are left out and counted, and never stop an import.
 * Importing the same file twice stores nothing twice. Thread-safe.
 */
public final class EventImport {
    private static final int GZIP_BUFFER = 1 << 16;

    private final EventStore store;

    public EventImport(EventStore store) {
        this.store = store;
    }

    /**
     * Imports a file whose name tells its format.
     *
     * @param progress told from time to time, and at the end; called in this thread
     * @throws HindsightException {@code validation_error}, attr {@code file}, if the name tells no format or compressed data
     *     breaks off, attr {@code header} if the columns are wrong
     * @throws IOException if the file cannot be read; what was reported as stored stays so
     */
    public ImportReport run(long projectId, Path file, Consumer<ImportProgress> progress) throws IOException {
        ImportFormat format = ImportFormat.of(file);
        try (InputStream in = Files.newInputStream(file)) {
            return run(projectId, in, format, progress);
        }
    }

    /** As {@link #run(long, Path, Consumer)} from a stream, which is read to its end and not closed. */
    public ImportReport run(long projectId, InputStream in, ImportFormat format, Consumer<ImportProgress> progress)
            throws IOException {
        CountedStream counted = new CountedStream(in);
        try (ImportRun run = new ImportRun(projectId, store, counted, progress)) {
            Reader reader = new InputStreamReader(plain(counted), StandardCharsets.ISO_8859_1);
            return run.run(
                    switch (format) {
                        case CSV -> new CsvRows(reader);
                        case JSON_LINES -> new JsonLineRows(reader);
                    });
        } catch (EOFException | ZipException e) {
            throw HindsightException.invalid("file", "The compressed data is damaged or breaks off.");
        }
    }

    /** The bytes as they were before compression, without a byte order mark. */
    private static InputStream plain(InputStream in) throws IOException {
        BufferedInputStream raw = new BufferedInputStream(in, GZIP_BUFFER);
        boolean compressed = startsWith(raw, 0x1f, 0x8b);
        BufferedInputStream plain =
                compressed ? new BufferedInputStream(new GZIPInputStream(raw, GZIP_BUFFER), GZIP_BUFFER) : raw;
        if (startsWith(plain, 0xef, 0xbb, 0xbf)) {
            plain.skipNBytes(3);
        }
        return plain;
    }

    private static boolean startsWith(BufferedInputStream in, int... bytes) throws IOException {
        in.mark(bytes.length);
        try {
            for (int wanted : bytes) {
                if (in.read() != wanted) {
                    return false;
                }
            }
            return true;
        } finally {
            in.reset();
        }
    }
}
