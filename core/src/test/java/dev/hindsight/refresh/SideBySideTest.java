package dev.hindsight.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SideBySideTest {
    private final Set<Integer> done = ConcurrentHashMap.newKeySet();

    @Test
    void oneThingThatTakesLong_doesNotKeepTheOthers() {
        CountDownLatch others = new CountDownLatch(5);
        try (SideBySide threads = new SideBySide(1, 1)) {
            threads.forEach(List.of(0, 1, 2, 3, 4, 5), thing -> {
                if (thing == 0) {
                    await(others);
                } else {
                    others.countDown();
                }
                done.add(thing);
            });
        }
        assertThat(done).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
    }

    @Test
    void helpers_areAsManyAsOneCallerGets() {
        CountDownLatch all = new CountDownLatch(4);
        Set<String> names = ConcurrentHashMap.newKeySet();
        try (SideBySide threads = new SideBySide(3, 12)) {
            // Four can only meet when four are at it; forty-four things show that there is no fifth.
            threads.forEach(things(44), thing -> {
                all.countDown();
                await(all);
                names.add(Thread.currentThread().getName());
            });
        }
        assertThat(names).hasSize(4);
    }

    @Test
    void helpers_workForTheCallersClient_asLongAsTheyHelp() {
        Client client = gone -> () -> {};
        Set<Client> clients = ConcurrentHashMap.newKeySet();
        // Helpers who are done may not be back yet when the next ones are needed.
        try (SideBySide threads = new SideBySide(3, 6)) {
            for (Client each : List.of(client, Client.STAYING)) {
                CountDownLatch all = new CountDownLatch(4);
                clients.clear();
                CurrentClient current = CurrentClient.is(each);
                try (current) {
                    threads.forEach(things(4), thing -> {
                        all.countDown();
                        await(all);
                        clients.add(CurrentClient.get());
                    });
                }
                assertThat(clients).containsExactly(each);
            }
        }
        assertThat(CurrentClient.get()).isSameAs(Client.STAYING);
    }

    @Test
    void callersWhoFindNoHelper_doItThemselves() throws Exception {
        CountDownLatch busy = new CountDownLatch(2);
        CountDownLatch free = new CountDownLatch(1);
        try (SideBySide threads = new SideBySide(1, 1)) {
            Thread other = new Thread(() -> threads.forEach(List.of(0, 1), thing -> {
                busy.countDown();
                await(free);
            }));
            other.start();
            busy.await();

            Set<String> names = ConcurrentHashMap.newKeySet();
            threads.forEach(things(5), thing -> names.add(Thread.currentThread().getName()));

            assertThat(names).containsExactly(Thread.currentThread().getName());
            free.countDown();
            other.join();
        }
    }

    @Test
    void closed_leavesItToTheCaller() {
        SideBySide threads = new SideBySide(3, 12);
        threads.close();

        threads.forEach(things(5), done::add);

        assertThat(done).hasSize(5);
    }

    @Test
    void nothing_takesNoTime() {
        try (SideBySide threads = new SideBySide(3, 12)) {
            threads.forEach(things(0), done::add);
        }
        assertThat(done).isEmpty();
    }

    private static List<Integer> things(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toList());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
