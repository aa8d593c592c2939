/** Groups, such as companies, as queries see them. */
@NullMarked
package dev.hindsight.query.group;

import org.jspecify.annotations.NullMarked;
