package dev.hindsight.engine.postgresql;

import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.engine.TestPostgres;
import dev.hindsight.query.session.SessionsContract;

class PostgresSessionsTest extends SessionsContract {
    @Override
    protected EventsDatabase open() {
        return PostgresEvents.open(TestPostgres.newDatabase(), TestPostgres.USER, TestPostgres.PASSWORD);
    }
}
