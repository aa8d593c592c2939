package dev.hindsight.query.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** What queries give, each as its rows. The same on every engine. */
class SqlTest {
    private static SqlWorld world;

    @BeforeAll
    static void open() {
        world = new SqlWorld();
    }

    @AfterAll
    static void close() {
        if (world != null) {
            world.close();
        }
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/sql/queries.txt", delimiter = '§', quoteCharacter = '~')
    void query_givesItsRows(String sql, String expected) {
        assertThat(world.rows(sql)).isEqualTo(SqlWorld.read(expected));
    }
}
