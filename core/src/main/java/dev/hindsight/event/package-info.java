/** Events and persons: capture, import, person merge, and what is known about properties. */
@NullMarked
package dev.hindsight.event;

import org.jspecify.annotations.NullMarked;
