package dev.hindsight.project;

/** Somebody in a role. */
public record RoleMember(RoleMembership membership, Member member) {}
