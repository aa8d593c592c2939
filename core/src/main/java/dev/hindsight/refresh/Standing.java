package dev.hindsight.refresh;

import dev.hindsight.query.RunnableQuery;

/** How an answer that is kept stands when somebody asks. */
record Standing(Freshness.State state, Proof.Verdict verdict) {
    static Standing of(CachedResult kept, RunnableQuery query, Moment moment, Calculator calculator) {
        Calculator.Currency currency = calculator.currency(query, moment.context());
        Proof.Verdict verdict = Proof.verdict(kept.proof(), currency, moment.changes());
        Freshness.State state = Freshness.of(currency.interval())
                .state(
                        kept.lastRefresh(),
                        currency.rangeEnd(),
                        verdict,
                        moment.context().now());
        return new Standing(state, verdict);
    }

    /** Why somebody is shown the answer. */
    Answer.Reason reason() {
        if (state != Freshness.State.FRESH) {
            return Answer.Reason.STALE_ALLOWED;
        }
        return verdict == Proof.Verdict.EXACT ? Answer.Reason.EXACT : Answer.Reason.WITHIN_AGE;
    }

    /** Why it is calculated anew, if it is. */
    Observer.Cause cause() {
        return verdict == Proof.Verdict.CHANGED ? Observer.Cause.CHANGED : Observer.Cause.OLD;
    }
}
