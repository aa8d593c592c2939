package dev.hindsight.refresh;

import dev.hindsight.event.Changes;
import dev.hindsight.query.time.ResolvedRange;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What an answer was calculated from: the range that the question meant, and the marks of all that was read. As long as both
 * are the same, a new calculation would bring the same answer.
 *
 * @param persons of what is kept of persons; null: not read
 */
record Proof(
        Instant from,
        Instant to,
        Instant countedFrom,
        long events,
        long types,
        @Nullable Long persons) {
    /** What is known about an answer that is kept. */
    enum Verdict {
        /** A new calculation would bring the same. */
        EXACT,
        /** Something that it was calculated from has changed. */
        CHANGED,
        /** Nothing: its range has moved on, or there is no record of what it was calculated from. */
        UNKNOWN
    }

    /**
     * What a calculation that begins now would be made from.
     *
     * @param currency of the question
     * @param persons whether it reads what is kept of persons
     */
    static Proof of(Calculator.Currency currency, boolean persons, Changes changes) {
        ResolvedRange range = currency.range();
        // Some questions read all history before their range; the days after it are read by none.
        LocalDate last = LocalDate.ofInstant(currency.until().minus(1, ChronoUnit.MICROS), ZoneOffset.UTC);
        return new Proof(
                range.from().toInstant(),
                range.to().toInstant(),
                range.countedFrom().toInstant(),
                changes.until(last),
                changes.types(),
                persons ? changes.persons() : null);
    }

    /** What is known about an answer with a proof. */
    static Verdict verdict(@Nullable String proof, Calculator.Currency currency, Changes changes) {
        if (proof == null) {
            return Verdict.UNKNOWN;
        }
        Proof then = read(proof);
        Proof now = of(currency, then.persons != null, changes);
        if (then.equals(now)) {
            return Verdict.EXACT;
        }
        boolean sameRange =
                then.from.equals(now.from) && then.to.equals(now.to) && then.countedFrom.equals(now.countedFrom);
        return sameRange ? Verdict.CHANGED : Verdict.UNKNOWN;
    }

    /** In a form to be kept. */
    String text() {
        return String.join(
                " ",
                from.toString(),
                to.toString(),
                countedFrom.toString(),
                Long.toHexString(events),
                Long.toHexString(types),
                persons == null ? "-" : Long.toHexString(persons));
    }

    private static Proof read(String text) {
        String[] parts = text.split(" ", -1);
        return new Proof(
                Instant.parse(parts[0]),
                Instant.parse(parts[1]),
                Instant.parse(parts[2]),
                Long.parseUnsignedLong(parts[3], 16),
                Long.parseUnsignedLong(parts[4], 16),
                parts[5].equals("-") ? null : Long.valueOf(Long.parseUnsignedLong(parts[5], 16)));
    }
}
