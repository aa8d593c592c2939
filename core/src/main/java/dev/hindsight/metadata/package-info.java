/** The metadata database: its pool, its schema, and how values travel to and from it. */
@NullMarked
package dev.hindsight.metadata;

import org.jspecify.annotations.NullMarked;
