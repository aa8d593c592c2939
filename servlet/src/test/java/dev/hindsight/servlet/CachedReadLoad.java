package dev.hindsight.servlet;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/** The process that sends the requests of {@link CachedReadBenchmark}: an insight and the bare servlet by turns. */
final class CachedReadLoad {
    private static final int CONNECTIONS = 16;
    private static final int ROUNDS = 5;
    private static final Duration ROUND = Duration.ofSeconds(5);

    private final int port;
    private final byte[] ours;
    private final byte[] bare = LoadClient.request("GET", "/bare", null);

    private CachedReadLoad(int port, byte[] ours) {
        this.port = port;
        this.ours = ours;
    }

    /** @param arguments the port, the key and the insight's id */
    public static void main(String[] arguments) throws Exception {
        new CachedReadLoad(Integer.parseInt(arguments[0]), insight(Long.parseLong(arguments[2]), "", arguments[1]))
                .run();
    }

    /** Asks for an insight with its answer. */
    static byte[] insight(long insight, String parameters, String key) {
        return LoadClient.request("GET", "/api/projects/1/insights/" + insight + "/" + parameters, key);
    }

    private void run() throws Exception {
        measure(ours);
        measure(bare);
        List<Measured> mine = new ArrayList<>();
        List<Measured> theirs = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            mine.add(measure(ours));
            theirs.add(measure(bare));
        }
        Measured first = Measured.median(mine);
        Measured second = Measured.median(theirs);
        System.out.printf("%d connections, %d rounds of %d s%n", CONNECTIONS, ROUNDS, ROUND.toSeconds());
        System.out.printf("%-24s %10s %10s %10s%n", "", "requests/s", "p50 ms", "p99 ms");
        first.print("insight, cached answer");
        second.print("bare servlet");
        System.out.printf(
                "%-24s %10.2f %10.2f %10.2f%n",
                "ratio", first.perSecond / second.perSecond, first.p50 / second.p50, first.p99 / second.p99);
    }

    private Measured measure(byte[] request) throws Exception {
        long end = System.nanoTime() + ROUND.toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<long[]>> clients = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(threads.submit(() -> times(request, end)));
            }
            LongStream.Builder all = LongStream.builder();
            for (Future<long[]> client : clients) {
                Arrays.stream(client.get()).forEach(all);
            }
            long[] sorted = all.build().sorted().toArray();
            return new Measured(
                    sorted.length / (ROUND.toNanos() / 1e9),
                    sorted[sorted.length / 2] / 1e6,
                    sorted[(int) (sorted.length * 0.99)] / 1e6);
        } finally {
            threads.shutdownNow();
        }
    }

    private long[] times(byte[] request, long end) throws IOException {
        LongStream.Builder times = LongStream.builder();
        try (LoadClient client = new LoadClient(port)) {
            for (long start = System.nanoTime(); start < end; ) {
                client.exchange(request);
                long now = System.nanoTime();
                times.add(now - start);
                start = now;
            }
        }
        return times.build().toArray();
    }

    /** One round, or the medians of several. */
    private record Measured(double perSecond, double p50, double p99) {
        static Measured median(List<Measured> rounds) {
            return new Measured(
                    median(rounds.stream().mapToDouble(Measured::perSecond).toArray()),
                    median(rounds.stream().mapToDouble(Measured::p50).toArray()),
                    median(rounds.stream().mapToDouble(Measured::p99).toArray()));
        }

        private static double median(double[] values) {
            Arrays.sort(values);
            return values[values.length / 2];
        }

        void print(String name) {
            System.out.printf("%-24s %,10.0f %10.2f %10.2f%n", name, perSecond, p50, p99);
        }
    }
}
