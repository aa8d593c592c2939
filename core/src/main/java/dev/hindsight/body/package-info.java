/** The JSON bodies that callers send, read field by field with the contract's complaint for each kind of mistake. */
@NullMarked
package dev.hindsight.body;

import org.jspecify.annotations.NullMarked;
