package dev.hindsight.event;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/** Believable events of a web product, the same in every run: about 260 bytes of JSON each, thirty to a person, in order of time. */
final class GeneratedEvents {
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final long MILLIS = 90L * 24 * 3600 * 1000;
    private static final String[] BROWSERS = {"Chrome", "Chrome", "Chrome", "Safari", "Firefox", "Microsoft Edge"};
    private static final String[] SYSTEMS = {"Windows", "Mac OS X", "iOS", "Android", "Linux"};
    private static final String[] NAMES = {
        "$pageview", "$pageview", "$pageview", "$autocapture", "$pageleave", "added to cart", "purchase"
    };

    private GeneratedEvents() {}

    /** Writes a CSV file of {@code count} events. */
    static void writeCsv(Path file, int count) throws IOException {
        Random random = new Random(1);
        int persons = Math.max(1, count / 30);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("timestamp,event,distinct_id,properties\n");
            for (int i = 0; i < count; i++) {
                int person = (int) (persons * Math.pow(random.nextDouble(), 1.5));
                String name = NAMES[random.nextInt(NAMES.length)];
                out.write(START.plusMillis(MILLIS * i / count) + "," + name + ",user_" + person + ",\"");
                writeQuoted(out, properties(random, name));
                out.write("\"\n");
            }
        }
    }

    private static String properties(Random random, String name) {
        StringBuilder json = new StringBuilder("{\"$browser\":\"")
                .append(BROWSERS[random.nextInt(BROWSERS.length)])
                .append("\",\"$os\":\"")
                .append(SYSTEMS[random.nextInt(SYSTEMS.length)])
                .append("\",\"$current_url\":\"https://example.com/docs/page/")
                .append(random.nextInt(2000))
                .append("?ref=home\",\"$pathname\":\"/docs/page\",\"plan\":\"")
                .append(random.nextInt(4) == 0 ? "starter" : "free")
                .append("\",\"country\":\"C")
                .append(random.nextInt(40))
                .append("\",\"$session_id\":\"")
                .append(new UUID(random.nextLong(), random.nextLong()))
                .append("\",\"$lib\":\"web\",\"beta\":")
                .append(random.nextBoolean());
        if (name.equals("purchase")) {
            json.append(",\"amount\":").append(random.nextInt(50_000) / 100.0);
        }
        return json.append('}').toString();
    }

    private static void writeQuoted(Writer out, String json) throws IOException {
        out.write(json.replace("\"", "\"\""));
    }
}
