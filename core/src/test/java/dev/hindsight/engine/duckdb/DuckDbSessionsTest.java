package dev.hindsight.engine.duckdb;

import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.query.session.SessionsContract;

class DuckDbSessionsTest extends SessionsContract {
    @Override
    protected EventsDatabase open() {
        return DuckDbDatabase.open("jdbc:duckdb:");
    }
}
