package dev.hindsight.query.actors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.query.ActorsQuery.Column;

/** A person or a group on a page. */
interface ActorRow {
    JsonNode cell(Column column);
}
