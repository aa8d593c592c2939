package dev.hindsight.servlet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindsight.Hindsight;
import dev.hindsight.servlet.Application;
import dev.hindsight.servlet.metrics.Metrics;
import dev.hindsight.servlet.metrics.MetricsRoute;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    @Test
    void document_hasEveryRouteAndNoOther() throws IOException {
        JsonNode document = document();
        Set<String> described = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> described.add(method.toUpperCase(Locale.ROOT) + " "
                                + path.getKey().replaceFirst("/$", ""))));

        try (Hindsight hindsight = Hindsight.inMemory();
                Metrics metrics = new Metrics()) {
            MetricsRoute more = new MetricsRoute(metrics, null);
            Set<String> served =
                    Application.routes(hindsight, Clock.systemUTC(), Throttle.OFF, more::addTo).routes().stream()
                            .map(route -> route.method() + " "
                                    + route.template()
                                            .replaceAll("\\{(\\w+):[^}]*}", "{$1}")
                                            .replaceFirst("/$", ""))
                            .collect(Collectors.toCollection(TreeSet::new));
            assertThat(described).isEqualTo(served);
        }
    }

    @Test
    void document_refersOnlyToWhatItHas() throws IOException {
        JsonNode document = document();
        document.findValuesAsText("$ref")
                .forEach(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    private static JsonNode document() throws IOException {
        try (InputStream file = OpenApiTest.class.getResourceAsStream("/openapi.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(file));
        }
    }
}
