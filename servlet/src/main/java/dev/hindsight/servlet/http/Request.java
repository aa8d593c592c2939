package dev.hindsight.servlet.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hindsight.access.Credentials;
import dev.hindsight.error.HindsightException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.Principal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A request that has found its route. Used by one thread. */
public final class Request {
    /** What the body of an API request may hold, in bytes. */
    public static final long API_BODY_LIMIT = 2L * 1024 * 1024;

    private final HttpServletRequest raw;
    private final RouteMatch match;
    private final QueryParameters query;
    private final Format format;
    private final String baseUrl;
    private @Nullable JsonNode json;
    private @Nullable HindsightException unreadable;
    private OptionalLong projectId = OptionalLong.empty();

    Request(HttpServletRequest raw, RouteMatch match, QueryParameters query, Format format, String baseUrl) {
        this.raw = raw;
        this.match = match;
        this.query = query;
        this.format = format;
        this.baseUrl = baseUrl;
    }

    /** The route that it has found. */
    public Route route() {
        return match.route();
    }

    /** What the path holds for a parameter of the route's template, decoded. */
    public String path(String parameter) {
        String value = match.parameters().get(parameter);
        if (value == null) {
            throw new IllegalArgumentException(match.route() + " has no parameter " + parameter);
        }
        return value;
    }

    /** Says which project it is about, once it is known that its sender may know. */
    public void concerns(long project) {
        this.projectId = OptionalLong.of(project);
    }

    OptionalLong projectId() {
        return projectId;
    }

    /** Such as {@code GET}. */
    public String method() {
        return raw.getMethod();
    }

    public QueryParameters query() {
        return query;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(raw.getHeader(name));
    }

    /** What it says of who sends it. */
    public Credentials credentials() {
        return new Credentials() {
            @Override
            public Optional<String> header(String name) {
                return Request.this.header(name);
            }

            @Override
            public Optional<String> cookie(String name) {
                return Request.this.cookie(name);
            }

            @Override
            public Optional<Principal> principal() {
                return Optional.ofNullable(raw.getUserPrincipal());
            }
        };
    }

    /** A cookie's value. */
    public Optional<String> cookie(String name) {
        Cookie[] cookies = raw.getCookies();
        return cookies == null
                ? Optional.empty()
                : Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(name))
                        .map(Cookie::getValue)
                        .findFirst();
    }

    /** Where the request comes from, as the container sees it; null when it does not know. */
    public @Nullable String clientAddress() {
        return raw.getRemoteAddr();
    }

    /** How the reply shall be written; always JSON on routes that know nothing else. */
    public Format format() {
        return format;
    }

    /** The absolute URL of this request with other parameters. */
    public String urlWith(QueryParameters parameters) {
        return baseUrl
                + relativePath(raw)
                + parameters.without("personal_api_key").encoded();
    }

    /** The absolute URL of this request as it was sent. */
    public String url() {
        String parameters = raw.getQueryString();
        return baseUrl + relativePath(raw) + (parameters == null ? "" : "?" + parameters);
    }

    /** Where the application lives, as clients see it, without a trailing slash. */
    public String baseUrl() {
        return baseUrl;
    }

    /** The path of this request, as clients see it, without a trailing slash. */
    public String clientPath() {
        String path = URI.create(baseUrl).getRawPath() + relativePath(raw);
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** The media type of the body in lower case, without its parameters; empty when none was sent. */
    public String mediaType() {
        String type = raw.getContentType();
        return type == null ? "" : type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    }

    /**
     * The body as it comes over the wire.
     *
     * @param limit in bytes; reading more fails with {@code request_too_large}
     * @throws HindsightException {@code request_too_large} when the sender announces more
     */
    public InputStream limitedBody(long limit) throws IOException {
        if (raw.getContentLengthLong() > limit) {
            throw LimitedInput.tooLarge(limit);
        }
        return new LimitedInput(new ContainerInput(raw.getInputStream()), limit);
    }

    /**
     * The body as JSON, read once; an empty object when nothing was sent.
     *
     * @throws HttpRefusal 415 when the body is not {@code application/json}, or compressed
     * @throws HindsightException {@code request_too_large} over {@link #API_BODY_LIMIT}; {@code parse_error} when it is not
     *     strict JSON
     */
    public JsonNode json() throws IOException {
        if (unreadable != null) {
            throw unreadable;
        }
        if (json == null) {
            try {
                json = raw.getContentLengthLong() == 0 ? JsonNodeFactory.instance.objectNode() : readJson();
            } catch (HindsightException e) {
                unreadable = e; // a stream is read once, also when somebody asks again
                throw e;
            }
        }
        return json;
    }

    private JsonNode readJson() throws IOException {
        if (!mediaType().equals("application/json")) {
            throw HttpRefusal.unsupportedMediaType(mediaType());
        }
        String encoding = header("Content-Encoding").orElse("identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            throw HttpRefusal.unsupportedMediaType(mediaType() + "; " + encoding);
        }
        return StrictJson.read(limitedBody(API_BODY_LIMIT));
    }

    /** The path inside the application, as sent. */
    static String relativePath(HttpServletRequest raw) {
        return raw.getRequestURI().substring(raw.getContextPath().length());
    }
}
