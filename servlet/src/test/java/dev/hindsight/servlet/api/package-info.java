@NullMarked
package dev.hindsight.servlet.api;

import org.jspecify.annotations.NullMarked;
