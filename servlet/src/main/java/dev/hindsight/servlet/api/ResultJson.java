package dev.hindsight.servlet.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;

/** Puts stored result bytes into a reply as they are: they were written to be sent. */
final class ResultJson {
    private ResultJson() {}

    /**
     * Writes a field whose value is ready.
     *
     * @param out where the generator writes to
     */
    static void splice(JsonGenerator json, String field, byte[] value, OutputStream out) throws IOException {
        json.writeFieldName(field);
        json.writeRawValue("");
        json.flush();
        out.write(value);
    }
}
