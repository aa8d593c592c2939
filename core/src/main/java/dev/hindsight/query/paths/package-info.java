/** Where people go from one page or event to the next (contract queries 6.3). */
@NullMarked
package dev.hindsight.query.paths;

import org.jspecify.annotations.NullMarked;
