package dev.hindsight.event;

import java.time.Instant;
import java.util.UUID;

/**
 * One thing that happened, as the event store takes it: already checked, see {@link EventReader}.
 *
 * @param uuid the identity of the event: the same uuid in one project is stored once
 * @param event its name, 1 to 200 characters
 * @param distinctId who did it, in the words of the sender, 1 to 400 characters
 * @param timestamp UTC, kept in microseconds
 * @param properties a JSON object as compact text
 */
public record Event(UUID uuid, String event, String distinctId, Instant timestamp, String properties) {}
