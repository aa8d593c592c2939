package dev.hindsight.servlet.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** JSON as replies hold it: UTF-8, and null for numbers that JSON cannot spell (contract insights-api 1.8). */
public final class WireJson {
    /** The stream is the container's, which knows best when to send: a small reply in one piece, its length known. */
    private static final JsonMapper MAPPER = new JsonMapper(JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .build());

    private static final ObjectWriter WRITER = MAPPER.writer();
    private static final ObjectReader READER = MAPPER.reader();

    private WireJson() {}

    /** A generator; closing it writes all to the stream and leaves it open. */
    public static JsonGenerator generator(OutputStream out) throws IOException {
        return new FiniteNumbers(WRITER.createGenerator(out));
    }

    /** As {@link #generator}, for many values, each on a line of its own; closing it closes the stream. */
    public static JsonGenerator lines(OutputStream out) throws IOException {
        JsonGenerator lines = MAPPER.writer().withRootValueSeparator("\n").createGenerator(out);
        return new FiniteNumbers(lines.enable(JsonGenerator.Feature.AUTO_CLOSE_TARGET));
    }

    /** Reads what core has stored as ready to send. */
    public static JsonNode read(byte[] stored) throws IOException {
        return READER.readTree(stored);
    }

    static byte[] bytes(JsonNode value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = generator(bytes)) {
            WRITER.writeValue(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private static final class FiniteNumbers extends JsonGeneratorDelegate {
        FiniteNumbers(JsonGenerator generator) {
            super(generator, false);
        }

        @Override
        public void writeNumber(double value) throws IOException {
            if (Double.isFinite(value)) {
                super.writeNumber(value);
            } else {
                super.writeNull();
            }
        }

        @Override
        public void writeNumber(float value) throws IOException {
            if (Float.isFinite(value)) {
                super.writeNumber(value);
            } else {
                super.writeNull();
            }
        }
    }
}
