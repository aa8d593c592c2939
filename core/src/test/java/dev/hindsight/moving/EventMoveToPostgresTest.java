package dev.hindsight.moving;

import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.engine.TestPostgres;
import dev.hindsight.engine.postgresql.PostgresEvents;

class EventMoveToPostgresTest extends EventMoveContract {
    @Override
    protected EventsDatabase open() {
        return PostgresEvents.open(TestPostgres.newDatabase(), TestPostgres.USER, TestPostgres.PASSWORD);
    }
}
