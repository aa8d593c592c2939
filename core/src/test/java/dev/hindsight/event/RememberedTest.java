package dev.hindsight.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RememberedTest {
    private final Remembered<Long, String> remembered = new Remembered<>(100, String::length);

    @Test
    void find_underAnotherMark_bringsNothing() {
        assertThat(remembered.find(1, 5L)).isEmpty();

        remembered.put(1, 5L, "five");
        assertThat(remembered.find(1, 5L)).contains("five");
        assertThat(remembered.find(2, 5L)).isEmpty();

        remembered.put(1, 6L, "six");
        assertThat(remembered.find(1, 5L)).isEmpty();
        assertThat(remembered.find(1, 6L)).contains("six");
    }

    @Test
    void put_ofMoreThanThereIsRoomFor_forgetsOthers() {
        for (long project = 0; project < 1000; project++) {
            remembered.put(project, 1L, "123456789");
        }

        assertThat(LongStream.range(0, 1000)
                        .filter(project -> remembered.find(project, 1L).isPresent()))
                .hasSizeBetween(1, 10);
    }
}
