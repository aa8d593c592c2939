/** SQL that users write: asked of the engine, and its rows (contract queries 7). */
@NullMarked
package dev.hindsight.query.sql;

import org.jspecify.annotations.NullMarked;
