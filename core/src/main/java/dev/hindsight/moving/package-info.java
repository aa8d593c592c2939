/** Copies what one database keeps into another: from the embedded ones to servers, and back. */
@NullMarked
package dev.hindsight.moving;

import org.jspecify.annotations.NullMarked;
