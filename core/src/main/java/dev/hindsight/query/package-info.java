/** Query nodes as sealed records, their strict reading, and what a run of one gives back; no SQL. */
@NullMarked
package dev.hindsight.query;

import org.jspecify.annotations.NullMarked;
