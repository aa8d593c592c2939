@NullMarked
package dev.hindsight.servlet.http;

import org.jspecify.annotations.NullMarked;
