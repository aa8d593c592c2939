package dev.hindsight.refresh;

/**
 * What a caller calls a question that they asked; public only because the mapper of rows has to reach it.
 *
 * @param id the caller's own, unique within the project
 * @param userId who asked
 */
public record Ticket(long projectId, String id, String cacheKey, long userId) {
    RunKey key() {
        return new RunKey(projectId, cacheKey);
    }
}
