/** The page for people at the root of the application, which uses nothing but the API. */
@NullMarked
package dev.hindsight.servlet.console;

import org.jspecify.annotations.NullMarked;
