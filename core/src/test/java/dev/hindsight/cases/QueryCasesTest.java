package dev.hindsight.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Runs query cases, one line each: those below the folder {@code -Dcases}, or those among the test resources, where
 * {@code not-yet.txt} lists what needs features that are not built. {@code -Dcases.data} names the folder of the data sets,
 * {@code -Dengine} where events are asked.
 */
class QueryCasesTest {
    @Test
    void cases_giveTheirFigures() throws Exception {
        @Nullable String named = System.getProperty("cases");
        Path folder = named == null ? Resources.cases() : existing(named);
        Map<String, String> notYet = named == null ? CaseRun.readNotYet(folder.resolve("not-yet.txt")) : Map.of();
        DataFolder data = DataFolder.of(System.getProperty("cases.data"), folder);
        CaseRun run;
        try (LibrarySubject subject = new LibrarySubject()) {
            run = new CaseRun(subject, data, notYet, System.out);
            run.run(QueryCase.below(folder));
        }

        assertThat(run.failed()).as("failed cases").isEmpty();
        assertThat(run.passedThoughListed())
                .as("cases in not-yet.txt that pass")
                .isEmpty();
    }

    /** Relative to the module, where Maven runs the test, or to the project, where its user stands. */
    private static Path existing(String named) {
        for (Path folder : new Path[] {Path.of(named), Path.of("..").resolve(named)}) {
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        throw new IllegalArgumentException("no such folder of cases: " + named);
    }
}
