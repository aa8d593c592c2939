package dev.hindsight.servlet.metrics;

import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.hindsight.error.Failure;
import dev.hindsight.refresh.Answer;
import dev.hindsight.refresh.Load;
import dev.hindsight.refresh.Observer;
import dev.hindsight.servlet.http.Served;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests, answers, calculations and what the engine, the pools and the JVM do. What tells them apart is always one of a few
 * words of ours: no path, no id, nothing that a caller chooses. Thread-safe.
 */
public final class Metrics implements AutoCloseable {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofSeconds(60)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private final MeterProvider<Timer> requests = Timer.builder("hindsight.http.requests")
            .description("Requests, from the head to the last byte of the reply")
            .serviceLevelObjectives(BUCKETS)
            .withRegistry(registry);
    private final MeterProvider<Timer> calculations = Timer.builder("hindsight.calculations")
            .description("Calculations that have ended on this node, their wait for the engine included")
            .serviceLevelObjectives(BUCKETS)
            .withRegistry(registry);
    private final MeterProvider<Counter> answers = Counter.builder("hindsight.answers")
            .description("Answers that somebody was shown, by the reason that the API tells; none: nothing was kept")
            .withRegistry(registry);
    private final MeterProvider<Counter> recalculations = Counter.builder("hindsight.recalculations")
            .description("Answers that had to be calculated, now or in the background, by the cause")
            .withRegistry(registry);

    public Metrics() {
        garbage.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** Counts a request. */
    public void served(Served request) {
        requests.withTags("method", request.method(), "route", request.route(), "status", request.status() / 100 + "xx")
                .record(request.took());
    }

    /** Counts answers and calculations. */
    public Observer observer() {
        return new Observer() {
            @Override
            public void answered(Answer.@Nullable Reason reason) {
                answers.withTag("cache_reason", reason == null ? "none" : reason.wire())
                        .increment();
            }

            @Override
            public void wanted(Cause cause) {
                recalculations.withTag("cause", lower(cause)).increment();
            }

            @Override
            public void calculated(String kind, @Nullable Failure failure, boolean background, Duration took) {
                calculations
                        .withTags(
                                "kind",
                                kind,
                                "outcome",
                                failure == null ? "done" : lower(failure),
                                "background",
                                Boolean.toString(background))
                        .record(took);
            }
        };
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    /** Measures pools of connections, for as long as they are open. */
    public MetricsTrackerFactory pools() {
        return new MicrometerMetricsTrackerFactory(registry);
    }

    /** Measures what is at work, for as long as somebody else holds it. At most once. */
    public void watch(Load load) {
        Gauge.builder("hindsight.calculations.running", load, Load::running)
                .description("Calculations that this node is at, those that wait for the engine included")
                .register(registry);
        Gauge.builder("hindsight.calculations.queued", load, Load::queued)
                .description("Questions left to the background, of all nodes, that are not begun")
                .register(registry);
        Gauge.builder("hindsight.engine.running", load, from -> from.engine().running())
                .description("Statements that the engine runs for this node")
                .register(registry);
        Gauge.builder("hindsight.engine.waiting", load, from -> from.engine().waiting())
                .description("Statements that wait for their turn at the engine")
                .register(registry);
        FunctionCounter.builder(
                        "hindsight.engine.waited",
                        load,
                        from -> seconds(from.engine().waited()))
                .description("How long statements have waited for their turn, in all")
                .baseUnit("seconds")
                .register(registry);
        FunctionTimer.builder(
                        "hindsight.engine.statements",
                        load,
                        from -> from.engine().ended(),
                        from -> from.engine().worked().toNanos(),
                        TimeUnit.NANOSECONDS)
                .description("Statements that the engine has ended, from their turn to their last row")
                .register(registry);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /** All of it in Prometheus' text format 0.0.4. */
    String text() {
        return registry.scrape();
    }

    @Override
    public void close() {
        garbage.close();
        registry.close();
    }
}
