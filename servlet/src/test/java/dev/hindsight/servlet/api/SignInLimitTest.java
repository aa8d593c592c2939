package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.servlet.http.HttpRefusal;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class SignInLimitTest {
    private final SignInLimit limit = new SignInLimit(Clock.systemUTC());

    private void spend(String address) {
        for (int i = 0; i < 10; i++) {
            limit.begin(address);
        }
    }

    private void isRefused(String address) {
        assertThatThrownBy(() -> limit.begin(address)).isInstanceOf(HttpRefusal.class);
    }

    private void passes(String address) {
        assertThatCode(() -> limit.begin(address)).doesNotThrowAnyException();
    }

    @Test
    void addresses_areCountedByThemselves() {
        spend("192.0.2.1");
        isRefused("192.0.2.1");
        passes("192.0.2.2");
        passes("");
    }

    @Test
    void addressesOfOneNetwork_areCountedTogether() {
        spend("2001:db8:0:1::1");
        isRefused("2001:db8:0:1:ffff::2");
        isRefused("[2001:db8:0:1::3]");
        passes("2001:db8:0:2::1");
        passes("not:an:address");
    }

    @Test
    void rightKeys_doNotCount() {
        for (int i = 0; i < 50; i++) {
            limit.begin("192.0.2.1");
            limit.forgive("192.0.2.1");
        }
        spend("192.0.2.1");
        isRefused("192.0.2.1");
    }
}
