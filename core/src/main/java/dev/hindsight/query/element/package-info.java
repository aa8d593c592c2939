/** The elements of pages that events happened to, such as buttons (contract queries 1.6, 2.4.1 and 7.5). */
@NullMarked
package dev.hindsight.query.element;

import org.jspecify.annotations.NullMarked;
