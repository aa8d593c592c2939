package dev.hindsight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindsight.access.Authenticator;
import dev.hindsight.access.Caller;
import dev.hindsight.access.Credentials;
import dev.hindsight.event.Event;
import dev.hindsight.insight.Insight;
import dev.hindsight.insight.InsightBody;
import dev.hindsight.project.Bootstrap.FirstStart;
import dev.hindsight.project.MemberStore;
import dev.hindsight.project.User;
import dev.hindsight.refresh.Answer;
import dev.hindsight.refresh.RefreshMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java example, run; its lines have to be the lines here. */
class ReadmeTest {
    static final class OurUsers implements Authenticator {
        @Override
        public Optional<User> user(Credentials credentials, MemberStore members) {
            return credentials.principal().flatMap(principal -> members.findUserByEmail(principal.getName()));
        }
    }

    @Test
    void example_savesAnInsightAndAnswersIt(@TempDir Path data) throws IOException {
        try (Hindsight hindsight = Hindsight.open(data)) {
            FirstStart first = hindsight.firstStart().orElseThrow();
            Caller caller = hindsight.access().authenticate(first.key().value(), "my program");
            long project = first.project().id();

            hindsight
                    .events()
                    .append(
                            project,
                            List.of(new Event(
                                    UUID.randomUUID(), "signed up", "ada", Instant.now(), "{\"plan\":\"pro\"}")));
            JsonNode signUps = new ObjectMapper().readTree("""
            {"name": "Sign-ups", "query": {"kind": "TrendsQuery",
             "series": [{"kind": "EventsNode", "event": "signed up"}]}}""");
            Insight insight = hindsight.insights().create(caller, project, InsightBody.draft(signUps));
            Answer answer = hindsight.insightAnswers().answer(caller, insight, RefreshMode.BLOCKING);

            JsonNode rows = new ObjectMapper()
                    .readTree(Objects.requireNonNull(answer.result()).results());
            assertThat(rows.get(0).get("count").asInt()).isEqualTo(1);
        }
    }

    @Test
    void example_isTheOneInTheReadme() throws IOException {
        Path here = Path.of("src/test/java/dev/hindsight/ReadmeTest.java");
        String code = withoutSpace(Files.readString(here));
        String readme = Files.readString(Path.of("../README.md"));
        int library = readme.indexOf("try (Hindsight hindsight");
        String example = readme.substring(library, readme.indexOf("System.out.println(new String(answer"));
        int users = readme.indexOf("public final class OurUsers");
        String ourUsers = readme.substring(users, readme.indexOf("```", users));
        assertThat(code)
                .as("the README's own users")
                .contains(withoutSpace(ourUsers).replace("publicfinal", "staticfinal"));

        for (String statement : example.lines().toList()) {
            String line = statement.replaceFirst("//.*", "").replace("Path.of(\"data\")", "data");
            assertThat(code).as("the README's line %s", statement).contains(withoutSpace(line));
        }
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s", "");
    }
}
