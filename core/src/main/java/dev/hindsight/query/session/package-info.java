/** Sessions: what the events that carry the same session id have in common (contract queries 7.5). */
@NullMarked
package dev.hindsight.query.session;

import org.jspecify.annotations.NullMarked;
