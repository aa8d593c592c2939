package dev.hindsight.project;

import java.time.Instant;
import java.util.UUID;

/** Owns projects and has members. */
public record Organization(UUID id, String name, Instant createdAt) {}
