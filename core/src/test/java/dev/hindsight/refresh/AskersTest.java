package dev.hindsight.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.access.Access;
import dev.hindsight.access.Caller;
import dev.hindsight.engine.Asker;
import dev.hindsight.engine.Deadline;
import dev.hindsight.engine.Dialect;
import dev.hindsight.engine.Engine;
import dev.hindsight.engine.EngineLimits;
import dev.hindsight.engine.EngineLoad;
import dev.hindsight.engine.RowConsumer;
import dev.hindsight.engine.RowReader;
import dev.hindsight.engine.Sql;
import dev.hindsight.engine.duckdb.DuckDbDatabase;
import dev.hindsight.engine.duckdb.DuckDbEngine;
import dev.hindsight.engine.duckdb.DuckDbEventStore;
import dev.hindsight.metadata.MetadataDatabase;
import dev.hindsight.metadata.MetadataStores;
import dev.hindsight.project.Bootstrap;
import dev.hindsight.project.Bootstrap.FirstStart;
import dev.hindsight.project.KeyStore;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.ProjectStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** For whom the engine is told to work. */
class AskersTest {
    private static final String QUERY =
            "{\"kind\":\"TrendsQuery\",\"series\":[{\"kind\":\"EventsNode\",\"event\":\"a\"}]}";

    private final BlockingQueue<Asker> askers = new LinkedBlockingQueue<>();

    /** An engine that notes who asks it. */
    private final class Noting implements Engine {
        private final Engine engine;

        Noting(Engine engine) {
            this.engine = engine;
        }

        @Override
        public Dialect dialect() {
            return engine.dialect();
        }

        @Override
        public <T> List<T> query(Sql sql, RowReader<T> reader, Deadline deadline) {
            askers.add(deadline.asker());
            return engine.query(sql, reader, deadline);
        }

        @Override
        public void stream(Sql sql, RowConsumer rows, Deadline deadline) {
            askers.add(deadline.asker());
            engine.stream(sql, rows, deadline);
        }

        @Override
        public EngineLoad load() {
            return engine.load();
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    @Test
    void statements_runForTheProjectThatAsks_orForItsBackground() throws Exception {
        Clock clock = Clock.systemUTC();
        JsonNode query = new JsonMapper().readTree(QUERY);
        try (MetadataDatabase metadata = MetadataStores.h2();
                DuckDbDatabase events = DuckDbDatabase.open("jdbc:duckdb:");
                Engine engine = new Noting(new DuckDbEngine(events, EngineLimits.ofThisMachine()))) {
            ProjectStore projects = new ProjectStore(metadata.jdbi());
            MemberStore members = new MemberStore(metadata.jdbi());
            KeyStore keys = new KeyStore(metadata.jdbi());
            FirstStart first = new Bootstrap(projects, members, keys)
                    .run(null, clock.instant())
                    .orElseThrow();
            long project = first.project().id();
            try (Refresh refresh = new Refresh(
                    metadata,
                    projects,
                    new DuckDbEventStore(events, clock),
                    engine,
                    new Access(metadata.jdbi(), projects, members, keys, clock),
                    clock,
                    new Refresh.Limits(Duration.ofSeconds(60), Duration.ofSeconds(60), 1, Duration.ZERO),
                    Observer.NONE)) {
                Caller caller = Caller.of(first.owner());

                refresh.queries().answer(caller, project, query, RefreshMode.FORCE_BLOCKING);
                assertThat(askers).isNotEmpty().containsOnly(Asker.waitingIn(project));
                askers.clear();

                refresh.queries().answer(caller, project, query, RefreshMode.FORCE_ASYNC);
                assertThat(askers.poll(60, TimeUnit.SECONDS)).isEqualTo(Asker.backgroundOf(project));
            }
        }
    }
}
