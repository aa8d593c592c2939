package dev.hindsight.servlet.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a route answers.
 *
 * @param headers without those that the dispatcher adds to every reply
 * @param cookies each a {@code Set-Cookie} of its own
 * @param length the size of the body in bytes, when it is known before writing
 */
public record Reply(int status, Map<String, String> headers, List<String> cookies, OptionalLong length, Body body)
        implements Outcome {
    /** Writes a body. */
    @FunctionalInterface
    public interface Body {
        /**
         * Writes everything; the stream stays open.
         *
         * @throws IOException when the client goes away
         */
        void writeTo(OutputStream out) throws IOException;
    }

    public Reply {
        headers = Map.copyOf(headers);
        cookies = List.copyOf(cookies);
    }

    /** A reply without a body. */
    public static Reply empty(int status) {
        return new Reply(status, Map.of(), List.of(), OptionalLong.of(0), out -> {});
    }

    /** A JSON value. */
    public static Reply json(int status, JsonNode value) {
        return bytes(status, "application/json", WireJson.bytes(value));
    }

    /** Text that is ready to send. */
    public static Reply bytes(int status, String contentType, byte[] content) {
        return new Reply(
                status,
                Map.of("Content-Type", contentType),
                List.of(),
                OptionalLong.of(content.length),
                out -> out.write(content));
    }

    /** Text that is made while it is sent, for bodies that may be large. */
    public static Reply streamed(int status, String contentType, Body body) {
        return new Reply(status, Map.of("Content-Type", contentType), List.of(), OptionalLong.empty(), body);
    }

    /** This reply with one more header. */
    public Reply with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, more, cookies, length, body);
    }

    /** This reply with its body written out. */
    public Reply withBody(byte[] content) {
        return new Reply(status, headers, cookies, OptionalLong.of(content.length), out -> out.write(content));
    }

    /** This reply with one more cookie, as it is spelled in {@code Set-Cookie}. */
    public Reply withCookie(String cookie) {
        List<String> more = new ArrayList<>(cookies);
        more.add(cookie);
        return new Reply(status, headers, more, length, body);
    }
}
