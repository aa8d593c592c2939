package dev.hindsight.event;

/**
 * How far an import has come.
 *
 * @param rows rows read, the header not counted
 * @param accepted rows that are stored and visible
 * @param duplicates rows left out because their event was stored before
 * @param rejected rows refused
 * @param bytes bytes of the file read, as it is on disk
 */
public record ImportProgress(long rows, long accepted, long duplicates, long rejected, long bytes) {}
