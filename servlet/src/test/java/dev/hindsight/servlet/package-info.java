/** Tests of the application over real HTTP. */
@NullMarked
package dev.hindsight.servlet;

import org.jspecify.annotations.NullMarked;
