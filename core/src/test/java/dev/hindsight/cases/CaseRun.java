package dev.hindsight.cases;

import dev.hindsight.reference.NotInReference;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Runs cases against one subject, one line of output each. */
final class CaseRun {
    private final CaseSubject subject;
    private final DataFolder dataFolder;
    private final Map<String, String> notYet;
    private final PrintStream out;
    private final Map<Path, CaseData> datasets = new HashMap<>();
    private final List<String> failed = new ArrayList<>();
    private final List<String> passedThoughListed = new ArrayList<>();
    private int passed;
    private int skipped;

    /**
     * A run.
     *
     * @param notYet the names of cases that need something not built yet, with what they need
     */
    CaseRun(CaseSubject subject, DataFolder dataFolder, Map<String, String> notYet, PrintStream out) {
        this.subject = subject;
        this.dataFolder = dataFolder;
        this.notYet = notYet;
        this.out = out;
    }

    void run(List<QueryCase> cases) {
        for (QueryCase queryCase : cases) {
            run(queryCase);
        }
        out.printf("%d passed, %d failed%n", passed, failed.size());
        out.printf("%d skipped%n", skipped);
    }

    private void run(QueryCase queryCase) {
        if (!subject.answers(queryCase.kind())) {
            skip(queryCase, queryCase.kind());
            return;
        }
        Optional<CaseData> data = data(queryCase);
        if (data.isEmpty()) {
            skip(queryCase, "data set " + queryCase.dataset().orElseThrow() + " not found");
            return;
        }
        Optional<String> why;
        try {
            why = attempt(queryCase, data.get());
        } catch (NotInReference e) {
            skip(queryCase, "the reference does not interpret " + e.getMessage());
            return;
        }
        String reason = notYet.get(queryCase.name());
        if (why.isEmpty()) {
            passed++;
            out.println("PASS " + queryCase.name());
            if (reason != null) {
                passedThoughListed.add(queryCase.name());
            }
        } else if (reason != null) {
            skip(queryCase, reason);
        } else {
            failed.add(queryCase.name());
            out.println("FAIL " + queryCase.name() + ": " + why.get());
        }
    }

    private void skip(QueryCase queryCase, String reason) {
        skipped++;
        out.println("SKIP " + queryCase.name() + ": " + reason);
    }

    private Optional<CaseData> data(QueryCase queryCase) {
        if (queryCase.dataset().isEmpty()) {
            return Optional.of(CaseData.of(queryCase));
        }
        Optional<Path> file = dataFolder.find(queryCase.dataset().get());
        if (file.isEmpty()) {
            out.println("!!! The data set " + queryCase.dataset().get()
                    + " is nowhere to be found; say where with -Dcases.data=FOLDER");
        }
        return file.map(path -> datasets.computeIfAbsent(path, CaseData::ofDataset));
    }

    private Optional<String> attempt(QueryCase queryCase, CaseData data) {
        try {
            return queryCase.mismatch(subject.results(queryCase, data));
        } catch (NotInReference e) {
            throw e;
        } catch (RuntimeException e) {
            return Optional.of(Objects.toString(e.getMessage(), e.toString()).replace('\n', ' '));
        }
    }

    int passed() {
        return passed;
    }

    /** Names of the cases that failed. */
    List<String> failed() {
        return failed;
    }

    /** Names of the cases that are listed as needing something not built, and passed all the same. */
    List<String> passedThoughListed() {
        return passedThoughListed;
    }

    /** Reads a list of {@code name reason} lines; empty lines and those that begin with {@code #} are for the reader. */
    static Map<String, String> readNotYet(Path file) throws IOException {
        Map<String, String> reasons = new TreeMap<>();
        try (Stream<String> lines = Files.lines(file)) {
            lines.filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
                String[] parts = line.split(" ", 2);
                reasons.put(parts[0], parts.length > 1 ? parts[1].strip() : "");
            });
        }
        return reasons;
    }
}
