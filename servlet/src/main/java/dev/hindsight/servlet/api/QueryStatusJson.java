package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.engine.Progress;
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
        status.put("error_attr", run.errorAttr());
        status.put("start_time", WireTime.of(run.requestedAt()));
        status.put("pickup_time", WireTime.of(run.startedAt()));
        status.put("end_time", WireTime.of(run.endedAt()));
        status.put("expiration_time", WireTime.of(run.expiresAt()));
        status.put("state", run.state().name().toLowerCase(java.util.Locale.ROOT));
        return status;
    }

    /** The same with how far it has come: what the engine does not tell is null (contract insights-api 4.6). */
    static ObjectNode withProgress(RunStatus run) {
        ObjectNode status = of(run, null);
        Progress progress = run.progress();
        if (progress != null && run.elapsed() != null) {
            status.putObject("query_progress")
                    .putNull("bytes_read")
                    .put("rows_read", progress.rows())
                    .put("estimated_rows_total", progress.total())
                    .put("time_elapsed", run.elapsed().toMillis())
                    .putNull("active_cpu_time");
        }
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
                .putNull("error_attr")
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
