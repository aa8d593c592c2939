package dev.hindsight.project;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Secrets and random names. */
public final class Tokens {
    /** How every key begins that is made here. */
    public static final String KEY_PREFIX = "phx_";

    /** Nearly all numbers of 35 bytes have so many digits in base 62, or one more; the others get zeros. */
    private static final int KEY_DIGITS = 47;

    private static final String BASE_62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Tokens() {}

    /** Text of {@code length} letters and digits, each equally likely. */
    public static String random(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(BASE_62.charAt(RANDOM.nextInt(BASE_62.length())));
        }
        return text.toString();
    }

    /** A new personal API key: {@code phx_} and 35 random bytes in base 62 (contract insights-api 1.2). */
    static String apiKey() {
        byte[] bytes = new byte[35];
        RANDOM.nextBytes(bytes);
        StringBuilder text = new StringBuilder();
        BigInteger base = BigInteger.valueOf(BASE_62.length());
        for (BigInteger rest = new BigInteger(1, bytes); rest.signum() > 0; rest = rest.divide(base)) {
            text.append(BASE_62.charAt(rest.mod(base).intValue()));
        }
        while (text.length() < KEY_DIGITS) {
            text.append('0'); // reversed in the end, so in front
        }
        return KEY_PREFIX + text.reverse();
    }

    /** A new capture token of a project. */
    static String captureToken() {
        return "phc_" + random(43);
    }

    /** What is kept of a key: enough to recognise it, nothing to use it. */
    static String secureValue(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return "sha256$" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first and last four characters of a key. */
    static String mask(String key) {
        return key.length() < 12 ? "********" : key.substring(0, 4) + "..." + key.substring(key.length() - 4);
    }
}
