/** HTTP in, core calls, JSON and CSV out. */
@NullMarked
package dev.hindsight.servlet;

import org.jspecify.annotations.NullMarked;
