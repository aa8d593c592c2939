package dev.hindsight.sharing;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How often passwords of shares may be tried: a few times from one address, and more often from all addresses together. Right
 * ones do not count. Each node counts for itself. Thread-safe.
 */
final class PasswordTries {
    private static final Duration PERIOD = Duration.ofMinutes(5);
    private static final int FROM_ONE_ADDRESS = 5;
    private static final int FROM_ALL_ADDRESSES = 50;

    /** More are not remembered; the ones that were tried longest ago are forgotten first. */
    private static final int REMEMBERED = 10_000;

    private record Tried(ShareTarget target, String address) {}

    private record Tally(Instant since, int tries) {}

    private final Map<Tried, Tally> tallies = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Counts a try, before it is known whether it is right: many at once are no way around the limit.
     *
     * @return how long to wait before the next one; zero when this one may be made
     */
    synchronized Duration begin(ShareTarget target, String address, Instant now) {
        Duration wait = Duration.ZERO;
        for (Tried tried : keys(target, address)) {
            Tally tally = tally(tried, now);
            if (tally.tries() >= limit(tried)) {
                Duration rest = Duration.between(now, tally.since().plus(PERIOD));
                wait = rest.compareTo(wait) > 0 ? rest : wait;
            }
        }
        if (wait.isZero()) {
            keys(target, address).forEach(tried -> add(tried, 1, now));
        }
        return wait;
    }

    /** Takes a try back that was right. */
    synchronized void forgive(ShareTarget target, String address, Instant now) {
        keys(target, address).forEach(tried -> add(tried, -1, now));
    }

    private static List<Tried> keys(ShareTarget target, String address) {
        return List.of(new Tried(target, address), new Tried(target, ""));
    }

    private static int limit(Tried tried) {
        return tried.address().isEmpty() ? FROM_ALL_ADDRESSES : FROM_ONE_ADDRESS;
    }

    private void add(Tried tried, int by, Instant now) {
        Tally tally = tally(tried, now);
        tallies.put(tried, new Tally(tally.since(), Math.max(0, tally.tries() + by)));
        if (tallies.size() > REMEMBERED) {
            tallies.remove(tallies.keySet().iterator().next());
        }
    }

    /** A period begins with its first try. After the clock went back, none is waited for that began later. */
    private Tally tally(Tried tried, Instant now) {
        Tally tally = tallies.get(tried);
        if (tally == null || now.isBefore(tally.since())) {
            return new Tally(now, 0);
        }
        return now.isBefore(tally.since().plus(PERIOD)) ? tally : new Tally(now, 0);
    }
}
