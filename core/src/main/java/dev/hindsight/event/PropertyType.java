package dev.hindsight.event;

/** What the values of a property are, which decides how they are compared (contract queries 2.4.3). */
public enum PropertyType {
    STRING,
    NUMERIC,
    BOOLEAN,
    DATE_TIME
}
