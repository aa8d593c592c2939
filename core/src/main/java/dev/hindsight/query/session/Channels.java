package dev.hindsight.query.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who brings visitors: search engines, social networks and the like, as {@code channels.properties} lists them.
 *
 * @param name what they are, as channel types are called: Search, Social, Video, Shopping or AI
 * @param pattern an RE2 pattern of the sources and domains in lower case that are such
 */
record Channels(String name, String pattern) {
    /** The longer names first: shopping.google is a shop and google a search engine. */
    private static final List<String> NAMES = List.of("AI", "Shopping", "Video", "Social", "Search");

    private static final List<Channels> ALL = read();

    /** All of them, in the order in which they are looked through. */
    static List<Channels> all() {
        return ALL;
    }

    private static List<Channels> read() {
        Properties listed = new Properties();
        try (InputStream file = Objects.requireNonNull(Channels.class.getResourceAsStream("channels.properties"))) {
            listed.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return NAMES.stream()
                .map(name -> new Channels(name, pattern(Objects.requireNonNull(listed.getProperty(name)))))
                .toList();
    }

    /** A name, what may be before it, and the end of a domain such as {@code .com} or {@code .co.uk}. */
    private static String pattern(String names) {
        String each = Stream.of(names.trim().split("\\s+", -1))
                .map(name -> name.replace(".", "[.]"))
                .collect(Collectors.joining("|"));
        return "^(?:[^.]+[.])*(?:" + each + ")(?:[.](?:com?|org|net))?(?:[.][a-z]{2,6})?$";
    }
}
