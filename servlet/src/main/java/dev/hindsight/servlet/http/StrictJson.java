package dev.hindsight.servlet.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.error.HindsightException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * JSON as senders may write it: UTF-8 without faults, no key twice in an object, {@value #MAX_DEPTH} levels deep at most,
 * numbers that a double can hold, text that can be written again.
 */
public final class StrictJson {
    /** How many objects and lists may stand inside each other. */
    public static final int MAX_DEPTH = 200;

    private static final ObjectReader STRICT = reader(true);
    private static final ObjectReader LENIENT = reader(false);

    private StrictJson() {}

    private static ObjectReader reader(boolean strict) {
        return new JsonMapper(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(MAX_DEPTH)
                                .maxNameLength(10_000)
                                .build())
                        .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strict)
                        .build())
                .reader();
    }

    /**
     * Reads one value and nothing after it.
     *
     * @throws HindsightException {@code parse_error} when the input is not such JSON
     */
    public static JsonNode read(InputStream input) throws IOException {
        try (JsonParser parser = new Checked(STRICT.getFactory().createParser(utf8(input)))) {
            JsonNode value = STRICT.readTree(parser);
            if (value == null || value.isMissingNode()) {
                throw error("the body is empty");
            }
            if (parser.nextToken() != null) {
                throw error("there is more after the end of the value");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw error(e);
        } catch (CharacterCodingException e) {
            throw error("the body is not valid UTF-8");
        }
    }

    /**
     * A parser for input of many values that are judged one by one: it checks the grammar, the depth and the encoding, and
     * leaves repeated keys, huge numbers and odd texts to the judge. Its failures are {@link JsonProcessingException} and
     * {@link CharacterCodingException}; {@link #error(IOException)} words them for the caller.
     */
    public static JsonParser stream(InputStream input) throws IOException {
        return LENIENT.getFactory().createParser(utf8(input));
    }

    /** Reads the value at which a parser of {@link #stream} stands. */
    public static JsonNode readValue(JsonParser parser) throws IOException {
        return LENIENT.readTree(parser);
    }

    private static InputStreamReader utf8(InputStream input) {
        return new InputStreamReader(
                input,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    /** The caller's view of a failure of {@link #stream}; other failures are returned to be thrown as they are. */
    public static HindsightException error(IOException failure) throws IOException {
        if (failure instanceof CharacterCodingException) {
            return error("the body is not valid UTF-8");
        }
        if (failure instanceof JsonProcessingException json) {
            return error(json);
        }
        throw failure;
    }

    private static HindsightException error(JsonProcessingException failure) {
        String message = String.valueOf(failure.getOriginalMessage());
        String place = failure.getLocation() == null
                ? ""
                : " (line " + failure.getLocation().getLineNr() + ", column "
                        + failure.getLocation().getColumnNr() + ")";
        return error(printable(message) + place);
    }

    private static HindsightException error(String problem) {
        return HindsightException.unparsable("JSON parse error - " + problem);
    }

    private static String printable(String message) {
        String line = message.lines().findFirst().orElse("");
        String start = line.length() > 300 ? line.substring(0, 300) + "…" : line;
        return start.chars()
                .map(c -> Character.isISOControl(c) || Character.isSurrogate((char) c) ? '?' : c)
                .collect(StringBuilder::new, (text, c) -> text.append((char) c), StringBuilder::append)
                .toString();
    }

    /** Refuses, token by token, what the grammar of JSON allows but no reply could hold. */
    private static final class Checked extends JsonParserDelegate {
        Checked(JsonParser parser) {
            super(parser);
        }

        @Override
        public JsonToken nextToken() throws IOException {
            JsonToken token = super.nextToken();
            if (token == JsonToken.VALUE_NUMBER_FLOAT && !Double.isFinite(getDoubleValue())) {
                throw new JsonParseException(this, "a number is too large");
            }
            if (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME) {
                checkSurrogates(token == JsonToken.FIELD_NAME ? currentName() : getText());
            }
            return token;
        }

        private void checkSurrogates(String text) throws IOException {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (pair) {
                    i++;
                } else if (Character.isSurrogate(c)) {
                    throw new JsonParseException(this, "a text holds half of a surrogate pair");
                }
            }
        }

        @Override
        public @Nullable String nextFieldName() throws IOException {
            return nextToken() == JsonToken.FIELD_NAME ? currentName() : null;
        }

        @Override
        public @Nullable String nextTextValue() throws IOException {
            return nextToken() == JsonToken.VALUE_STRING ? getText() : null;
        }
    }
}
