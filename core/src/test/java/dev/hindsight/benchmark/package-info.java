/** What the benchmarks of all kinds of query share. */
@NullMarked
package dev.hindsight.benchmark;

import org.jspecify.annotations.NullMarked;
