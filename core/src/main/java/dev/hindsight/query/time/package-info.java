/** Date bounds, ranges, intervals and buckets, in the project's zone. */
@NullMarked
package dev.hindsight.query.time;

import org.jspecify.annotations.NullMarked;
