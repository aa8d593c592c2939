package dev.hindsight.servlet.http;

import dev.hindsight.error.HindsightException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent escapes of paths and query strings, decoded without leniency: what is not exactly right is refused. */
final class PercentEncoding {
    private PercentEncoding() {}

    /**
     * Decodes to text.
     *
     * @param part the part of the request, as an error names it
     * @param plusIsSpace whether {@code +} means a space, as it does in query strings
     * @throws HindsightException {@code parse_error} on a broken escape, raw non-ASCII text, or bytes that are not UTF-8
     */
    static String decode(String raw, String part, boolean plusIsSpace) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                throw HindsightException.unparsable("The " + part + " holds a character that must be percent-encoded.");
            } else if (c == '%') {
                boolean whole = i + 2 < raw.length()
                        && HexFormat.isHexDigit(raw.charAt(i + 1))
                        && HexFormat.isHexDigit(raw.charAt(i + 2));
                if (!whole) {
                    throw HindsightException.unparsable("The " + part + " holds a broken percent escape.");
                }
                bytes.write(HexFormat.fromHexDigits(raw, i + 1, i + 3));
                i += 2;
            } else {
                bytes.write(c == '+' && plusIsSpace ? ' ' : c);
            }
        }
        return utf8(bytes.toByteArray(), part);
    }

    private static String utf8(byte[] bytes, String part) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw HindsightException.unparsable("The " + part + " is not valid UTF-8.");
        }
    }
}
