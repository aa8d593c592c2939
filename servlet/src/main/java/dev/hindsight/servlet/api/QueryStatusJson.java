package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.refresh.RunStatus;
import org.jspecify.annotations.Nullable;

/** How far a calculation has come, as the API spells it (contract insights-api 4.6). */
final class QueryStatusJson {
    private QueryStatusJson() {}

    /**
     * A calculation.
     *
     * @param insightId the insight that it was asked through; null: none is known
     */
    static ObjectNode of(RunStatus run, @Nullable Long insightId) {
        ObjectNode status = empty(run.id(), run.projectId(), insightId);
        status.put("query_async", run.background());
        status.put("complete", run.state().isFinal());
        status.put("error", run.error() != null);
        status.put("error_message", run.error());
        status.put("start_time", WireTime.of(run.requestedAt()));
        status.put("pickup_time", WireTime.of(run.startedAt()));
        status.put("end_time", WireTime.of(run.endedAt()));
        status.put("expiration_time", WireTime.of(run.expiresAt()));
        status.put("state", run.state().name().toLowerCase(java.util.Locale.ROOT));
        return status;
    }

    /** A calculation that came to no end and that nobody can ask for. */
    static ObjectNode failed(String id, long projectId, @Nullable Long insightId, String error) {
        ObjectNode status = empty(id, projectId, insightId);
        status.put("query_async", false);
        status.put("complete", true);
        status.put("error", true);
        status.put("error_message", error);
        return status;
    }

    private static ObjectNode empty(String id, long projectId, @Nullable Long insightId) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("team_id", projectId)
                .put("insight_id", insightId)
                .putNull("dashboard_id")
                .put("query_async", false)
                .put("complete", false)
                .put("error", false)
                .putNull("error_message")
                .putNull("results")
                .putNull("start_time")
                .putNull("pickup_time")
                .putNull("end_time")
                .putNull("expiration_time")
                .putNull("task_id")
                .putNull("query_progress")
                .putNull("labels");
    }
}
