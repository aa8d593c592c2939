/** What the application measures about itself, for Prometheus. */
@NullMarked
package dev.hindsight.servlet.metrics;

import org.jspecify.annotations.NullMarked;
