package dev.hindsight.servlet.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hindsight.metadata.Editions;
import dev.hindsight.refresh.Answer;
import dev.hindsight.refresh.Basis;
import dev.hindsight.refresh.InsightAnswers;
import dev.hindsight.servlet.api.ProjectGate.Visit;
import dev.hindsight.servlet.http.Later;
import dev.hindsight.servlet.http.Outcome;
import dev.hindsight.servlet.http.Reply;
import dev.hindsight.servlet.http.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Replies with answers from the cache that are held in memory for the same request with the same key. One is sent again only when a
 * single look-up shows that nothing of the metadata has changed since before it was made, rights and keys included, and when
 * neither events nor the time would bring another answer; so nobody can tell it from one that is made anew. What is held is made
 * anew every second all the same: then a change that was made past this version, by an older one or by hand, is seen too.
 */
final class HeldReplies {
    private static final Duration HELD = Duration.ofSeconds(1);

    /** A larger reply, in bytes, takes longer to be sent than to be made. */
    private static final int LARGEST = 128 << 10;

    /** The bytes that all of them may take. */
    private static final long MOST = 32L << 20;

    /** What a reply takes besides its body, roughly. */
    private static final int OVERHEAD = 4 << 10;

    private final Editions editions;
    private final InsightAnswers answers;
    private final Throttle throttle;
    private final Cache<String, Held> held = Caffeine.newBuilder()
            .expireAfterWrite(HELD)
            .maximumWeight(MOST)
            .weigher((String request, Held reply) -> OVERHEAD + reply.length())
            .executor(Runnable::run)
            .build();

    HeldReplies(Editions editions, InsightAnswers answers, Throttle throttle) {
        this.editions = editions;
        this.answers = answers;
        this.throttle = throttle;
    }

    /**
     * What was made for somebody.
     *
     * @param answer that the reply holds; null: none
     */
    record Made(Visit visit, @Nullable Answer answer, Reply reply) {}

    /**
     * How a reply is made.
     *
     * @param mayWait whether a calculation may have to be waited for
     */
    record Making(boolean mayWait, Work work) {
        /** Makes it, from everything that there is to ask. */
        @FunctionalInterface
        interface Work {
            Made make() throws IOException;
        }
    }

    /** Finds out who asks, and for what. */
    @FunctionalInterface
    interface Entry {
        Making enter() throws IOException;
    }

    /** @param edition of the metadata before it was made */
    private record Held(long edition, Visit visit, Basis basis, Reply reply, int length) {}

    /** The reply to a request about one project, held or made. */
    Outcome reply(Request request, Entry entry) throws IOException {
        OptionalLong project = ProjectGate.number(request.path("project"));
        if (project.isEmpty() || !Authentication.hasKeyInHeader(request)) {
            Making making = entry.enter();
            return Later.ifWaiting(making.mayWait(), () -> making.work().make().reply());
        }
        String asked = digest(request);
        long edition = editions.current(project.getAsLong());
        Held known = held.getIfPresent(asked);
        if (known != null && known.edition() == edition && answers.holds(known.basis())) {
            request.concerns(known.visit().projectId());
            throttle.admit(known.visit().caller(), request, project);
            answers.shown(known.basis());
            return known.reply();
        }
        Making making = entry.enter();
        return Later.ifWaiting(
                making.mayWait(), () -> hold(asked, edition, making.work().make()));
    }

    private Reply hold(String asked, long edition, Made made) throws IOException {
        Optional<Held> holdable = holdable(edition, made);
        holdable.filter(reply -> reply.length() <= LARGEST).ifPresent(reply -> held.put(asked, reply));
        return holdable.map(Held::reply).orElse(made.reply());
    }

    private static Optional<Held> holdable(long edition, Made made) throws IOException {
        Answer answer = made.answer();
        Basis basis = answer == null ? null : answer.basis();
        Answer.Result result = answer == null ? null : answer.result();
        boolean byKey = made.visit().caller().key() != null;
        if (basis == null || result == null || !byKey || result.results().length > LARGEST) {
            return Optional.empty();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        made.reply().body().writeTo(body);
        Reply reply = made.reply().withBody(body.toByteArray());
        return Optional.of(new Held(edition, made.visit(), basis, reply, body.size()));
    }

    /** Stands for everything that the reply depends on of the request; the key cannot be told from it. */
    private static String digest(Request request) {
        String all = String.join(
                "\n",
                request.header("Authorization").orElse(""),
                request.format().name(),
                request.url());
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(all.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
