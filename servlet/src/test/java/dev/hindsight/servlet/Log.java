package dev.hindsight.servlet;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Everything that is logged while it is open, with stack traces. */
final class Log implements AutoCloseable {
    private final Logger root = Logger.getLogger("");
    private final StringWriter said = new StringWriter();
    private final Handler listener = new Handler() {
        @Override
        public synchronized void publish(LogRecord record) {
            said.write(new SimpleFormatter().formatMessage(record) + "\n");
            if (record.getThrown() != null) {
                record.getThrown().printStackTrace(new PrintWriter(said));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    Log() {
        root.addHandler(listener);
    }

    String said() {
        return said.toString();
    }

    @Override
    public void close() {
        root.removeHandler(listener);
    }
}
