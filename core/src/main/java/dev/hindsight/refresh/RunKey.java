package dev.hindsight.refresh;

/**
 * A question of a project, by the key that its answer is kept under; public only because the binding of parameters has to
 * reach it.
 */
public record RunKey(long projectId, String cacheKey) {}
