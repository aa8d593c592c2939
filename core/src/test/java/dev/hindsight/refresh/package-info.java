@NullMarked
package dev.hindsight.refresh;

import org.jspecify.annotations.NullMarked;
