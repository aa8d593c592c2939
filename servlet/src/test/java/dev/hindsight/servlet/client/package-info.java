@NullMarked
package dev.hindsight.servlet.client;

import org.jspecify.annotations.NullMarked;
