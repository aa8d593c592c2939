package dev.hindsight.servlet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tomcat as its makers hand it out, run by its own script.
 *
 * @param directory its base: configuration, logs and the unpacked application
 */
record TomcatServer(Path directory) {
    /**
     * Starts it.
     *
     * @param parameters of the application's context
     * @param resources more elements of the context, such as a data source
     */
    ServerProcess start(Map<String, String> parameters, String resources) throws Exception {
        return launch(parameters, resources).awaitAnswer();
    }

    /** As above, without waiting. */
    ServerProcess launch(Map<String, String> parameters, String resources) throws Exception {
        Path home = ServerProcess.home("tomcat");
        int port = ServerProcess.freePort();
        for (String part : List.of("logs", "temp", "webapps", "work", "conf/Catalina/localhost")) {
            Files.createDirectories(directory.resolve(part));
        }
        copyConfiguration(home.resolve("conf"), port);
        Files.writeString(
                directory.resolve("conf/Catalina/localhost/ROOT.xml"),
                "<Context docBase=\"" + SmokeContract.WAR + "\">" + elements(parameters) + resources + "</Context>\n");
        return ServerProcess.start(
                directory,
                port,
                Map.of("CATALINA_BASE", directory.toString(), "CATALINA_OPTS", String.join(" ", ServerProcess.BRIEF)),
                List.of("sh", home.resolve("bin/catalina.sh").toString(), "run"));
    }

    private void copyConfiguration(Path from, int port) throws IOException {
        try (Stream<Path> files = Files.list(from).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                if (file.endsWith("server.xml")) {
                    text = text.replace("\"8005\"", "\"-1\"").replace("\"8080\"", "\"" + port + "\"");
                }
                Files.writeString(directory.resolve("conf").resolve(file.getFileName()), text);
            }
        }
    }

    private static String elements(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each -> "<Parameter name=\"" + each.getKey() + "\" value=\"" + each.getValue()
                        + "\" override=\"false\"/>")
                .collect(Collectors.joining());
    }
}
