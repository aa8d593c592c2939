@NullMarked
package dev.hindsight.servlet.chart;

import org.jspecify.annotations.NullMarked;
