package dev.hindsight.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class RequestTagTest {
    private static final Asker WAITING = Asker.waitingIn(1);

    @AfterEach
    void forget() {
        MDC.clear();
    }

    @Test
    void before_namesTheRequest_whileSomebodyWaits() {
        assertThat(RequestTag.before("select 1", WAITING)).isEqualTo("select 1");

        MDC.put(RequestTag.KEY, "a.b_c-1");
        assertThat(RequestTag.before("select 1", WAITING)).isEqualTo("/* request a.b_c-1 */ select 1");
        assertThat(RequestTag.before("select 1", Asker.backgroundOf(1))).isEqualTo("select 1");
    }

    @Test
    void before_putsNothingIntoAStatement_thatCouldEndTheComment() {
        for (String id : new String[] {"", "*/ drop table events --", "a b", "a\n", "é", "x".repeat(65)}) {
            MDC.put(RequestTag.KEY, id);
            assertThat(RequestTag.before("select 1", WAITING)).as(id).isEqualTo("select 1");
        }
    }
}
