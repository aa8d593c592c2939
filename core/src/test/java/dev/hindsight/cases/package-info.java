/** Runs query cases: files that say what a query over given events must answer. */
@NullMarked
package dev.hindsight.cases;

import org.jspecify.annotations.NullMarked;
