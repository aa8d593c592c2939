package dev.hindsight.engine.postgresql;

import dev.hindsight.engine.DialectContract;
import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.engine.TestPostgres;

class PostgresDialectTest extends DialectContract {
    @Override
    protected EventsDatabase open() {
        return PostgresEvents.open(TestPostgres.newDatabase(), TestPostgres.USER, TestPostgres.PASSWORD);
    }
}
