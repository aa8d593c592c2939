/** Trends: lowering to SQL, and shaping of rows to results. */
@NullMarked
package dev.hindsight.query.trends;

import org.jspecify.annotations.NullMarked;
