package dev.hindsight.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.access.Authenticator;
import dev.hindsight.access.Credentials;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.User;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartUpTest {
    /** Knows nobody. */
    public static final class OfTheHost implements Authenticator {
        @Override
        public Optional<User> user(Credentials credentials, MemberStore members) {
            return Optional.empty();
        }
    }

    @Test
    void authenticators_areFound_whereTheHostNamesThem(@TempDir Path classes) throws Exception {
        assertThat(StartUp.authenticators(StartUp.class.getClassLoader())).isEmpty();

        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve(Authenticator.class.getName()), OfTheHost.class.getName());
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, StartUp.class.getClassLoader())) {
            assertThat(StartUp.authenticators(loader)).singleElement().isInstanceOf(OfTheHost.class);
        }
    }
}
