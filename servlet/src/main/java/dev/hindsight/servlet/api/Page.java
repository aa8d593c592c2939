package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.servlet.http.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list a request wants (contract insights-api 1.7). A {@code limit} or {@code offset} that means nothing counts
 * as not sent.
 *
 * @param limit at least 1
 * @param offset how many are left out before
 */
record Page(int limit, int offset) {
    private static final int DEFAULT_LIMIT = 100;

    static Page of(Request request) {
        int limit = number(request, "limit");
        int offset = number(request, "offset");
        return new Page(limit <= 0 ? DEFAULT_LIMIT : limit, Math.max(offset, 0));
    }

    private static int number(Request request, String parameter) {
        try {
            return request.query()
                    .get(parameter)
                    .map(String::strip)
                    .map(Integer::parseInt)
                    .orElse(0);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** The rows of this page out of a list that is held whole. */
    <T> List<T> of(List<T> all) {
        int from = Math.min(offset, all.size());
        return all.subList(from, (int) Math.min((long) from + limit, all.size()));
    }

    /** The envelope of a page, with links to its neighbours. */
    ObjectNode envelope(Request request, long count, List<? extends JsonNode> results) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.put("count", count);
        envelope.put("next", next(request, count));
        envelope.put("previous", previous(request));
        envelope.putArray("results").addAll(results);
        return envelope;
    }

    /** Where the rows after this page are; null when there are none. */
    @Nullable
    String next(Request request, long count) {
        return (long) offset + limit >= count ? null : link(request, (long) offset + limit);
    }

    /** Where the rows before this page are; null when there are none. */
    @Nullable
    String previous(Request request) {
        return offset == 0 ? null : link(request, Math.max(0, (long) offset - limit));
    }

    private String link(Request request, long newOffset) {
        var parameters = request.query().with("limit", Integer.toString(limit));
        return request.urlWith(
                newOffset == 0 ? parameters.without("offset") : parameters.with("offset", Long.toString(newOffset)));
    }
}
