@NullMarked
package dev.hindsight.action;

import org.jspecify.annotations.NullMarked;
