package dev.hindsight.activity;

/**
 * What an entry of the log is about.
 *
 * @param scope the kind of thing, such as {@code Insight}
 * @param itemId its id as text, at most 72 characters
 * @param name what people call it at that time
 */
public record Subject(String scope, String itemId, String name, String shortId) {}
