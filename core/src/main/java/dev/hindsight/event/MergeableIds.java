package dev.hindsight.event;

import java.util.Locale;
import java.util.Set;

/** Tells distinct ids from the leftovers of broken senders, which would merge strangers into one person. */
final class MergeableIds {
    private static final int LIMIT = 400;

    private static final Set<String> NOBODY = Set.of(
            "0",
            "[object object]",
            "anonymous",
            "distinct_id",
            "distinctid",
            "email",
            "false",
            "guest",
            "id",
            "nan",
            "nil",
            "none",
            "not_authenticated",
            "null",
            "true",
            "undefined");

    private MergeableIds() {}

    static boolean contains(String id) {
        String bare = unquoted(id.strip()).strip();
        return !bare.isEmpty() && id.length() <= LIMIT && !NOBODY.contains(bare.toLowerCase(Locale.ROOT));
    }

    private static String unquoted(String id) {
        if (id.length() >= 2) {
            char first = id.charAt(0);
            if ((first == '"' || first == '\'') && id.charAt(id.length() - 1) == first) {
                return id.substring(1, id.length() - 1);
            }
        }
        return id;
    }
}
