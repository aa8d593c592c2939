package dev.hindsight.servlet.capture;

import dev.hindsight.error.HindsightException;
import dev.hindsight.servlet.http.HttpRefusal;
import dev.hindsight.servlet.http.LimitedInput;
import dev.hindsight.servlet.http.QueryParameters;
import dev.hindsight.servlet.http.Request;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The JSON inside a capture request, however it is wrapped: plain or gzip (said by a header, a parameter, or by the bytes
 * themselves), or as a field {@code data} of a form, there in Base64 or not.
 */
final class CaptureBody {
    /** What a body may hold, on the wire and unpacked, in bytes. */
    static final long LIMIT = 64L * 1024 * 1024;

    /** A form is held in memory several times while it is decoded, so it may hold less. */
    static final long FORM_LIMIT = 4L * 1024 * 1024;

    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private CaptureBody() {}

    /**
     * Opens the JSON of a request. Reading more than the limit fails with {@code request_too_large}.
     *
     * @throws HttpRefusal 415 for a compression other than gzip
     * @throws HindsightException {@code parse_error} when a form holds no readable {@code data}
     */
    static InputStream open(Request request) throws IOException {
        String encoding = request.header("Content-Encoding").orElse("identity").toLowerCase(Locale.ROOT);
        if (!encoding.equals("identity") && !encoding.equals("gzip")) {
            throw HttpRefusal.unsupportedMediaType(request.mediaType() + "; " + encoding);
        }
        boolean form = request.mediaType().equals("application/x-www-form-urlencoded");
        InputStream body = unpacked(request.limitedBody(form ? FORM_LIMIT : LIMIT));
        return form ? ofForm(body, request.query()) : body;
    }

    /** Trusts the bytes more than the headers: some clients say gzip and send text, and the other way round. */
    private static InputStream unpacked(InputStream packed) throws IOException {
        PushbackInputStream peekable = new PushbackInputStream(packed, 2);
        byte[] start = peekable.readNBytes(2);
        peekable.unread(start);
        boolean gzip = start.length == 2 && (start[0] & 0xff) == GZIP_FIRST && (start[1] & 0xff) == GZIP_SECOND;
        return gzip ? new LimitedInput(new GZIPInputStream(peekable, 16 * 1024), LIMIT) : peekable;
    }

    private static InputStream ofForm(InputStream body, QueryParameters query) throws IOException {
        String text = new String(body.readNBytes((int) FORM_LIMIT), StandardCharsets.ISO_8859_1);
        if (text.startsWith("{") || text.startsWith("[")) {
            // A JSON body under the media type that some HTTP clients put on everything.
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        QueryParameters form = QueryParameters.parse(text, "form");
        String data = form.get("data")
                .orElseThrow(() -> HindsightException.invalid("data", "required", "The form has no field data."));
        Optional<String> compression = form.get("compression").or(() -> query.get("compression"));
        boolean json = data.startsWith("{") || data.startsWith("[");
        if (json && !compression.equals(Optional.of("base64"))) {
            return new ByteArrayInputStream(data.getBytes(StandardCharsets.UTF_8));
        }
        try {
            // A plus sign that its sender did not escape has become a space.
            byte[] decoded = Base64.getDecoder().decode(data.replace(' ', '+'));
            return unpacked(new ByteArrayInputStream(decoded));
        } catch (IllegalArgumentException e) {
            throw HindsightException.unparsable("The form's field data is neither JSON nor Base64.");
        }
    }
}
