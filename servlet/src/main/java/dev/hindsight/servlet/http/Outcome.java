package dev.hindsight.servlet.http;

/** What a route makes of a request: its reply, or the work that will bring it. */
public sealed interface Outcome permits Reply, Later {}
