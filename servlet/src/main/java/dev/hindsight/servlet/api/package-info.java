/** The routes below {@code /api/}: who is asking, what they want of core, and how the answer is spelled. */
@NullMarked
package dev.hindsight.servlet.api;

import org.jspecify.annotations.NullMarked;
