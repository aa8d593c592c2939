/** Organizations, projects, users, memberships, roles and personal API keys. */
@NullMarked
package dev.hindsight.project;

import org.jspecify.annotations.NullMarked;
