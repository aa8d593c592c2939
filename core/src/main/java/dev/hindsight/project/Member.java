package dev.hindsight.project;

/** A user together with their place in an organization. */
public record Member(Membership membership, User user) {}
