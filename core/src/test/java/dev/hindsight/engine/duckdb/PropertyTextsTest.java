package dev.hindsight.engine.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.event.PropertyTexts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts made in Java are those that DuckDB, which takes them from the JSON, would give. */
class PropertyTextsTest {
    private final DuckDbDatabase database = DuckDbDatabase.open("jdbc:duckdb:");
    private final Connection connection;

    PropertyTextsTest() throws SQLException {
        connection = database.connect();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7.50",
                "1e2",
                "1E+2",
                "1e16",
                "1e20",
                "1e21",
                "1e22",
                "1.5e-7",
                "0.00001",
                "0.000001",
                "-0.0",
                "-0",
                "0.0",
                "123456789012345678901234567890",
                "-9223372036854775809",
                "1e300",
                "0.30000000000000004",
                "5e-324",
                "2.2250738585072014E-308",
                "-123456789.125",
                "9.007199254740993E15",
                "true",
                "false",
                "\"x\\/y\"",
                "\"\"",
                "{\"b\":1.50,\"a\" : [1, 2]}",
                "[1,\"\\u00e9\",null]",
                "[\"a\\/b\\u001f\\\"\\n\"]",
                "[]",
                "{}",
                "\"\\ud83d\\ude00\"",
                "{\"\\\"k\\\"\":{\"n\":1e3}}"
            })
    void text_isThatOfDuckDb(String json) throws SQLException {
        assertSame(json);
    }

    @Test
    void text_ofAnyNumber_isThatOfDuckDb() throws SQLException {
        Random random = new Random(20260301);
        for (int i = 0; i < 2000; i++) {
            double number = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(number)) {
                assertSame(Double.toString(number));
            }
            assertSame(Double.toString(random.nextInt(1_000_000) / 1000.0));
        }
    }

    @Test
    void all_leavesOutNull() {
        assertThat(PropertyTexts.all("{\"a\":1,\"b\":null,\"c\":\"\"}")).isEqualTo(Map.of("a", "1", "c", ""));
    }

    private void assertSame(String json) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select cast(? as json) ->> '/a'")) {
            String properties = "{\"a\":" + json + "}";
            select.setString(1, properties);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                assertThat(PropertyTexts.all(properties)).as(json).containsEntry("a", row.getString(1));
            }
        }
    }
}
