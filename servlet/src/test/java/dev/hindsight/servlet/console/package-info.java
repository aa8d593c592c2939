@NullMarked
package dev.hindsight.servlet.console;

import org.jspecify.annotations.NullMarked;
