package dev.hindsight.moving;

import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.engine.clickhouse.ClickHouseDatabase;
import dev.hindsight.engine.clickhouse.TestClickHouse;

class EventMoveToClickHouseTest extends EventMoveContract {
    @Override
    protected EventsDatabase open() {
        return ClickHouseDatabase.open(TestClickHouse.emptyDatabase(), TestClickHouse.USER, TestClickHouse.PASSWORD);
    }
}
