package dev.hindsight.engine.clickhouse;

import dev.hindsight.engine.EventsDatabase;
import dev.hindsight.query.session.SessionsContract;

class ClickHouseSessionsTest extends SessionsContract {
    @Override
    protected EventsDatabase open() {
        return ClickHouseDatabase.open(TestClickHouse.emptyDatabase(), TestClickHouse.USER, TestClickHouse.PASSWORD);
    }
}
