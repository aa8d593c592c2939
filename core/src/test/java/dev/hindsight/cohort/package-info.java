@NullMarked
package dev.hindsight.cohort;

import org.jspecify.annotations.NullMarked;
