package dev.hindsight.servlet;

import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The WAR file in Jetty 12. */
class JettySmokeIT extends SmokeContract {
    @Override
    Container start(Path directory, Map<String, String> contextParameters) throws Exception {
        Server server = new Server(0);
        WebAppContext application = new WebAppContext(WAR.toString(), "/");
        application.setTempDirectory(directory.toFile());
        application.setThrowUnavailableOnStartupException(true);
        contextParameters.forEach(application::setInitParameter);
        server.setHandler(application);
        server.start();
        return new Container() {
            @Override
            public int port() {
                return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
            }

            @Override
            public void close() {
                try {
                    server.stop();
                } catch (Exception e) {
                    throw new IllegalStateException("Jetty does not stop", e);
                }
            }
        };
    }
}
