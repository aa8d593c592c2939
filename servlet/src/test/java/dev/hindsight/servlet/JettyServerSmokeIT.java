package dev.hindsight.servlet;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The WAR file in a Jetty 12 of its own process. */
class JettyServerSmokeIT extends SmokeContract {
    @Override
    Container start(Path directory, Map<String, String> contextParameters) throws Exception {
        return new JettyServer(directory).start(List.of(), contextParameters, "");
    }
}
