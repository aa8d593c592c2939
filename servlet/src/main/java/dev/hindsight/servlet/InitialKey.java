package dev.hindsight.servlet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** The file in the home directory that holds the key of the first start, for its owner's eyes only. */
record InitialKey(Path file) {
    static InitialKey in(Path home) {
        return new InitialKey(home.toAbsolutePath().resolve("initial-api-key"));
    }

    /** Replaces the file. It is never readable by others, not even while it is written. */
    void write(String key) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(Set.copyOf(PosixFilePermissions.fromString("rw-------")))
                }
                : new FileAttribute<?>[0];
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            Files.createFile(file, ownerOnly);
            Files.writeString(file, key + "\n", StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the first API key cannot be written to " + file, e);
        }
    }

    /** The key; empty when there is no such file. */
    Optional<String> read() {
        try {
            return Files.isReadable(file)
                    ? Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip())
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the first API key cannot be read from " + file, e);
        }
    }
}
