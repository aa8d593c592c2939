/** A made-up product with events and insights, for trying things out. */
@NullMarked
package dev.hindsight.demo;

import org.jspecify.annotations.NullMarked;
