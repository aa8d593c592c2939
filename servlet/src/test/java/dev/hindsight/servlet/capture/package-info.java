@NullMarked
package dev.hindsight.servlet.capture;

import org.jspecify.annotations.NullMarked;
