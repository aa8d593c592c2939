/** Who is asking, and what they may do. */
@NullMarked
package dev.hindsight.access;

import org.jspecify.annotations.NullMarked;
