/** Where events are asked: SQL with its binds, the engines that run it, and what differs between them. */
@NullMarked
package dev.hindsight.engine;

import org.jspecify.annotations.NullMarked;
