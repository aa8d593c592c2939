/** What a caller can be told about a failed call; free of HTTP. */
@NullMarked
package dev.hindsight.error;

import org.jspecify.annotations.NullMarked;
