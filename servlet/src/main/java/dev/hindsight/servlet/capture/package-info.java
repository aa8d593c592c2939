/** Where events come in, in the formats that clients of PostHog send. */
@NullMarked
package dev.hindsight.servlet.capture;

import org.jspecify.annotations.NullMarked;
