package dev.hindsight.insight;

import dev.hindsight.benchmark.SideBySide;
import dev.hindsight.metadata.MetadataDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * How long a page of 100 out of 100,000 insights takes, each with three tags, on two dashboards and with two access rules, for a
 * plain member; beside the bare SQL of the same page, written by hand. Argument: h2 or postgresql.
 */
public final class ListBenchmark {
    private static final int INSIGHTS = 100_000;
    private static final int DASHBOARDS = 1_000;

    private final InsightWorld world;
    private final boolean postgresql;

    private ListBenchmark(InsightWorld world, boolean postgresql) {
        this.world = world;
        this.postgresql = postgresql;
    }

    public static void main(String[] arguments) throws Exception {
        String database = arguments.length == 0 ? "h2" : arguments[0];
        if (database.equals("postgresql")) {
            try (EmbeddedPostgres server = EmbeddedPostgres.start();
                    MetadataDatabase metadata =
                            MetadataDatabase.open(server.getJdbcUrl("postgres", "postgres"), "postgres", "postgres")) {
                new ListBenchmark(new InsightWorld(metadata), true).run();
            }
        } else {
            try (MetadataDatabase metadata =
                    MetadataDatabase.open("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", null, null)) {
                new ListBenchmark(new InsightWorld(metadata), false).run();
            }
        }
        System.exit(0); // threads of databases
    }

    private void run() throws Exception {
        fill();
        System.out.printf(
                "%s, %,d insights; the library (left) beside bare SQL (right)%n",
                postgresql ? "PostgreSQL" : "H2", INSIGHTS);
        for (Map<String, String> parameters : List.of(
                Map.<String, String>of(),
                Map.of("offset", "50000"),
                Map.of("order", "-last_modified_at"),
                Map.of("order", "-created_at", "offset", "50000"))) {
            int offset = Integer.parseInt(parameters.getOrDefault("offset", "0"));
            InsightOrder order = InsightOrder.parse(parameters.getOrDefault("order", "order"));
            List<Long> ours = world.pageOf(world.member, parameters).insights().stream()
                    .map(Insight::id)
                    .toList();
            List<Long> bare = bare(order, offset);
            if (!ours.equals(bare)) {
                throw new IllegalStateException("not the same page: " + ours + " " + bare);
            }
            SideBySide.measure(
                    parameters.toString(), () -> world.pageOf(world.member, parameters), () -> bare(order, offset));
        }
        SideBySide.measure(
                "search",
                () -> world.pageOf(world.member, Map.of("search", "insght 77777")),
                () -> world.pageOf(world.member, Map.of()));
    }

    private void fill() {
        long project = world.project.id();
        long user = world.owner.user().id();
        String series = postgresql ? "generate_series(1, %d) as g(x)" : "system_range(1, %d) as g(x)";
        world.database.jdbi().useHandle(handle -> {
            handle.execute(
                    "insert into hindsight.insight (project_id, short_id, name, filters, query, query_kind, deleted,"
                            + " saved, favorited, is_sample, created_at, created_by, last_modified_at, last_modified_by, updated_at,"
                            + " version) select " + project + ", cast(x as varchar(12)), 'Insight ' || x, '{}',"
                            + " '{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"EventsNode\",\"event\":\"e' || mod(x, 50) ||"
                            + " '\"}]}', 'TrendsQuery', false, true, false, false, " + time() + ", " + user + ", "
                            + time() + ", "
                            + user + ", " + time() + ", 1 from " + series.formatted(INSIGHTS));
            handle.execute("insert into hindsight.tag (project_id, name) select " + project + ", 'tag ' || x from "
                    + series.formatted(500));
            handle.execute("insert into hindsight.insight_tag (insight_id, tag_id) select i.id, t.id from"
                    + " hindsight.insight i join hindsight.tag t on mod(t.id, 166) = mod(i.id, 166) and t.id <= 498");
            handle.execute("insert into hindsight.dashboard (project_id, name, description, filters, variables,"
                    + " restriction_level, pinned, deleted, created_at, last_modified_at, version) select " + project
                    + ", 'Dashboard ' || x, '', '{}', '{}', 21, false, false, " + time() + ", " + time() + ", 1 from "
                    + series.formatted(DASHBOARDS));
            handle.execute(
                    "insert into hindsight.tile (dashboard_id, insight_id, layouts, filters_overrides) select d.id,"
                            + " i.id, '{}', '{}' from hindsight.insight i join hindsight.dashboard d on mod(d.id, 500) ="
                            + " mod(i.id, 500)");
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

    /** The same page as somebody would write it who knows that there are no roles, and nothing about creators or kinds. */
    private List<Long> bare(InsightOrder order, int offset) {
        UUID membership = world.membership(world.member);
        String where = " from hindsight.insight i where i.project_id = :project and not i.deleted and coalesce("
                + rule("member:" + membership) + ", " + rule("everybody") + ", 'editor') <> 'none'";
        return world.database.jdbi().withHandle(handle -> {
            handle.createQuery("select count(*)" + where)
                    .bind("project", world.project.id())
                    .mapTo(Long.class)
                    .one();
            List<InsightRow> rows = handle.createQuery("select " + InsightRow.COLUMNS + where + " order by "
                            + order.sql() + " limit 100 offset " + offset)
                    .bind("project", world.project.id())
                    .map((row, context) -> InsightRow.read(row))
                    .list();
            List<Long> ids = rows.stream().map(InsightRow::id).toList();
            String in = " in (" + ids.stream().map(Object::toString).collect(Collectors.joining(",")) + ")";
            int more = 0;
            for (String sql : List.of(
                    "select l.insight_id, t.name from hindsight.insight_tag l join hindsight.tag t on t.id = l.tag_id where"
                            + " l.insight_id" + in,
                    "select t.insight_id, t.id from hindsight.tile t join hindsight.dashboard d on d.id = t.dashboard_id"
                            + " where t.deleted is not true and not d.deleted and t.insight_id" + in,
                    "select insight_id, max(last_viewed_at) from hindsight.insight_view where insight_id" + in
                            + " group by insight_id",
                    "select resource_id, access_level from hindsight.access_control where project_id = "
                            + world.project.id() + " and resource = 'insight' and resource_id in ("
                            + ids.stream().map(id -> "'" + id + "'").collect(Collectors.joining(",")) + ")",
                    "select id, email from hindsight.account where id = "
                            + world.owner.user().id())) {
                more += handle.createQuery(sql).mapToMap().list().size();
            }
            if (more == 0) {
                throw new IllegalStateException("nothing hangs on the insights");
            }
            return ids;
        });
    }

    private static String rule(String grantee) {
        return "(select a.access_level from hindsight.access_control a where a.project_id = :project and a.resource ="
                + " 'insight' and a.resource_id = cast(i.id as varchar(36)) and a.grantee = '" + grantee + "')";
    }
}
