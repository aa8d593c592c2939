/** Questions in the form that insights had before there were query nodes, made into nodes (contract queries 9). */
@NullMarked
package dev.hindsight.query.legacy;

import org.jspecify.annotations.NullMarked;
