/** DuckDB, the default home of events: the database, its event store, and its SQL. */
@NullMarked
package dev.hindsight.engine.duckdb;

import org.jspecify.annotations.NullMarked;
