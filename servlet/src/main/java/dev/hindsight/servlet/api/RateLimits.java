package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hindsight.access.Caller;
import dev.hindsight.error.HindsightException;
import dev.hindsight.project.ApiKey;
import dev.hindsight.servlet.http.HttpRefusal;
import dev.hindsight.servlet.http.Request;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.LocalBucketBuilder;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often each personal API key may be used (contract insights-api 1.5). Each node counts for itself. A key's minute and hour
 * begin with its first request. Who comes without a key, because a host application has signed them in, is not counted.
 */
public final class RateLimits implements Throttle {
    private static final Logger LOG = LoggerFactory.getLogger(RateLimits.class);

    /** Longer than this is no limit's period, so an older bucket is full again and need not be kept. */
    private static final Duration KEPT = Duration.ofHours(1);

    private static final Duration SWEEP = Duration.ofMinutes(1);
    private static final Duration COMPLAIN = Duration.ofMinutes(1);

    private final Clock clock;
    private final Set<Long> allowedProjects;
    private final Map<Counted, Tally> tallies = new ConcurrentHashMap<>();
    private final AtomicLong complained = new AtomicLong(System.nanoTime() - COMPLAIN.toNanos());
    private volatile Instant swept = Instant.MIN;

    /**
     * No request yet.
     *
     * @param allowedProjects requests about these are not counted
     */
    public RateLimits(Clock clock, Set<Long> allowedProjects) {
        this.clock = clock;
        this.allowedProjects = Set.copyOf(allowedProjects);
    }

    /** Routes that are counted together. */
    private enum Group {
        INSIGHTS(240, 1200),
        SQL(Integer.MAX_VALUE, 120),
        OTHERS(480, 4800);

        private final long aMinute;
        private final long anHour;

        Group(long aMinute, long anHour) {
            this.aMinute = aMinute;
            this.anHour = anHour;
        }

        Bucket bucket(TimeMeter time) {
            LocalBucketBuilder bucket = Bucket.builder().withCustomTimePrecision(time);
            // All at once when the period is over: refilled bit by bit, more than the limit would pass within one.
            if (aMinute < anHour) {
                bucket.addLimit(limit -> limit.capacity(aMinute).refillIntervally(aMinute, Duration.ofMinutes(1)));
            }
            return bucket.addLimit(limit -> limit.capacity(anHour).refillIntervally(anHour, Duration.ofHours(1)))
                    .build();
        }
    }

    private record Counted(String keyId, Group group) {}

    private static final class Tally {
        private final Bucket bucket;
        private volatile Instant seen;

        Tally(Bucket bucket, Instant seen) {
            this.bucket = bucket;
            this.seen = seen;
        }
    }

    @Override
    public void admit(Caller caller, Request request, OptionalLong projectId) {
        ApiKey key = caller.key();
        if (key == null || (projectId.isPresent() && allowedProjects.contains(projectId.getAsLong()))) {
            return;
        }
        Duration wait;
        try {
            wait = count(new Counted(key.id(), group(request)));
        } catch (RuntimeException e) {
            complain(e);
            return; // a limit that does not work is no reason to answer nobody
        }
        if (!wait.isZero()) {
            throw HttpRefusal.throttled(wait);
        }
    }

    /** How long the request has to wait; zero when it may pass. */
    private Duration count(Counted counted) {
        Instant now = clock.instant();
        sweep(now);
        Tally tally =
                tallies.computeIfAbsent(counted, key -> new Tally(key.group().bucket(new ClockMeter(clock)), now));
        tally.seen = now;
        ConsumptionProbe probe = tally.bucket.tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(probe.getNanosToWaitForRefill());
    }

    private static Group group(Request request) {
        String template = request.route().template();
        if (template.startsWith(InsightRoutes.PATH) && !template.contains("/sharing")) {
            return Group.INSIGHTS;
        }
        boolean asks =
                template.equals(QueryRoutes.PATH) && request.route().method().equals("POST");
        return asks && isSql(request) ? Group.SQL : Group.OTHERS;
    }

    private static boolean isSql(Request request) {
        try {
            JsonNode query = request.json().path("query");
            JsonNode shown = query.has("source") ? query.path("source") : query;
            return shown.path("kind").asText().equals("HogQLQuery");
        } catch (IOException | HindsightException | HttpRefusal e) {
            return false; // the route complains about it
        }
    }

    private void sweep(Instant now) {
        Instant last = swept;
        boolean clockWentBack = now.isBefore(last);
        if (!clockWentBack && now.minus(SWEEP).isBefore(last)) {
            return;
        }
        swept = now; // two at once sweep twice, which harms nobody
        // After the clock went back, buckets would wait until it has caught up, which may take days.
        tallies.values()
                .removeIf(tally -> clockWentBack || !tally.seen.plus(KEPT).isAfter(now));
    }

    /** By time that passes whatever the clock says: it may be the clock that fails. */
    private void complain(RuntimeException failure) {
        long last = complained.get();
        long now = System.nanoTime();
        if (now - last >= COMPLAIN.toNanos() && complained.compareAndSet(last, now)) {
            LOG.warn("Requests are not counted, so rates are not limited", failure);
        }
    }

    /** How many keys and groups of routes are counted just now. */
    int size() {
        return tallies.size();
    }
}
