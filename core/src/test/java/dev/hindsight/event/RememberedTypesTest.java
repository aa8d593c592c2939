package dev.hindsight.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RememberedTypesTest {
    private static final Changes FIRST = new Changes(new TreeMap<>(), 0, 1);
    private static final Changes SECOND = new Changes(new TreeMap<>(), 0, 2);

    private final RememberedTypes types = new RememberedTypes();
    private Changes now = FIRST;
    private KnownTypes stored = known(PropertyType.NUMERIC);

    private static KnownTypes known(PropertyType type) {
        return new KnownTypes(
                Map.of(new KnownTypes.Name(PropertyKind.EVENT, "n"), new KnownTypes.Definition(type, false)));
    }

    private PropertyType asOf(Changes marks) {
        return types.of(1, marks, () -> stored, () -> now).of(PropertyKind.EVENT, "n");
    }

    @Test
    void of_theSameMark_areRemembered() {
        assertThat(asOf(FIRST)).isEqualTo(PropertyType.NUMERIC);

        stored = known(PropertyType.STRING); // of which no mark says anything
        assertThat(asOf(FIRST)).isEqualTo(PropertyType.NUMERIC);
        now = SECOND;
        assertThat(asOf(SECOND)).isEqualTo(PropertyType.STRING);
    }

    /** A database that is restored has the types of then again, with the mark of then. */
    @Test
    void of_aMarkThatTheyWereNewerThan_areReadAgain() {
        now = SECOND;
        stored = known(PropertyType.STRING);
        assertThat(asOf(FIRST)).isEqualTo(PropertyType.STRING);

        now = FIRST;
        stored = known(PropertyType.NUMERIC);
        assertThat(asOf(FIRST)).isEqualTo(PropertyType.NUMERIC);
    }
}
