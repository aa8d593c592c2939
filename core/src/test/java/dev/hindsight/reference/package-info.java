/** A slow and obvious reading of the query contract, written apart from the compiler it is compared with. */
@NullMarked
package dev.hindsight.reference;

import org.jspecify.annotations.NullMarked;
