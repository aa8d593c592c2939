package dev.hindsight.activity;

import org.jspecify.annotations.Nullable;

/**
 * What an entry of the log is about.
 *
 * @param scope the kind of thing, such as {@code Insight}
 * @param itemId its id as text, at most 72 characters
 * @param name what people call it at that time
 * @param shortId null for what has none
 */
public record Subject(
        String scope, String itemId, String name, @Nullable String shortId) {}
