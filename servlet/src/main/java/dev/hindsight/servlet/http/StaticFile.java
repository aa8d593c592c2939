package dev.hindsight.servlet.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Properties;
import java.util.zip.GZIPOutputStream;

/** A file of the application that is the same for everybody, kept in memory, packed too. */
public final class StaticFile {
    private final String type;
    private final byte[] content;
    private final byte[] packed;
    private final String hash;

    private StaticFile(String type, byte[] content) throws IOException {
        this.type = type;
        this.content = content;
        this.packed = packed(content);
        this.hash = hash(content);
    }

    /** @param place a resource, as {@link Class#getResourceAsStream} of {@code owner} takes it */
    public static StaticFile load(Class<?> owner, String place, String type) {
        try (InputStream file = open(owner, place)) {
            return new StaticFile(type, file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A file of a WebJar, which lies below its version.
     *
     * @param group the WebJar's, such as {@code org.webjars}
     * @param place in the WebJar
     */
    public static StaticFile ofWebJar(String group, String name, String place, String type) {
        Properties maven = new Properties();
        try (InputStream file = open(StaticFile.class, "/META-INF/maven/" + group + "/" + name + "/pom.properties")) {
            maven.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return load(
                StaticFile.class,
                "/META-INF/resources/webjars/" + name + "/" + maven.getProperty("version") + "/" + place,
                type);
    }

    private static InputStream open(Class<?> owner, String place) {
        InputStream file = owner.getResourceAsStream(place);
        if (file == null) {
            throw new IllegalStateException(place + " is missing from the application");
        }
        return file;
    }

    private static byte[] packed(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        return packed.toByteArray();
    }

    /** Stands for its content. */
    public String hash() {
        return hash;
    }

    /** What is in it. */
    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** As {@link #hash()}, for any content. */
    public static String hash(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The file, or only that the browser has it already. */
    public Reply reply(Request request, String cacheControl) {
        boolean packs = Arrays.stream(request.header("Accept-Encoding")
                        .orElse("")
                        .toLowerCase(Locale.ROOT)
                        .split(","))
                .anyMatch(coding -> coding.strip().equals("gzip"));
        String tag = "\"" + hash + (packs ? "-gzip" : "") + "\"";
        Reply reply;
        if (request.header("If-None-Match").filter(given -> given.contains(tag)).isPresent()) {
            reply = Reply.empty(304);
        } else if (packs) {
            reply = Reply.bytes(200, type, packed).with("Content-Encoding", "gzip");
        } else {
            reply = Reply.bytes(200, type, content);
        }
        return reply.with("ETag", tag).with("Vary", "Accept-Encoding").with("Cache-Control", cacheControl);
    }
}
