package dev.hindsight.refresh;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hindsight.Hindsight;
import dev.hindsight.access.Caller;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A node in a process of its own. Reads commands, one a line: {@code <mode> <name> <query as JSON>}; answers {@code done <name>
 * <last refresh>}, {@code queued <name>} or {@code failed <name> <message>}. Each is answered on a thread of its own.
 */
final class NodeProcess {
    private NodeProcess() {}

    /** @param arguments the URLs of the metadata and of the events, and the key of the first start */
    public static void main(String[] arguments) throws IOException {
        try (Hindsight hindsight = Hindsight.builder()
                        .metadata(arguments[0], "postgres", "postgres")
                        .events(arguments[1])
                        .bootstrapKey(arguments[2])
                        .open();
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            Caller caller = hindsight.access().authenticate(arguments[2], "a test");
            System.out.println("ready");
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                String[] command = line.split(" ", 3);
                Thread thread = new Thread(() -> answer(hindsight, caller, command));
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    private static void answer(Hindsight hindsight, Caller caller, String[] command) {
        try {
            Answer answer = hindsight
                    .queries()
                    .answer(
                            caller,
                            1,
                            new JsonMapper().readTree(command[2]),
                            RefreshMode.parse(command[0]),
                            command[1]);
            System.out.println(
                    answer.run() == null
                            ? "done " + command[1] + " "
                                    + Objects.requireNonNull(answer.result()).lastRefresh()
                            : "queued " + command[1]);
        } catch (IOException | RuntimeException e) {
            System.out.println("failed " + command[1] + " " + e.getMessage());
        }
    }
}
