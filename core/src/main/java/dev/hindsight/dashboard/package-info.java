/** Dashboards: insights and texts side by side, with filters over them, and who may change them. */
@NullMarked
package dev.hindsight.dashboard;

import org.jspecify.annotations.NullMarked;
