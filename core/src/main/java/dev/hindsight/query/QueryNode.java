package dev.hindsight.query;

/** A query as a client writes it (contract queries 1). Read by {@link QueryReader}, so every node is valid. */
public sealed interface QueryNode permits RunnableQuery, WrapperNode {
    /** The discriminator on the wire. */
    String kind();

    /** What there is to calculate: the node itself, or what a wrapper shows. */
    RunnableQuery toRun();
}
