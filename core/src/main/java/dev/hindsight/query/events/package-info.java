/** Lists of events and of sessions (contract queries 7.6). */
@NullMarked
package dev.hindsight.query.events;

import org.jspecify.annotations.NullMarked;
