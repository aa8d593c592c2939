package dev.hindsight.insight;

import dev.hindsight.benchmark.SideBySide;
import dev.hindsight.metadata.MetadataDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

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
        new ManyInsights(world, postgresql, INSIGHTS, DASHBOARDS).fill();
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
