package dev.hindsight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindsight.access.Caller;
import dev.hindsight.demo.Demo;
import dev.hindsight.refresh.Answer;
import dev.hindsight.refresh.RefreshMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's queries, asked of the demo. */
class ReadmeQueriesTest {
    private static final Instant NOW = Instant.parse("2026-05-20T18:00:00Z");
    private static final Pattern SQL = Pattern.compile("```sql\\n(select.*?)\\n```", Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

    @Test
    void sql_hasRows() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        int asked = 0;
        try (Hindsight hindsight = Hindsight.builder()
                .inMemory()
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .open()) {
            var first = hindsight.firstStart().orElseThrow();
            Demo.fill(hindsight.events(), first.project().id(), NOW);
            Matcher block = SQL.matcher(Files.readString(Path.of("../README.md")));
            while (block.find()) {
                for (String sql : block.group(1).split("\n\n")) {
                    JsonNode query =
                            mapper.createObjectNode().put("kind", "HogQLQuery").put("query", sql);
                    Answer answer = hindsight
                            .queries()
                            .answer(Caller.of(first.owner()), first.project().id(), query, RefreshMode.BLOCKING);
                    JsonNode results = mapper.readTree(
                            Objects.requireNonNull(answer.result()).results());
                    assertThat(results.size()).as(sql).isGreaterThan(1);
                    asked++;
                }
            }
        }
        assertThat(asked).isEqualTo(5);
    }

    @Test
    void queries_haveAnAnswer_oneOfEachKind() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        Set<String> kinds = new TreeSet<>();
        try (Hindsight hindsight = Hindsight.builder()
                .inMemory()
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .open()) {
            var first = hindsight.firstStart().orElseThrow();
            Demo.fill(hindsight.events(), first.project().id(), NOW);
            Matcher block = BLOCK.matcher(Files.readString(Path.of("../README.md")));
            while (block.find()) {
                JsonNode query = mapper.readTree(block.group(1));
                Answer answer = hindsight
                        .queries()
                        .answer(Caller.of(first.owner()), first.project().id(), query, RefreshMode.BLOCKING);
                JsonNode results =
                        mapper.readTree(Objects.requireNonNull(answer.result()).results());
                assertThat(results.toString())
                        .as(query.toString())
                        .hasSizeGreaterThan(50)
                        .containsPattern("[1-9]");
                kinds.add(query.path("kind").asText());
            }
        }
        assertThat(kinds)
                .containsExactly(
                        "ActorsQuery",
                        "EventsQuery",
                        "FunnelsQuery",
                        "LifecycleQuery",
                        "PathsQuery",
                        "RetentionQuery",
                        "SessionsQuery",
                        "StickinessQuery",
                        "TrendsQuery");
    }
}
