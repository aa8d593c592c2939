/** The people behind a number of an insight. */
@NullMarked
package dev.hindsight.query.actors;

import org.jspecify.annotations.NullMarked;
