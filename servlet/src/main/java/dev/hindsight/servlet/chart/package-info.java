/** Answers as people look at them: what of an answer is drawn, its figures as a table, and pictures of it as SVG and PNG. */
@NullMarked
package dev.hindsight.servlet.chart;

import org.jspecify.annotations.NullMarked;
