package dev.hindsight.query.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.cases.Seeds;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Queries that are known, with pieces of one another in the wrong places: each has rows or is refused, and none shows anything of
 * another project. {@code -Drandom.seconds} says for how long, {@code -Drandom.seed} from where.
 */
class SqlFuzzTest {
    private static final Set<Failure> ALLOWED = EnumSet.of(Failure.INVALID, Failure.TIMEOUT);
    private static final Pattern PIECE = Pattern.compile("'[^']*'|[A-Za-z_$][A-Za-z0-9_$.]*|[0-9.]+|\\S");
    private static final List<String> ODD = List.of(
            "secret",
            "project_id",
            "'secret'",
            "1e308",
            "1e999",
            "-1",
            "9223372036854775808",
            "''",
            "null",
            "*",
            "(",
            ")",
            "[",
            "]",
            "{filters}",
            "'\uD83D\uDE00'",
            "`a b`",
            "->",
            "x -> x",
            "interval 5 month",
            "over ()",
            "distinct",
            "limit 1",
            "sample 0.5",
            "'(a'",
            "'%'",
            "1 = 1",
            "or",
            "not",
            "cast(1 as date)",
            "now()",
            "[1, 'a']",
            "properties",
            "person_id");

    private static SqlWorld world;
    private static List<List<String>> queries;
    private static List<List<String>> known;

    @BeforeAll
    static void open() {
        world = new SqlWorld();
        queries = all("/sql/queries.txt");
        known = new ArrayList<>(queries);
        known.addAll(all("/sql/attacks.txt"));
    }

    @AfterAll
    static void close() {
        if (world != null) {
            world.close();
        }
    }

    private static List<List<String>> all(String file) {
        return text(file).lines().map(line -> pieces(line.split("§")[0])).toList();
    }

    private static String text(String resource) {
        try (InputStream in = Objects.requireNonNull(SqlFuzzTest.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> pieces(String sql) {
        List<String> pieces = new ArrayList<>();
        Matcher piece = PIECE.matcher(sql);
        while (piece.find()) {
            pieces.add(piece.group());
        }
        return pieces;
    }

    @Test
    void mixedQueries_haveRowsOrAreRefused() {
        long seed = Seeds.first();
        long end = System.nanoTime() + Long.getLong("random.seconds", 4) * 1_000_000_000L;
        int answered = 0;
        int refused = 0;
        int byEngine = 0;
        for (; System.nanoTime() < end; seed++) {
            String sql = query(new Random(seed));
            try {
                assertThat(world.rows(sql).toString())
                        .as("seed %d: %s", seed, sql)
                        .doesNotContain(SqlWorld.SECRET + "\"");
                answered++;
            } catch (HindsightException e) {
                assertThat(e.failure())
                        .as("seed %d: %s: %s", seed, sql, e.detail())
                        .isIn(ALLOWED);
                assertThat(e.detail())
                        .as("seed %d: %s", seed, sql)
                        .doesNotContain("FROM (")
                        .doesNotContain("SELECT c");
                refused++;
                if (e.code().equals("query_refused")) {
                    byEngine++;
                    if (byEngine <= 5) {
                        System.out.println("refused by the engine, seed " + seed + ": " + sql);
                    }
                }
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + sql, e);
            }
        }
        System.out.printf(
                "mixed queries: %d answered, %d refused, %d of them by the engine%n", answered, refused, byEngine);
        assertThat(answered).isPositive();
        assertThat(refused).isPositive();
    }

    /** A known query in which some pieces are left out, doubled, or come from another one. */
    private static String query(Random random) {
        List<String> pieces = new ArrayList<>(any(queries, random));
        int changes = 1 + random.nextInt(2);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(pieces.size());
            switch (random.nextInt(5)) {
                case 0 -> {
                    if (pieces.size() > 1) {
                        pieces.remove(at);
                    }
                }
                case 1 -> pieces.add(at, pieces.get(random.nextInt(pieces.size())));
                case 2 -> pieces.set(at, any(any(known, random), random));
                case 3 -> pieces.set(at, any(ODD, random));
                default -> pieces.addAll(at, run(any(known, random), random));
            }
        }
        // What another query selects from secret itself is a text of the query's own.
        return String.join(" ", pieces).replace("'secret'", "'secre'");
    }

    private static List<String> run(List<String> pieces, Random random) {
        int from = random.nextInt(pieces.size());
        return pieces.subList(from, Math.min(pieces.size(), from + 1 + random.nextInt(8)));
    }

    private static <T> T any(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }
}
