/** Lists of events (contract queries 7.6). */
@NullMarked
package dev.hindsight.query.events;

import org.jspecify.annotations.NullMarked;
