package dev.hindsight.servlet.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindsight.body.Body;
import dev.hindsight.error.Failure;
import dev.hindsight.error.HindsightException;
import dev.hindsight.refresh.RefreshMode;
import dev.hindsight.servlet.chart.Pictures;
import dev.hindsight.servlet.chart.Pictures.Look;
import dev.hindsight.servlet.http.HttpRefusal;
import dev.hindsight.servlet.http.Later;
import dev.hindsight.servlet.http.QueryParameters;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import dev.hindsight.servlet.http.Router;
import dev.hindsight.sharing.LockedShare;
import dev.hindsight.sharing.OpenShare;
import dev.hindsight.sharing.Share;
import dev.hindsight.sharing.ShareDoor;
import dev.hindsight.sharing.ShareSettings;
import dev.hindsight.sharing.Unlocking;
import dev.hindsight.sharing.Unlocking.TooOften;
import dev.hindsight.sharing.Unlocking.Unlocked;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is shared, for everybody who has the token: as a page, as a page in a frame, as a picture, and as JSON (contract
 * insights-api 3.13).
 */
final class SharedRoutes {
    private static final String FORM = "application/x-www-form-urlencoded";

    /** In bytes: nobody's password is longer. */
    private static final long FORM_LIMIT = 10_000;

    private static final int LONGEST_PASSWORD = 1_000;

    /** Why there may be no figures now; a page says so, rather than being none. */
    private static final Set<Failure> MAYBE_LATER =
            Set.of(Failure.THROTTLED, Failure.CANCELLED, Failure.TIMEOUT, Failure.UNAVAILABLE);

    /** In pixels, of each side of a picture. */
    private static final int SMALLEST = 200;

    private static final int LARGEST = 2400;

    /** How what is shared is written, as the end of its address says. */
    private enum Form {
        JSON(".json"),
        SVG(".svg"),
        PNG(".png"),
        PAGE("");

        private final String suffix;

        Form(String suffix) {
            this.suffix = suffix;
        }

        static Form of(String name) {
            return Stream.of(values())
                    .filter(form -> name.endsWith(form.suffix))
                    .findFirst()
                    .orElse(PAGE);
        }
    }

    private final ShareDoor door;
    private final SharedView view;
    private final Pictures pictures = new Pictures();

    SharedRoutes(ShareDoor door, SharedView view) {
        this.door = door;
        this.view = view;
    }

    void addTo(Router.Builder routes) {
        for (SharePage page : SharePage.values()) {
            routes.addPlain("GET", page.path() + "/{token}", request -> new Later(() -> show(page, request)));
            routes.addPlain("POST", page.path() + "/{token}", request -> unlock(page, request));
        }
    }

    private Reply show(SharePage page, Request request) {
        String named = request.path("token");
        Form form = Form.of(named);
        String token = named.substring(0, named.length() - form.suffix.length());
        try {
            Share share = find(request, token, ShareToken.session(request))
                    .orElseThrow(() -> HindsightException.notFound("No resource found"));
            return switch (form) {
                case JSON ->
                    Reply.json(
                            200,
                            data(page, share, request, asked(share, request).orElse(RefreshMode.FORCE_CACHE)));
                case PAGE -> {
                    SharedContent content = content(page, share, request);
                    yield page.show(content.data(), content);
                }
                case SVG, PNG -> picture(page, share, request, form == Form.PNG);
            };
        } catch (HindsightException e) {
            if (form != Form.JSON && e.failure() == Failure.NOT_FOUND) {
                return page.missing();
            }
            throw e;
        }
    }

    /** A share as the request wants to see it. */
    private Optional<Share> find(Request request, String token, @Nullable String session) {
        return door.find(token, session)
                .map(share -> share.with(share.settings().asked(request.query().lastValues())));
    }

    private Reply picture(SharePage page, Share share, Request request, boolean png) {
        if (!(share instanceof OpenShare)) {
            throw new HindsightException(
                    Failure.UNAUTHENTICATED, "authentication_failed", "A password is needed to see this.", null);
        }
        int width = pixels(request, "width", SharedContent.WIDTH);
        int height = pixels(request, "height", SharedContent.HEIGHT);
        SharedContent content = content(page, share, request);
        boolean dark = "dark".equals(share.settings().theme());
        byte[] bytes = content.picture(png, new Look(width, height, dark, content.legend()));
        return Reply.bytes(200, png ? "image/png" : "image/svg+xml; charset=utf-8", bytes)
                .with("Content-Security-Policy", page.policy());
    }

    private static int pixels(Request request, String name, int otherwise) {
        String given = request.query().get(name).orElse("");
        if (given.isEmpty()) {
            return otherwise;
        }
        int pixels = given.matches("[0-9]{1,5}") ? Integer.parseInt(given) : 0;
        if (pixels < SMALLEST || pixels > LARGEST) {
            throw HindsightException.invalid(name, "A whole number from " + SMALLEST + " to " + LARGEST + ".");
        }
        return pixels;
    }

    /** What people get to see. Whoever opens a page cannot wait for what comes later, so they wait for what is missing. */
    private SharedContent content(SharePage page, Share share, Request request) {
        Optional<RefreshMode> asked = asked(share, request);
        SharedContent content = content(page, share, request, asked.orElse(RefreshMode.FORCE_CACHE));
        if (asked.isPresent() || !content.isWaiting()) {
            return content;
        }
        try {
            return content(page, share, request, RefreshMode.BLOCKING);
        } catch (HindsightException e) {
            if (MAYBE_LATER.contains(e.failure())) {
                return content;
            }
            throw e;
        }
    }

    /** How fresh it shall be; who has not given the password has no say. */
    private static Optional<RefreshMode> asked(Share share, Request request) {
        return share instanceof OpenShare ? RefreshParameter.of(request) : Optional.empty();
    }

    private SharedContent content(SharePage page, Share share, Request request, RefreshMode mode) {
        boolean legend = share.settings().flags().getOrDefault("legend", true);
        boolean forEverybody = ShareToken.session(request) == null;
        URI base = URI.create(request.baseUrl());
        String place = base.getScheme() + "://" + base.getRawAuthority() + request.clientPath() + Form.PNG.suffix;
        return new SharedContent(pictures, data(page, share, request, mode), legend, forEverybody ? place : "");
    }

    /** All that a page needs; of a share that is locked nothing but how it looks. */
    private ObjectNode data(SharePage page, Share share, Request request, RefreshMode mode) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ShareSettings settings = share.settings();
        request.concerns(share.project().id());
        if (share instanceof OpenShare open) {
            data.put("type", page.type());
            data.put("accessToken", open.accessToken());
            data.set(SharedView.kind(open), view.whole(open, request, mode));
            data.putArray("themes");
            ShareSettings.FLAGS.stream().filter(settings::is).forEach(flag -> data.put(flag, true));
        } else {
            locked(data, settings);
        }
        if (settings.theme() != null) {
            data.put("theme", settings.theme());
        }
        return data;
    }

    private static void locked(ObjectNode data, ShareSettings settings) {
        data.put("type", SharePage.UNLOCK);
        if (settings.is("whitelabel")) {
            data.put("whitelabel", true);
        }
    }

    /** Takes a password as JSON from programs, and as a form from the page itself. */
    private Reply unlock(SharePage page, Request request) throws IOException {
        Optional<Share> share = find(request, request.path("token"), null);
        return request.mediaType().equals(FORM) ? ofForm(page, share, request) : ofJson(share, request);
    }

    private Reply ofJson(Optional<Share> found, Request request) throws IOException {
        Share share = found.orElseThrow(() -> HindsightException.notFound("No resource found"));
        String password = new Body(request.json())
                .text("password", LONGEST_PASSWORD)
                .orElseThrow(() -> Body.required("password"));
        if (!(share instanceof LockedShare locked)) {
            throw HindsightException.invalid(null, "This share asks for no password.");
        }
        Unlocking result = view.unlock(locked, password, request.clientAddress());
        if (result instanceof Unlocked unlocked) {
            return withSession(
                    request,
                    unlocked,
                    Reply.json(200, JsonNodeFactory.instance.objectNode().put("shareToken", unlocked.session())));
        }
        if (result instanceof TooOften tooOften) {
            throw HttpRefusal.throttled(tooOften.rest());
        }
        throw new HindsightException(Failure.UNAUTHENTICATED, "authentication_failed", "Incorrect password", null);
    }

    /** What people see in their browser is a page, whatever comes of it. */
    private Reply ofForm(SharePage page, Optional<Share> found, Request request) throws IOException {
        Share share = found.orElse(null);
        if (share == null) {
            return page.missing();
        }
        Reply toPage = Reply.empty(303)
                .with(
                        "Location",
                        request.clientPath()
                                + request.query().only(ShareSettings.PARAMETERS).encoded());
        if (!(share instanceof LockedShare locked)) {
            return toPage;
        }
        ObjectNode data = data(page, locked, request, RefreshMode.FORCE_CACHE);
        String password;
        try {
            password = ofForm(request);
        } catch (HindsightException e) {
            if (e.failure() != Failure.INVALID && e.failure() != Failure.UNPARSABLE) {
                throw e;
            }
            return page.lock(400, data, "The password did not arrive. Please give it again.");
        }
        Unlocking result = view.unlock(locked, password, request.clientAddress());
        if (result instanceof Unlocked unlocked) {
            // Most browsers keep cookies from frames of other sites: asked again, the page would not know the password.
            boolean inFrame = page == SharePage.EMBEDDED;
            return withSession(request, unlocked, inFrame ? opened(page, request, unlocked) : toPage);
        }
        if (result instanceof TooOften tooOften) {
            long seconds = HttpRefusal.seconds(tooOften.rest());
            return page.lock(429, data, "Too many wrong passwords. Please try again in " + seconds + " seconds.")
                    .with("Retry-After", Long.toString(seconds));
        }
        return page.lock(401, data, "Incorrect password.");
    }

    private Reply opened(SharePage page, Request request, Unlocked unlocked) {
        Share share = find(request, request.path("token"), unlocked.session()).orElse(null);
        if (share == null) {
            return page.missing();
        }
        SharedContent content = content(page, share, request);
        return page.show(content.data(), content);
    }

    private static String ofForm(Request request) throws IOException {
        byte[] body = request.limitedBody(FORM_LIMIT).readAllBytes();
        return QueryParameters.parse(new String(body, StandardCharsets.UTF_8), "form")
                .get("password")
                .orElseThrow(() -> Body.required("password"));
    }

    private static Reply withSession(Request request, Unlocked unlocked, Reply reply) {
        Reply with = reply;
        for (Form form : Form.values()) {
            with = with.withCookie(cookie(request, request.clientPath() + form.suffix, unlocked.session()));
        }
        return with;
    }

    /**
     * One for the page and one for each of its other forms, which are not below the page's path: a cookie for all shares would
     * tell each of them of the others. Sent along in a frame of another site only over https: there, and only there, browsers allow it.
     */
    private static String cookie(Request request, String path, String session) {
        boolean secure = request.baseUrl().startsWith("https:");
        return ShareToken.COOKIE + "=" + session + "; Path=" + path + "; Max-Age="
                + ShareDoor.SESSION.toSeconds() + "; HttpOnly; "
                + (secure ? "SameSite=None; Secure; Partitioned" : "SameSite=Lax");
    }
}
