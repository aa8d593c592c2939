package dev.hindsight.query;

import com.fasterxml.jackson.annotation.JsonValue;

/** A constant that clients spell in a fixed way. */
interface Wire {
    /** The exact spelling on the wire. */
    @JsonValue
    String wire();
}
