/** Events on ClickHouse. */
@NullMarked
package dev.hindsight.engine.clickhouse;

import org.jspecify.annotations.NullMarked;
