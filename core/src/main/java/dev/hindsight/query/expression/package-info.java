/**
 * SQL expressions of users, in filters, breakdowns and math (contract queries 7): read into a tree, checked against what events
 * have and what functions there are, and printed anew. Nothing of the user's text runs.
 */
@NullMarked
package dev.hindsight.query.expression;

import org.jspecify.annotations.NullMarked;
