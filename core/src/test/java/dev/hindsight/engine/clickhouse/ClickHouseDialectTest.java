package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.DialectContract;
import dev.hindsight.engine.EventsDatabase;

class ClickHouseDialectTest extends DialectContract {
    @Override
    protected EventsDatabase open() {
        return ClickHouseDatabase.open(TestClickHouse.emptyDatabase(), TestClickHouse.USER, TestClickHouse.PASSWORD);
    }
}
