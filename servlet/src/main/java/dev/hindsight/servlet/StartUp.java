package dev.hindsight.servlet;

import dev.hindsight.Hindsight;
import dev.hindsight.HindsightBuilder;
import dev.hindsight.access.Authenticator;
import dev.hindsight.config.Settings;
import dev.hindsight.config.SettingsSource;
import dev.hindsight.servlet.api.RateLimits;
import dev.hindsight.servlet.api.Throttle;
import dev.hindsight.servlet.client.HangUps;
import dev.hindsight.servlet.http.Dispatcher;
import dev.hindsight.servlet.http.Router;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import java.net.URI;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens Hindsight when the web application starts, serves it at every path, and closes it when the application stops. */
public final class StartUp implements ServletContextListener {
    private static final Logger LOG = LoggerFactory.getLogger(StartUp.class);

    /** All threads together have so long to end. */
    private static final Duration PARTING = Duration.ofSeconds(10);

    /** Tells every step of a migration unless it is told not to; kept, because unused loggers forget their level. */
    private final java.util.logging.Logger migrationLog = java.util.logging.Logger.getLogger("org.flywaydb");

    private @Nullable Opening opening;
    private @Nullable Operations operations;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        if (migrationLog.getLevel() == null) {
            migrationLog.setLevel(java.util.logging.Level.WARNING);
        }
        try {
            start(event.getServletContext());
        } catch (RuntimeException e) {
            // Containers tell of it in logs of their own, or not at all.
            LOG.error("Hindsight does not start: {}", e.getMessage());
            throw e;
        }
    }

    private void start(ServletContext context) {
        Settings settings = Settings.read(List.of(
                SettingsSource.of(System.getProperties()),
                SettingsSource.of("context parameter", parameters(context)),
                SettingsSource.ofEnvironment(System.getenv())));
        LOG.info("Starting with {}", settings);
        Clock clock = clock(settings);
        HindsightBuilder builder = builder(settings, clock);
        Operations wanted = Operations.of(settings);
        operations = wanted;
        wanted.observe(builder);
        for (Authenticator authenticator : authenticators(StartUp.class.getClassLoader())) {
            LOG.info("Users are known by {}", authenticator.getClass().getName());
            builder.authenticator(authenticator);
        }
        Optional<String> publicUrl = Optional.ofNullable(settings.publicUrl()).map(URI::toString);
        String url = publicUrl.orElseGet(() -> localUrl(context));
        Opening begun = new Opening(
                builder::open,
                opened -> served(opened, settings, wanted, clock, url),
                wanted::addTo,
                Opening.Pace.USUAL);
        opening = begun;
        begun.begin();
        ServletRegistration.Dynamic servlet =
                context.addServlet("hindsight", new Dispatcher(begun::router, publicUrl, wanted::served));
        servlet.addMapping("/*");
        servlet.setLoadOnStartup(1);
        servlet.setAsyncSupported(true);
        FilterRegistration.Dynamic hangUps = context.addFilter("hindsight-hang-ups", new HangUps());
        hangUps.addMappingForServletNames(null, false, "hindsight");
        hangUps.setAsyncSupported(true);
    }

    /** What is served when everything is there; whoever reads the log learns how to begin. */
    private static Router served(Hindsight opened, Settings settings, Operations operations, Clock clock, String url) {
        InitialKey keyFile = InitialKey.in(settings.home());
        if (settings.bootstrapKey() == null) {
            opened.firstStart().ifPresent(first -> keyFile.write(first.key().value()));
        }
        Throttle throttle = settings.rateLimit() ? new RateLimits(clock, settings.rateLimitAllowed()) : Throttle.OFF;
        Router routes = Application.routes(opened, clock, throttle, operations::addTo);
        operations.opened(opened);
        new Welcome(opened, keyFile, url).print();
        return routes;
    }

    /** Those that the host has put beside the application's classes. */
    static List<Authenticator> authenticators(ClassLoader loader) {
        return ServiceLoader.load(Authenticator.class, loader).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    private static Clock clock(Settings settings) {
        Instant fixed = settings.fixedClock();
        return fixed == null ? Clock.systemUTC() : Clock.fixed(fixed, ZoneOffset.UTC);
    }

    private static HindsightBuilder builder(Settings settings, Clock clock) {
        HindsightBuilder builder = Hindsight.builder()
                .home(settings.home())
                .clock(clock)
                .limits(settings.engine())
                .queryTimeout(settings.queryTimeout())
                .backgroundTimeout(settings.background().timeout())
                .warming(settings.background().warming())
                .backgroundThreads(settings.background().threads())
                .bootstrapKey(settings.bootstrapKey())
                .ownEvents(settings.ownEvents())
                .demo(settings.demo());
        Settings.Database metadata = settings.metadata();
        if (metadata.jndi() != null) {
            builder.metadata(ContainerDataSources.find("hindsight.metadata.jndi", metadata.jndi()));
        } else if (metadata.url() != null) {
            builder.metadata(metadata.url(), metadata.user(), metadata.password());
        }
        Settings.Database events = settings.events();
        if (events.jndi() != null) {
            builder.events(ContainerDataSources.find("hindsight.events.jndi", events.jndi()));
        } else if (events.url() != null) {
            builder.events(events.url(), events.user(), events.password());
        }
        return builder;
    }

    private static Map<String, String> parameters(ServletContext context) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String name : Collections.list(context.getInitParameterNames())) {
            parameters.put(name, context.getInitParameter(name));
        }
        return parameters;
    }

    /** A guess, since an application is not told its server's port before the first request. */
    private static String localUrl(ServletContext context) {
        return "http://localhost:" + System.getProperty("jetty.http.port", "8080") + context.getContextPath();
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (opening != null) {
            opening.close();
            opening = null;
        }
        if (operations != null) {
            operations.close();
            operations = null;
        }
        awaitThreads();
        deregisterDrivers();
    }

    /** Closed pools end their threads a moment later; a container that looks before would see a leak. There may be many of them. */
    private static void awaitThreads() {
        ClassLoader ours = StartUp.class.getClassLoader();
        long begun = System.nanoTime();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getContextClassLoader() == ours && thread.getName().startsWith("hindsight-")) {
                try {
                    long left = PARTING.minusNanos(System.nanoTime() - begun).toMillis();
                    thread.join(Math.max(1, Math.min(left, 2_000))); // 0 would be for ever
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    /** Drivers register themselves for the whole JVM and would keep this application's classes alive. */
    private static void deregisterDrivers() {
        ClassLoader ours = StartUp.class.getClassLoader();
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (driver.getClass().getClassLoader() == ours) {
                try {
                    DriverManager.deregisterDriver(driver);
                } catch (SQLException e) {
                    LOG.warn("a JDBC driver stays registered", e);
                }
            }
        }
    }
}
