/** What every route shares: reading a request strictly, finding its route, and writing replies and errors. */
@NullMarked
package dev.hindsight.servlet.http;

import org.jspecify.annotations.NullMarked;
