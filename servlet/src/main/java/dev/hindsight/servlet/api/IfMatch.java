package dev.hindsight.servlet.api;

import dev.hindsight.servlet.http.Request;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The version that a client has seen of what it changes: the entity tag of a reply, sent back. It is optional; without it the
 * last write wins.
 */
final class IfMatch {
    /** No insight has it, so it matches nothing. */
    private static final long NO_VERSION = -1;

    private IfMatch() {}

    /** The entity tag of a version. */
    static String tag(long version) {
        return "\"" + version + "\"";
    }

    /** The version that a request insists on; null when any will do. A tag that is none of ours matches nothing. */
    static @Nullable Long version(Request request) {
        Optional<String> header = request.header("If-Match").map(String::strip);
        if (header.isEmpty() || header.get().equals("*")) {
            return null;
        }
        String tag = header.get();
        boolean ours = tag.matches("\"[0-9]{1,18}\"");
        return ours ? Long.parseLong(tag.substring(1, tag.length() - 1)) : NO_VERSION;
    }
}
