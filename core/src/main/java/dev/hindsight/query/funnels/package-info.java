/** Funnels: lowering to SQL, the walk of each actor through the steps, and shaping to results. */
@NullMarked
package dev.hindsight.query.funnels;

import org.jspecify.annotations.NullMarked;
