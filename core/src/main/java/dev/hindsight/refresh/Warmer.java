package dev.hindsight.refresh;

import dev.hindsight.error.HindsightException;
import dev.hindsight.insight.WantedInsights;
import dev.hindsight.insight.WantedInsights.Wanted;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calculates the answers of insights that somebody is likely to look at before they get old, while nothing else is calculated
 * and only for so long an hour. One round at a time; not thread-safe.
 */
final class Warmer {
    /** Insights that nobody looked at for longer are not wanted. */
    private static final Duration LATELY = Duration.ofDays(7);

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MOST = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Warmer.class);

    private final WantedInsights insights;
    private final Answers answers;
    private final RunStore runs;
    private final Clock clock;
    private final Duration budget;
    private long hourBegan = System.nanoTime();
    private Duration spent = Duration.ZERO;
    /** What is not tried again within the hour. */
    private final Set<Wanted> failed = new HashSet<>();

    /** @param budget how much of each hour it may calculate */
    Warmer(WantedInsights insights, Answers answers, RunStore runs, Clock clock, Duration budget) {
        this.insights = insights;
        this.answers = answers;
        this.runs = runs;
        this.clock = clock;
        this.budget = budget;
    }

    /**
     * Goes through the wanted insights once, for as long as there is time and nobody else calculates.
     *
     * @return how many answers were calculated
     */
    int round() {
        int warmed = 0;
        boolean calm = isCalm();
        for (Wanted insight : insights.since(clock.instant().minus(LATELY), MOST)) {
            if (failed.contains(insight)) {
                continue;
            }
            if (!calm || !hasTime() || Thread.currentThread().isInterrupted()) {
                break;
            }
            long start = System.nanoTime();
            try {
                if (answers.warm(insight.projectId(), insight.query())) {
                    warmed++;
                    calm = isCalm();
                }
            } catch (HindsightException e) {
                failed.add(insight);
                LOG.debug("The insight {} cannot be warmed: {}", insight.insightId(), e.detail());
            } catch (RuntimeException e) {
                failed.add(insight);
                LOG.warn("The insight {} cannot be warmed", insight.insightId(), e);
            } finally {
                spent = spent.plusNanos(System.nanoTime() - start);
            }
        }
        if (warmed > 0) {
            LOG.info("Warmed {} answers; {} of this hour's {} s are used", warmed, seconds(spent), seconds(budget));
        }
        return warmed;
    }

    private static long seconds(Duration duration) {
        return duration.toSeconds();
    }

    private boolean hasTime() {
        long now = System.nanoTime();
        if (now - hourBegan >= HOUR.toNanos()) {
            hourBegan = now;
            failed.clear();
            spent = Duration.ZERO;
        }
        return spent.compareTo(budget) < 0;
    }

    private boolean isCalm() {
        return runs.running().isEmpty() && runs.queued().isEmpty();
    }
}
