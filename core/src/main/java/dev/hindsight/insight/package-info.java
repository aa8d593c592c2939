/** Saved questions: what they are, how they are listed, and how they change. */
@NullMarked
package dev.hindsight.insight;

import org.jspecify.annotations.NullMarked;
