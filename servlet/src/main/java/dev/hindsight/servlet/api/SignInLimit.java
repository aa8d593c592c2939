package dev.hindsight.servlet.api;

import dev.hindsight.servlet.http.HttpRefusal;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How many wrong keys may come from one address to sign in with. Right ones do not count. Each node counts for itself.
 * Thread-safe.
 */
final class SignInLimit {
    private static final int WRONG_KEYS = 10;
    private static final Duration PERIOD = Duration.ofMinutes(5);

    /** More are not remembered; the addresses that tried longest ago are forgotten first. */
    private static final int REMEMBERED = 10_000;

    /** Who has an address of IPv6 has all with the same beginning. */
    private static final int NETWORK_BYTES = 8;

    /** An address of IPv6 as it is written, which nobody has to look up. */
    private static final Pattern LITERAL = Pattern.compile("\\[?[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(%\\w+)?]?");

    private final Clock clock;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);
    private Instant latest = Instant.MIN;

    SignInLimit(Clock clock) {
        this.clock = clock;
    }

    /**
     * Counts a try, before it is known whether its key is right: many at once are no way around the limit.
     *
     * @param address as the container tells it; empty when it does not
     * @throws HttpRefusal 429 when too many wrong ones came before
     */
    synchronized void begin(String address) {
        Instant now = clock.instant();
        if (now.isBefore(latest)) {
            buckets.clear(); // or they would wait until the clock has caught up
        }
        latest = now;
        ConsumptionProbe probe = bucket(network(address)).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw HttpRefusal.throttled(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    /** Takes a try back that was right. */
    synchronized void forgive(String address) {
        bucket(network(address)).addTokens(1);
    }

    private Bucket bucket(String network) {
        Bucket bucket = buckets.computeIfAbsent(
                network,
                key -> Bucket.builder()
                        .withCustomTimePrecision(new ClockMeter(clock))
                        .addLimit(limit -> limit.capacity(WRONG_KEYS).refillIntervally(WRONG_KEYS, PERIOD))
                        .build());
        if (buckets.size() > REMEMBERED) {
            buckets.remove(buckets.keySet().iterator().next());
        }
        return bucket;
    }

    private static String network(String address) {
        if (!LITERAL.matcher(address).matches()) {
            return address;
        }
        try {
            InetAddress parsed = InetAddress.getByName(address);
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES))
                    : parsed.getHostAddress();
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
