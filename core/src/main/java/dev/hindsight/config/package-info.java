/** What an operator can set, read once at start-up. */
@NullMarked
package dev.hindsight.config;

import org.jspecify.annotations.NullMarked;
