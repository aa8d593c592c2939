/** Refresh modes, freshness, cache keys and cached results: whether an answer is read or calculated. */
@NullMarked
package dev.hindsight.refresh;

import org.jspecify.annotations.NullMarked;
