package dev.hindsight.insight;

import dev.hindsight.metadata.Transactions;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Fills a project with insights, each with three tags, on two dashboards and with two access rules. */
record ManyInsights(InsightWorld world, boolean postgresql, int insights, int dashboards) {
    void fill() {
        long project = world.project.id();
        long user = world.owner.user().id();
        String series = postgresql ? "generate_series(1, %d) as g(x)" : "system_range(1, %d) as g(x)";
        Transactions.use(world.database.jdbi(), handle -> {
            handle.execute(
                    "insert into hindsight.insight (project_id, short_id, name, filters, query, query_kind, deleted,"
                            + " saved, favorited, is_sample, created_at, created_by, last_modified_at, last_modified_by, updated_at,"
                            + " version) select " + project + ", cast(x as varchar(12)), 'Insight ' || x, '{}',"
                            + " '{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"EventsNode\",\"event\":\"e' || mod(x, 50) ||"
                            + " '\"}]}', 'TrendsQuery', false, true, false, false, " + time() + ", " + user + ", "
                            + time() + ", "
                            + user + ", " + time() + ", 1 from " + series.formatted(insights));
            handle.execute("insert into hindsight.tag (project_id, name) select " + project + ", 'tag ' || x from "
                    + series.formatted(500));
            handle.execute("insert into hindsight.insight_tag (insight_id, tag_id) select i.id, t.id from"
                    + " hindsight.insight i join hindsight.tag t on mod(t.id, 166) = mod(i.id, 166) and t.id <= 498");
            handle.execute("insert into hindsight.dashboard (project_id, name, description, filters, variables,"
                    + " restriction_level, pinned, deleted, created_at, last_modified_at, version) select " + project
                    + ", 'Dashboard ' || x, '', '{}', '{}', 21, false, false, " + time() + ", " + time() + ", 1 from "
                    + series.formatted(dashboards));
            handle.execute(
                    "insert into hindsight.tile (dashboard_id, insight_id, layouts, filters_overrides) select d.id,"
                            + " i.id, '{}', '{}' from hindsight.insight i join hindsight.dashboard d on mod(d.id, "
                            + dashboards / 2 + ") = mod(i.id, " + dashboards / 2 + ")");
            rules(handle, "everybody", "null", "case when mod(id, 3) = 0 then 'viewer' else 'editor' end");
            UUID membership = world.membership(world.member);
            rules(
                    handle,
                    "member:" + membership,
                    "cast('" + membership + "' as uuid)",
                    "case when mod(id, 10) = 0 then 'none' else 'manager' end");
            handle.execute(postgresql ? "analyze" : "analyze sample_size 10000");
        });
    }

    private String time() {
        return postgresql
                ? "timestamp with time zone '2026-01-01 00:00:00Z' + x * interval '1 second'"
                : "dateadd(second, x, timestamp with time zone '2026-01-01 00:00:00Z')";
    }

    private void rules(Handle handle, String grantee, String membership, String level) {
        handle.execute(
                "insert into hindsight.access_control (id, project_id, resource, resource_id, grantee, membership_id,"
                        + " access_level, created_at, updated_at) select "
                        + (postgresql ? "gen_random_uuid()" : "random_uuid()")
                        + ", project_id, 'insight', cast(id as varchar(36)), '" + grantee + "', " + membership + ", "
                        + level
                        + ", created_at, created_at from hindsight.insight");
    }
}
