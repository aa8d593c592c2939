/** Lifecycle: lowering to SQL, and shaping to results. */
@NullMarked
package dev.hindsight.query.lifecycle;

import org.jspecify.annotations.NullMarked;
