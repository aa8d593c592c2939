/** Events that a host has already: what they have to look like, and how they are read in place of ours, on any engine. */
@NullMarked
package dev.hindsight.engine.own;

import org.jspecify.annotations.NullMarked;
