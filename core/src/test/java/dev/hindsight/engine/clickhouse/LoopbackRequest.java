package dev.hindsight.engine.clickhouse;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request of the driver, as statements for the embedded engine.
 *
 * @param preparations choose the database and the settings of the request
 * @param data a file with the rows of an insert, which is deleted when the request is closed
 */
record LoopbackRequest(
        String sql,
        String format,
        String id,
        List<String> preparations,
        boolean isQuery,
        @Nullable Path data) implements AutoCloseable {
    /** Parameters of a URL that are no settings. */
    private static final Set<String> TRANSPORT = Set.of(
            "query",
            "query_id",
            "database",
            "compress",
            "decompress",
            "user",
            "password",
            "role",
            "default_format",
            "wait_end_of_query",
            "client_protocol_version",
            "session_id",
            "enable_http_compression",
            "log_comment");

    private static final Pattern FORMAT = Pattern.compile("\\bFORMAT\\s+(\\w+)\\s*;?\\s*$", Pattern.CASE_INSENSITIVE);
    private static final Pattern QUERY = Pattern.compile("\\s*\\(*\\s*(SELECT|WITH)\\b.*", Pattern.DOTALL);

    static LoopbackRequest of(HttpExchange exchange, Path folder) throws IOException {
        Map<String, String> parameters = parameters(exchange.getRequestURI().getRawQuery());
        String id = parameters.getOrDefault("query_id", "");
        String sql = parameters.getOrDefault("query", "");
        Path data = null;
        try (InputStream body = exchange.getRequestBody()) {
            if (sql.isEmpty()) {
                sql = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            } else {
                data = Files.createTempFile(folder, "rows", "");
                Files.write(data, body.readAllBytes());
            }
        }
        String format = Objects.requireNonNullElse(
                exchange.getRequestHeaders().getFirst("X-ClickHouse-Format"),
                parameters.getOrDefault("default_format", "TabSeparated"));
        Matcher named = FORMAT.matcher(sql);
        if (named.find()) {
            sql = data == null ? sql : sql.substring(0, named.start()) + "FROM INFILE '" + data + "' " + named.group();
            format = named.group(1);
        }
        if (sql.startsWith("KILL") || sql.contains("system.processes")) {
            sql = sql.replace("query_id", "Settings['log_comment']");
        }
        String ofHeader = exchange.getRequestHeaders().getFirst("X-ClickHouse-Database");
        String database = ofHeader == null ? parameters.get("database") : ofHeader;
        return new LoopbackRequest(
                sql,
                format,
                id,
                preparations(database, id, parameters),
                QUERY.matcher(sql).matches(),
                data);
    }

    private static List<String> preparations(@Nullable String database, String id, Map<String, String> parameters) {
        List<String> preparations = new ArrayList<>();
        if (database != null) {
            preparations.add("USE `" + database + "`");
        }
        List<String> settings = new ArrayList<>();
        settings.add("log_comment = " + quoted(id));
        parameters.forEach((name, value) -> {
            if (!TRANSPORT.contains(name)) {
                settings.add(name + " = " + quoted(value));
            }
        });
        preparations.add("SET " + String.join(", ", settings));
        return preparations;
    }

    private static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : query == null ? new String[0] : query.split("&")) {
            String[] parts = parameter.split("=", 2);
            parameters.put(
                    URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                    parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    @Override
    public void close() throws IOException {
        if (data != null) {
            Files.deleteIfExists(data);
        }
    }
}
