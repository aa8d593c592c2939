package dev.hindsight.cases;

import com.fasterxml.jackson.databind.JsonNode;

/** Something that can answer the query of a case. */
interface CaseSubject {
    /** Whether queries of a kind are built at all. */
    boolean answers(String kind);

    /**
     * Loads the data of the case and runs its query at its time.
     *
     * @return the results of the response
     */
    JsonNode results(QueryCase queryCase, CaseData data);
}
