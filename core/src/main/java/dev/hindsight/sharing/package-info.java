/** Showing one thing of a project to people without an account: who has its token, and perhaps a password, may look at it. */
@NullMarked
package dev.hindsight.sharing;

import org.jspecify.annotations.NullMarked;
