package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A query of a known kind that this version keeps but cannot calculate. Its common parts were checked when it was read.
 *
 * @param body the node as sent
 */
public record UnbuiltQuery(String kind, JsonNode body) implements RunnableQuery {
    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.unbuilt(this);
    }
}
