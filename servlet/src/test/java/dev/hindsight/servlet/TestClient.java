package dev.hindsight.servlet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.Nullable;

/** A client of one server, with a key or without. What it hears has to be what the OpenAPI document says. */
public final class TestClient {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final OpenApiCheck DOCUMENT = OpenApiCheck.load();

    private final String url;
    private final @Nullable String key;

    private TestClient(String url, @Nullable String key) {
        this.url = url;
        this.key = key;
    }

    public static TestClient of(String url) {
        return new TestClient(url, null);
    }

    /** The same client with a personal API key. */
    public TestClient withKey(String other) {
        return new TestClient(url, other);
    }

    public Answered get(String target) throws IOException, InterruptedException {
        return send(to(target));
    }

    /** A request with a JSON body. */
    public Answered send(String method, String target, String json) throws IOException, InterruptedException {
        return send(
                to(target).header("Content-Type", "application/json").method(method, BodyPublishers.ofString(json)));
    }

    public Answered post(String target, String json) throws IOException, InterruptedException {
        return send("POST", target, json);
    }

    public Answered patch(String target, String json) throws IOException, InterruptedException {
        return send("PATCH", target, json);
    }

    /** A request without a body. */
    public Answered send(String method, String target) throws IOException, InterruptedException {
        return send(to(target).method(method, BodyPublishers.noBody()));
    }

    /** The start of a request; {@code target} begins with a slash. */
    public HttpRequest.Builder to(String target) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + target));
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    public Answered send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpRequest sent = request.build();
        HttpResponse<String> response = HTTP.send(sent, BodyHandlers.ofString());
        Answered answered = new Answered(response.statusCode(), response.headers(), response.body());
        String base = URI.create(url).getRawPath();
        DOCUMENT.check(sent.method(), sent.uri().getRawPath().substring(base.length()), answered);
        return answered;
    }
}
