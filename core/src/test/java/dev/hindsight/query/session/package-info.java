@NullMarked
package dev.hindsight.query.session;

import org.jspecify.annotations.NullMarked;
