package dev.hindsight.engine;

import java.time.Duration;

/**
 * What an engine is at, and what it has done since it was opened.
 *
 * @param running how many statements run
 * @param waiting how many wait for their turn
 * @param ended how many have ended, with rows or without
 * @param waited how long those that had their turn have waited for it, in all
 * @param worked how long those that have ended took since then, the reading of their rows included, in all
 */
public record EngineLoad(int running, int waiting, long ended, Duration waited, Duration worked) {}
