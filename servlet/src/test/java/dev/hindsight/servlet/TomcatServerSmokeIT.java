package dev.hindsight.servlet;

import java.nio.file.Path;
import java.util.Map;

/** The WAR file in a Tomcat 10.1 of its own process. */
class TomcatServerSmokeIT extends SmokeContract {
    @Override
    Container start(Path directory, Map<String, String> contextParameters) throws Exception {
        return new TomcatServer(directory).start(contextParameters, "");
    }
}
