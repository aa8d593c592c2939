package dev.hindsight.servlet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/** The WAR file in Tomcat 10.1. */
class TomcatSmokeIT extends SmokeContract {
    @Override
    Container start(Path directory, Map<String, String> contextParameters) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        Files.createDirectories(directory.resolve("webapps"));
        tomcat.setPort(0);
        tomcat.setAddDefaultWebXmlToWebapp(false);
        Context application = tomcat.addWebapp("", WAR.toString());
        contextParameters.forEach(application::addParameter);
        tomcat.getConnector();
        tomcat.start();
        if (!application.getState().isAvailable()) {
            throw new IllegalStateException("the application did not start");
        }
        return new Container() {
            @Override
            public int port() {
                return tomcat.getConnector().getLocalPort();
            }

            @Override
            public void close() {
                try {
                    tomcat.stop();
                    tomcat.destroy();
                } catch (LifecycleException e) {
                    throw new IllegalStateException("Tomcat does not stop", e);
                }
            }
        };
    }
}
