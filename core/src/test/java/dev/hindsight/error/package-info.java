@NullMarked
package dev.hindsight.error;

import org.jspecify.annotations.NullMarked;
