@NullMarked
package dev.hindsight.config;

import org.jspecify.annotations.NullMarked;
