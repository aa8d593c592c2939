/** Stored actions: rules, under a name, that say which events are meant. */
@NullMarked
package dev.hindsight.action;

import org.jspecify.annotations.NullMarked;
