package dev.hindsight.refresh;

import dev.hindsight.query.RunnableQuery;

/** How an answer that is kept stands when somebody asks. */
record Standing(Freshness.State state, boolean exact) {
    static Standing of(CachedResult kept, RunnableQuery query, Moment moment, Calculator calculator) {
        Calculator.Currency currency = calculator.currency(query, moment.context());
        Proof.Verdict verdict = Proof.verdict(kept.proof(), currency, moment.changes());
        Freshness.State state = Freshness.of(currency.interval())
                .state(
                        kept.lastRefresh(),
                        currency.rangeEnd(),
                        verdict,
                        moment.context().now());
        return new Standing(state, state == Freshness.State.FRESH && verdict == Proof.Verdict.EXACT);
    }

    /** Why somebody is shown the answer. */
    Answer.Reason reason() {
        if (exact) {
            return Answer.Reason.EXACT;
        }
        return state == Freshness.State.FRESH ? Answer.Reason.WITHIN_AGE : Answer.Reason.STALE_ALLOWED;
    }
}
