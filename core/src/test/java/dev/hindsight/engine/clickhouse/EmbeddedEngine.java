package dev.hindsight.engine.clickhouse;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** ClickHouse as a library in this process: sessions of it run side by side on the tables of one folder. */
final class EmbeddedEngine {
    /** The library's functions, as its header has them. */
    private interface Functions extends Library {
        void chdb_set_signal_handlers_enabled(int enabled);

        @Nullable
        Pointer chdb_connect(int argc, String[] argv);

        void chdb_close_conn(Pointer connection);

        Pointer chdb_query_n(Pointer session, byte[] sql, NativeLong length, String format, NativeLong formatLength);

        Pointer chdb_stream_query_n(
                Pointer session, byte[] sql, NativeLong length, String format, NativeLong formatLength);

        @Nullable
        Pointer chdb_stream_fetch_result(Pointer session, Pointer stream);

        void chdb_stream_cancel_query(Pointer session, Pointer stream);

        @Nullable
        Pointer chdb_result_buffer(Pointer result);

        NativeLong chdb_result_length(Pointer result);

        @Nullable
        String chdb_result_error(Pointer result);

        void chdb_destroy_query_result(Pointer result);
    }

    /** The engine refused a statement, or stopped it; the message has the code. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        Refusal(String message) {
            super(message);
        }
    }

    /** Takes a part of a result; each begins with the result's header. */
    @FunctionalInterface
    interface Part {
        void accept(byte[] bytes) throws java.io.IOException;
    }

    private final Functions functions;
    private final String[] arguments;

    EmbeddedEngine(Path library, Path data) {
        functions = Native.load(library.toString(), Functions.class);
        // The JVM has uses for signals of its own.
        functions.chdb_set_signal_handlers_enabled(0);
        arguments = new String[] {"clickhouse", "--path=" + data};
    }

    /** A session of its own, with its own settings. */
    Session open() {
        Pointer connection = functions.chdb_connect(arguments.length, arguments);
        if (connection == null) {
            throw new IllegalStateException("the engine does not start");
        }
        return new Session(connection);
    }

    final class Session implements AutoCloseable {
        private final Pointer connection;

        private Session(Pointer connection) {
            this.connection = connection;
        }

        byte[] run(String sql, String format) throws Refusal {
            byte[] text = sql.getBytes(StandardCharsets.UTF_8);
            return taken(functions.chdb_query_n(
                    connection.getPointer(0),
                    text,
                    new NativeLong(text.length),
                    format,
                    new NativeLong(format.length())));
        }

        /** Hands over a result in parts, while the engine finds more. */
        void stream(String sql, String format, Part part) throws Refusal, java.io.IOException {
            byte[] text = sql.getBytes(StandardCharsets.UTF_8);
            Pointer session = connection.getPointer(0);
            Pointer stream = functions.chdb_stream_query_n(
                    session, text, new NativeLong(text.length), format, new NativeLong(format.length()));
            try {
                String error = functions.chdb_result_error(stream);
                if (error != null) {
                    throw new Refusal(error);
                }
                for (byte[] bytes = next(session, stream); bytes.length > 0; bytes = next(session, stream)) {
                    part.accept(bytes);
                }
            } finally {
                functions.chdb_stream_cancel_query(session, stream);
                functions.chdb_destroy_query_result(stream);
            }
        }

        private byte[] next(Pointer session, Pointer stream) throws Refusal {
            Pointer result = functions.chdb_stream_fetch_result(session, stream);
            return result == null ? new byte[0] : taken(result);
        }

        private byte[] taken(Pointer result) throws Refusal {
            try {
                String error = functions.chdb_result_error(result);
                if (error != null) {
                    throw new Refusal(error);
                }
                Pointer buffer = functions.chdb_result_buffer(result);
                int length = functions.chdb_result_length(result).intValue();
                return buffer == null || length == 0 ? new byte[0] : buffer.getByteArray(0, length);
            } finally {
                functions.chdb_destroy_query_result(result);
            }
        }

        @Override
        public void close() {
            functions.chdb_close_conn(connection);
        }
    }
}
