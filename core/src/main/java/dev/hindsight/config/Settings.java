package dev.hindsight.config;

import dev.hindsight.engine.EngineLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operator has set, checked. Each key is looked for in the order of the sources: what the program was given, system
 * properties, the servlet context's parameters, environment variables ({@code hindsight.public-url} is {@code
 * HINDSIGHT_PUBLIC_URL} there). The first that has it wins; an empty value counts as not set.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>default</th><th>meaning</th></tr>
 * <tr><td>{@code hindsight.home}</td><td>{@code ~/.hindsight}</td><td>directory of the embedded databases</td></tr>
 * <tr><td>{@code hindsight.metadata.url}, {@code .user}, {@code .password}</td><td>an H2 file in home</td>
 *     <td>JDBC: {@code jdbc:h2:…} or {@code jdbc:postgresql:…}</td></tr>
 * <tr><td>{@code hindsight.events.url}, {@code .user}, {@code .password}</td><td>a DuckDB file in home</td>
 *     <td>JDBC: {@code jdbc:duckdb:…}</td></tr>
 * <tr><td>{@code hindsight.metadata.jndi}, {@code hindsight.events.jndi}</td><td>none</td>
 *     <td>in place of a URL, the name of the container's data source: {@code java:comp/env/jdbc/hindsight}</td></tr>
 * <tr><td>{@code hindsight.events.own-schema}</td><td>none</td>
 *     <td>the schema of the events database, to ClickHouse another database, that has events of your own, which are read and never
 *     written</td></tr>
 * <tr><td>{@code hindsight.bootstrap.key}</td><td>a generated one</td>
 *     <td>the personal API key to create on the first start, at least 8 characters without spaces</td></tr>
 * <tr><td>{@code hindsight.clock}</td><td>the system's</td><td>an ISO instant at which the clock stands still</td></tr>
 * <tr><td>{@code hindsight.demo}</td><td>{@code false}</td>
 *     <td>on the first start, fill project 1 with a generated data set and sample insights</td></tr>
 * <tr><td>{@code hindsight.query.timeout}</td><td>{@code 60s}</td>
 *     <td>how long a question may take, from 1 ms to 1 h: {@code 500ms}, {@code 60s}, {@code 2m}</td></tr>
 * <tr><td>{@code hindsight.query.concurrency}</td><td>the processors and one</td>
 *     <td>how many questions are calculated at once, 1 to 1000</td></tr>
 * <tr><td>{@code hindsight.query.queue}</td><td>64</td><td>how many more may wait, 0 to 100000</td></tr>
 * <tr><td>{@code hindsight.query.project-concurrency}</td><td>all but one</td>
 *     <td>how many of them may be of one project, from 1 to all</td></tr>
 * <tr><td>{@code hindsight.query.project-queue}</td><td>half of the queue</td>
 *     <td>how many of one project may wait, from 0 to all</td></tr>
 * <tr><td>{@code hindsight.background.timeout}</td><td>{@code 10m}</td>
 *     <td>how long a calculation in the background may take, from 1 ms to 1 h</td></tr>
 * <tr><td>{@code hindsight.background.threads}</td><td>2</td><td>how many of them run at once</td></tr>
 * <tr><td>{@code hindsight.background.warming}</td><td>not at all</td>
 *     <td>how much of each hour answers may be calculated before anybody asks: {@code 6m}</td></tr>
 * <tr><td>{@code hindsight.ratelimit}</td><td>{@code false}</td><td>limit how often each API key may be used</td></tr>
 * <tr><td>{@code hindsight.ratelimit.allow}</td><td>none</td>
 *     <td>projects whose requests are not limited: their ids, with commas between</td></tr>
 * <tr><td>{@code hindsight.metrics}</td><td>{@code false}</td>
 *     <td>measure, and tell at {@code /metrics}: {@code true} whoever has the token, {@code open} everybody</td></tr>
 * <tr><td>{@code hindsight.metrics.token}</td><td>none</td>
 *     <td>who may read the metrics, 16 to 200 characters without spaces</td></tr>
 * <tr><td>{@code hindsight.request-log}</td><td>{@code false}</td><td>one line in the log for each request</td></tr>
 * <tr><td>{@code hindsight.public-url}</td><td>taken from each request</td>
 *     <td>the address of the application as clients see it, for links in replies</td></tr>
 * </table>
 *
 * @param metadata all null: the file in {@code home}
 * @param events likewise
 * @param ownEvents the schema, or ClickHouse's database, of events that are not ours; null: they are ours
 * @param bootstrapKey null: generate one
 * @param fixedClock null: the system's clock
 * @param queryTimeout of one question, waiting included
 * @param rateLimitAllowed the projects that {@code rateLimit} does not concern
 * @param metrics who may read what is measured
 * @param requestLog whether each request is logged
 * @param publicUrl without a trailing slash; null: take it from each request
 */
public record Settings(
        Path home,
        Database metadata,
        Database events,
        @Nullable String ownEvents,
        @Nullable String bootstrapKey,
        @Nullable Instant fixedClock,
        boolean demo,
        Duration queryTimeout,
        EngineLimits engine,
        BackgroundLimits background,
        boolean rateLimit,
        Set<Long> rateLimitAllowed,
        Metrics metrics,
        boolean requestLog,
        @Nullable URI publicUrl) {
    public Settings {
        rateLimitAllowed = Set.copyOf(rateLimitAllowed);
    }

    /**
     * A JDBC database; all null is the embedded one.
     *
     * @param jndi the name of a data source that has the rest; null: there is a URL, or nothing
     */
    public record Database(
            @Nullable String url,
            @Nullable String user,
            @Nullable String password,
            @Nullable String jndi) {
        /** Without what may hold a password: that itself, and everything in the URL but the place. */
        @Override
        public String toString() {
            return "Database[url="
                    + (url == null ? null : url.replaceFirst("[?;].*", "").replaceFirst("//.*@", "//")) + ", user="
                    + user + ", jndi=" + jndi + "]";
        }
    }

    /**
     * Whether anything is measured, and who may read it.
     *
     * @param token whoever has it may; null: everybody may
     */
    public record Metrics(boolean on, @Nullable String token) {
        /** Nothing is measured. */
        public static final Metrics OFF = new Metrics(false, null);

        /** Without the token. */
        @Override
        public String toString() {
            return !on ? "off" : token == null ? "open" : "on";
        }
    }

    /**
     * What calculations in the background may take.
     *
     * @param timeout of one of them
     * @param threads how many run at once
     * @param warming how much of each hour answers may be calculated before anybody asks; zero: not at all
     */
    public record BackgroundLimits(Duration timeout, int threads, Duration warming) {}

    /**
     * Reads settings; the first source that has a key wins.
     *
     * @throws SettingsException when a source has a key that does not exist, or a value that means nothing
     */
    public static Settings read(List<SettingsSource> sources) {
        return new SettingsReader(sources).read();
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "Settings[home=" + home + ", metadata=" + metadata + ", events=" + events + ", demo=" + demo
                + ", queryTimeout="
                + queryTimeout + ", engine=" + engine + ", background=" + background + ", rateLimit=" + rateLimit
                + ", metrics=" + metrics + ", requestLog=" + requestLog
                + ", publicUrl=" + publicUrl
                + ", fixedClock=" + fixedClock + "]";
    }
}
