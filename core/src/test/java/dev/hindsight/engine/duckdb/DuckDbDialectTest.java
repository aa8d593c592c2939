package dev.hindsight.engine.duckdb;

import dev.hindsight.engine.DialectContract;
import dev.hindsight.engine.EventsDatabase;

class DuckDbDialectTest extends DialectContract {
    @Override
    protected EventsDatabase open() {
        return DuckDbDatabase.open("jdbc:duckdb:");
    }
}
