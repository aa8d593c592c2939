/** Events on PostgreSQL 13 or later. */
@NullMarked
package dev.hindsight.engine.postgresql;

import org.jspecify.annotations.NullMarked;
