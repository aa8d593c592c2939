/** What callers may do with organizations, projects, members, roles and keys: every method asks for permission first. */
@NullMarked
package dev.hindsight.management;

import org.jspecify.annotations.NullMarked;
