package dev.hindsight.query;

/** A condition on events: one property, or several conditions joined (contract queries 2.4). */
public sealed interface Filter permits PropertyFilter, FilterGroup {}
