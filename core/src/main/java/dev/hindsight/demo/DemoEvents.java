package dev.hindsight.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.event.Event;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Ninety days in the life of Lantern, an imaginary web application for shared notes: people find it, some sign up, write and
 * share notes, come back less and less, and a few pay. About 50,000 events, the same on every run of the same day.
 */
final class DemoEvents {
    private static final int DAYS = 90;
    private static final int PEOPLE = 1_850;
    private static final long SEED = 20_240_821L;

    private static final Choice BROWSER =
            Choice.of("Chrome", 58, "Safari", 22, "Firefox", 9, "Microsoft Edge", 8, "Opera", 3);
    private static final Choice SYSTEM = Choice.of("Windows", 41, "Mac OS X", 27, "iOS", 15, "Android", 13, "Linux", 4);
    private static final Choice COUNTRY =
            Choice.of("US", 34, "DE", 14, "GB", 12, "FR", 9, "IN", 9, "BR", 7, "JP", 6, "CA", 5, "NL", 4);
    private static final Choice SOURCE = Choice.of("", 52, "newsletter", 14, "search", 20, "partner", 8, "podcast", 6);
    private static final Choice PAGE =
            Choice.of("/notes", 46, "/", 18, "/search", 14, "/settings", 6, "/help", 6, "/pricing", 10);

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final LocalDate firstDay;
    private final Instant now;
    private final List<Event> events = new ArrayList<>();

    private DemoEvents(Instant now) {
        this.now = now;
        this.firstDay = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(DAYS - 1L);
    }

    /** The events up to {@code now}, oldest first. */
    static List<Event> until(Instant now) {
        DemoEvents demo = new DemoEvents(now);
        for (int i = 0; i < PEOPLE; i++) {
            demo.live(new Person(demo, i));
        }
        demo.events.sort(Comparator.comparing(Event::timestamp));
        return demo.events;
    }

    /** Somebody who found Lantern one day. */
    private static final class Person {
        private final String id;
        private final String browser;
        private final String system;
        private final String country;
        private final String source;
        private final int arrival;
        /** The chance to come back on a day, at first; it fades with time. */
        private final double keenness;

        private boolean signedUp;
        private boolean paying;

        Person(DemoEvents demo, int number) {
            SplittableRandom random = demo.random;
            id = "visitor-" + number;
            browser = BROWSER.pick(random);
            system = SYSTEM.pick(random);
            country = COUNTRY.pick(random);
            source = SOURCE.pick(random);
            // More people arrive the longer it exists.
            arrival = (int) (DAYS * Math.sqrt(random.nextDouble()));
            keenness = Math.pow(random.nextDouble(), 2);
        }
    }

    private void live(Person person) {
        for (int day = person.arrival; day < DAYS; day++) {
            int age = day - person.arrival;
            double chance = age == 0 ? 1 : person.keenness * Math.exp(-age / (person.paying ? 60.0 : 25.0));
            DayOfWeek weekday = firstDay.plusDays(day).getDayOfWeek();
            if (weekday == DayOfWeek.SATURDAY || weekday == DayOfWeek.SUNDAY) {
                chance *= age == 0 ? 1 : 0.5;
            }
            if (random.nextDouble() < chance) {
                visit(person, day);
            }
        }
    }

    private void visit(Person person, int day) {
        Duration time = Duration.ofSeconds((long) ((7 + 15 * random.nextDouble()) * 3_600));
        Instant at =
                firstDay.plusDays(day).atStartOfDay(ZoneOffset.UTC).toInstant().plus(time);
        String session = uuid().toString();
        int pages = 1 + random.nextInt(person.signedUp ? 8 : 4);
        for (int i = 0; i < pages; i++) {
            at = at.plusSeconds(10 + random.nextInt(120));
            String page = PAGE.pick(random);
            add(
                    "$pageview",
                    person,
                    at,
                    session,
                    properties -> properties
                            .put("$current_url", "https://lantern.example" + page)
                            .put("$pathname", page));
            at = at.plusSeconds(2 + random.nextInt(20));
            act(person, at, session);
        }
    }

    private void act(Person person, Instant at, String session) {
        double luck = random.nextDouble();
        if (!person.signedUp) {
            if (luck < 0.12) {
                person.signedUp = true;
                add(
                        "signed up",
                        person,
                        at,
                        session,
                        properties -> properties
                                .putObject("$set")
                                .put("plan", "free")
                                .put("email", person.id + "@example.org"));
            }
        } else if (luck < 0.30) {
            int words = 5 + random.nextInt(400);
            add("note created", person, at, session, properties -> properties.put("words", words));
        } else if (luck < 0.38) {
            int readers = 1 + random.nextInt(5);
            add("note shared", person, at, session, properties -> properties.put("readers", readers));
        } else if (luck < 0.39 && !person.paying) {
            person.paying = true;
            String plan = random.nextInt(4) == 0 ? "team" : "pro";
            add("plan upgraded", person, at, session, properties -> {
                properties.put("plan", plan).put("amount", plan.equals("team") ? 49 : 9);
                properties.putObject("$set").put("plan", plan);
            });
        }
    }

    /** Adds an event with some properties of its own, unless it lies in the future. */
    private void add(String name, Person person, Instant at, String session, Consumer<ObjectNode> own) {
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        properties.put("$browser", person.browser);
        properties.put("$os", person.system);
        properties.put("$geoip_country_code", person.country);
        properties.put("$session_id", session);
        if (!person.source.isEmpty()) {
            properties.put("utm_source", person.source);
        }
        own.accept(properties);
        UUID uuid = uuid();
        if (!at.isAfter(now)) {
            events.add(new Event(uuid, name, person.id, at, properties.toString()));
        }
    }

    private UUID uuid() {
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
