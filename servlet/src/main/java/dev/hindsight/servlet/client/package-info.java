/** Notices clients that hang up while their request is being answered. */
@NullMarked
package dev.hindsight.servlet.client;

import org.jspecify.annotations.NullMarked;
