package dev.hindsight.cases;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** The cases among the test resources. */
final class Resources {
    private Resources() {}

    static Path cases() throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(Resources.class.getResource("/cases")).toURI());
    }
}
