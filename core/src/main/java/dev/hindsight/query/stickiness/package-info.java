/** Stickiness: lowering to SQL, and shaping to results. */
@NullMarked
package dev.hindsight.query.stickiness;

import org.jspecify.annotations.NullMarked;
