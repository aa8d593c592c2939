package dev.hindsight.cases;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the data files are that cases refer to: the first of some folders that has the file. */
record DataFolder(List<Path> candidates) {

    /** @param named the folder that the caller named, null for none: then only the usual places beside the cases remain */
    static DataFolder of(@Nullable String named, Path cases) {
        Path absolute = cases.toAbsolutePath().normalize();
        return new DataFolder(Stream.of(
                        Optional.ofNullable(named).map(Path::of),
                        Optional.ofNullable(System.getenv("HINDSIGHT_CASES_DATA"))
                                .map(Path::of),
                        Optional.of(absolute.resolve("data")),
                        Optional.of(absolute.resolve("../data")),
                        Optional.of(absolute.resolve("../../data")))
                .flatMap(Optional::stream)
                .toList());
    }

    Optional<Path> find(String file) {
        return candidates.stream()
                .map(folder -> folder.resolve(file).normalize())
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
