/** Stored groups of persons, listed one by one or said by what they have in common. */
@NullMarked
package dev.hindsight.cohort;

import org.jspecify.annotations.NullMarked;
