package dev.hindsight.servlet.api;

import dev.hindsight.access.Caller;
import dev.hindsight.servlet.http.HttpRefusal;
import dev.hindsight.servlet.http.Request;
import java.util.OptionalLong;

/** Lets requests through, or not yet. Asked once for each, when it is known who sends it and that they may. */
@FunctionalInterface
public interface Throttle {
    /** Lets everything through. */
    Throttle OFF = (caller, request, projectId) -> {};

    /**
     * Counts a request.
     *
     * @param projectId the project that it is about; empty when it is about none
     * @throws HttpRefusal 429 when it comes too early
     */
    void admit(Caller caller, Request request, OptionalLong projectId);
}
