/** Property filters as SQL conditions. */
@NullMarked
package dev.hindsight.query.filter;

import org.jspecify.annotations.NullMarked;
