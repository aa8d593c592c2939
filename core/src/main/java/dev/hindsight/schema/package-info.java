/** Brings the tables of a database up to date, or refuses those that are newer than the program. */
@NullMarked
package dev.hindsight.schema;

import org.jspecify.annotations.NullMarked;
