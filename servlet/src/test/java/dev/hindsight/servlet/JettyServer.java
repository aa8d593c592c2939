package dev.hindsight.servlet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Jetty as its makers hand it out, set up and run by its own start.jar.
 *
 * @param directory its base: modules, logs and the application's context
 */
record JettyServer(Path directory) {
    /**
     * Starts it.
     *
     * @param modules those that it has besides HTTP and applications
     * @param parameters of the application's context
     * @param calls more elements of the context, such as a data source
     */
    ServerProcess start(List<String> modules, Map<String, String> parameters, String calls) throws Exception {
        return launch(modules, parameters, calls, Map.of()).awaitAnswer();
    }

    /**
     * As above, without waiting.
     *
     * @param properties of the system
     */
    ServerProcess launch(
            List<String> modules, Map<String, String> parameters, String calls, Map<String, String> properties)
            throws Exception {
        String start = ServerProcess.home("jetty").resolve("start.jar").toString();
        if (!Files.exists(directory.resolve("start.d"))) {
            addModules(start, modules);
        }
        Files.writeString(directory.resolve("webapps/root.xml"), context(parameters, calls));
        int port = ServerProcess.freePort();
        List<String> command = new ArrayList<>(List.of(ServerProcess.java(), "-Xmx512m"));
        command.addAll(ServerProcess.BRIEF);
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-jar", start, "jetty.http.port=" + port));
        return ServerProcess.start(directory, port, Map.of(), command);
    }

    private void addModules(String start, List<String> modules) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("http", "ee10-deploy"));
        all.addAll(modules);
        Files.createDirectories(directory);
        List<String> command = new ArrayList<>(List.of(ServerProcess.java()));
        command.addAll(ServerProcess.BRIEF);
        command.addAll(List.of("-jar", start, "--add-modules=" + String.join(",", all)));
        Process adding = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("modules.log").toFile())
                .start();
        if (adding.waitFor() != 0) {
            throw new AssertionError(Files.readString(directory.resolve("modules.log")));
        }
    }

    private static String context(Map<String, String> parameters, String calls) {
        String elements = parameters.entrySet().stream()
                .map(each -> "  <Call name=\"setInitParameter\"><Arg>" + each.getKey() + "</Arg><Arg>" + each.getValue()
                        + "</Arg></Call>\n")
                .collect(Collectors.joining());
        return """
                <?xml version="1.0"?>
                <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">
                <Configure id="context" class="org.eclipse.jetty.ee10.webapp.WebAppContext">
                  <Set name="contextPath">/</Set>
                  <Set name="war">%s</Set>
                %s%s</Configure>
                """.formatted(SmokeContract.WAR, elements, calls);
    }
}
