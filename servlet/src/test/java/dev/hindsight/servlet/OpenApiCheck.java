package dev.hindsight.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Compares what the server answers with what the OpenAPI document says it would. */
final class OpenApiCheck {
    private static final JsonMapper JSON = new JsonMapper();

    /** Answers to requests that no operation has to expect: to bad methods, formats and sizes, and those of a broken server. */
    private static final Set<Integer> ANYWHERE = Set.of(404, 405, 406, 411, 413, 415, 429, 500, 503, 504);

    private final JsonNode document;
    private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private final Map<String, JsonSchema> known = new ConcurrentHashMap<>();

    private OpenApiCheck(JsonNode document) {
        this.document = document;
    }

    static OpenApiCheck load() {
        try (InputStream file = OpenApiCheck.class.getResourceAsStream("/openapi.json")) {
            return new OpenApiCheck(JSON.readTree(Objects.requireNonNull(file)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Fails when the answer is none that the document has for the request; says nothing of requests that it does not know. */
    void check(String method, String path, Answered answered) {
        String pointer = operation(method, path);
        if (pointer == null) {
            return;
        }
        String shown = method + " " + path + " -> " + answered.status() + " " + answered.body();
        JsonNode response = resolved(document.at(pointer + "/responses/" + answered.status()));
        if (response.isMissingNode()) {
            assertThat(ANYWHERE).as("documented statuses of " + shown).contains(answered.status());
            if (!answered.body().isEmpty() && isJson(answered)) {
                validate("/components/schemas/Error", answered, shown);
            }
            return;
        }
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            assertThat(answered.body()).as("body of " + shown).isEmpty();
        } else if (isJson(answered)) {
            assertThat(content.has("application/json"))
                    .as("JSON is documented for " + shown)
                    .isTrue();
            validate(place(pointer, answered.status()) + "/content/application~1json/schema", answered, shown);
        }
    }

    private static boolean isJson(Answered answered) {
        return answered.header("Content-Type").orElse("").startsWith("application/json");
    }

    /** Where the response is, a reference followed. */
    private String place(String operation, int status) {
        JsonNode reference = document.at(operation + "/responses/" + status + "/$ref");
        return reference.isTextual() ? reference.textValue().substring(1) : operation + "/responses/" + status;
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").textValue().substring(1)) : node;
    }

    private void validate(String pointer, Answered answered, String shown) {
        JsonSchema schema = known.computeIfAbsent(pointer, this::schema);
        try {
            Set<ValidationMessage> complaints = schema.validate(JSON.readTree(answered.body()));
            assertThat(complaints).as(shown).isEmpty();
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + shown, e);
        }
    }

    private JsonSchema schema(String pointer) {
        ObjectNode root = JSON.createObjectNode();
        root.set("components", document.path("components"));
        root.putArray("allOf").add(document.at(pointer));
        return schemas.getSchema(root);
    }

    /** The pointer to the operation that a request finds; null when there is none. */
    private @Nullable String operation(String method, String path) {
        String name = method.toLowerCase(Locale.ROOT);
        List<String> wanted = segments(path);
        String best = null;
        int bestLiterals = -1;
        for (Map.Entry<String, JsonNode> entry : document.path("paths").properties()) {
            int literals = literals(segments(entry.getKey()), wanted);
            if (literals > bestLiterals && entry.getValue().has(name)) {
                bestLiterals = literals;
                best = "/paths/" + entry.getKey().replace("~", "~0").replace("/", "~1") + "/" + name;
            }
        }
        return best;
    }

    /** How many segments are the same word for word; -1 when the path is another one. */
    private static int literals(List<String> template, List<String> path) {
        if (template.size() != path.size()) {
            return -1;
        }
        int literals = 0;
        for (int i = 0; i < path.size(); i++) {
            boolean parameter = template.get(i).startsWith("{");
            if (!parameter && !template.get(i).equals(path.get(i))) {
                return -1;
            }
            literals += parameter ? 0 : 1;
        }
        return literals;
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>(List.of(path.substring(1).split("/")));
        segments.removeIf(String::isEmpty);
        return segments;
    }
}
