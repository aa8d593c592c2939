/** Retention: lowering to SQL, and shaping of rows to results. */
@NullMarked
package dev.hindsight.query.retention;

import org.jspecify.annotations.NullMarked;
