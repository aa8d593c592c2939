/** Entry point of the library. */
@NullMarked
package dev.hindsight;

import org.jspecify.annotations.NullMarked;
