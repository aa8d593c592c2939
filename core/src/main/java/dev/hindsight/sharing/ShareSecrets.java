package dev.hindsight.sharing;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The secrets of shares: how they are made, and what is kept of them. */
final class ShareSecrets {
    /** How the tokens of sessions begin, to tell them from API keys. */
    static final String SESSION_PREFIX = "share_";

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** About a tenth of a second for each try. */
    private static final int COST = 10;

    private static final BCrypt.Version VERSION = BCrypt.Version.VERSION_2B;

    /** bcrypt itself looks at 72 bytes only. */
    private static final LongPasswordStrategy LONG = LongPasswordStrategies.hashSha512(VERSION);

    private static final SecureRandom RANDOM = new SecureRandom();

    private ShareSecrets() {}

    /** A new access token: 22 random bytes in base64url. It is kept as it is, because it is shown again. */
    static String token() {
        return random(22);
    }

    /** Whether a text could be an access token; others need not be looked for. */
    static boolean couldBeToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    static String session() {
        return SESSION_PREFIX + random(32);
    }

    /** A password for those who do not want to think of one. */
    static String password() {
        return random(12);
    }

    private static String random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** What is kept of a session's token: enough to recognise it, nothing to use it. */
    static String secureValue(String session) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(session.getBytes(StandardCharsets.UTF_8));
            return "sha256$" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is kept of a password: slow to guess from. */
    static String hash(String password) {
        byte[] hash = BCrypt.with(VERSION, RANDOM, LONG).hash(COST, password.getBytes(StandardCharsets.UTF_8));
        return new String(hash, StandardCharsets.UTF_8);
    }

    static boolean matches(String password, String hash) {
        return BCrypt.verifyer(VERSION, LONG)
                .verify(password.getBytes(StandardCharsets.UTF_8), hash.getBytes(StandardCharsets.UTF_8))
                .verified;
    }
}
