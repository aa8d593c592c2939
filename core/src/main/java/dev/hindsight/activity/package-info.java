/** What changed in a project, by whom, with the values before and after. */
@NullMarked
package dev.hindsight.activity;

import org.jspecify.annotations.NullMarked;
