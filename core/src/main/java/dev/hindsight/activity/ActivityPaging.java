package dev.hindsight.activity;

import dev.hindsight.error.HindsightException;
import org.jspecify.annotations.Nullable;

/**
 * Which part of the log is wanted.
 *
 * @param page from 1
 * @param limit entries a page, from 1 to {@link #MOST}
 */
public record ActivityPaging(long page, int limit) {
    /** More entries than this on one page are not given; a larger limit means this one. */
    public static final int MOST = 500;

    private static final int DEFAULT_LIMIT = 10;

    /** Far beyond the end of any log, and small enough to be multiplied by a limit. */
    private static final long LAST_PAGE = 1_000_000_000_000L;

    public ActivityPaging {
        if (page < 1) {
            throw wrong("page");
        }
        if (limit < 1) {
            throw wrong("limit");
        }
        page = Math.min(page, LAST_PAGE);
        limit = Math.min(limit, MOST);
    }

    /**
     * Reads the parameters of a request.
     *
     * @param page null: the first
     * @param limit null: 10 entries
     * @throws HindsightException {@code validation_error} naming the parameter that is no whole number from 1
     */
    public static ActivityPaging read(@Nullable String page, @Nullable String limit) {
        long wantedPage = page == null ? 1 : number("page", page);
        long wantedLimit = limit == null ? DEFAULT_LIMIT : number("limit", limit);
        return new ActivityPaging(wantedPage, (int) Math.min(wantedLimit, MOST));
    }

    /** How many entries are on the pages before. */
    public long offset() {
        return (page - 1) * limit;
    }

    private static long number(String name, String text) {
        if (!text.matches("[0-9]+")) {
            throw wrong(name);
        }
        String digits = text.replaceFirst("^0+(?=.)", "");
        return digits.length() > 12 ? LAST_PAGE : Long.parseLong(digits);
    }

    private static HindsightException wrong(String name) {
        return HindsightException.invalid(name, "A whole number from 1 is required.");
    }
}
