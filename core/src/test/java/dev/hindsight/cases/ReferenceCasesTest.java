package dev.hindsight.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The reference must itself answer the cases. */
class ReferenceCasesTest {
    @Test
    void reference_answersTheCases() throws Exception {
        Path cases = Resources.cases();
        CaseRun run = new CaseRun(new ReferenceSubject(), DataFolder.of(null, cases), Map.of(), System.out);

        run.run(QueryCase.below(cases));

        assertThat(run.failed()).isEmpty();
        assertThat(run.passedThoughListed())
                .as("listed in not-in-reference.txt")
                .isEmpty();
        assertThat(run.passed()).isGreaterThan(50);
    }
}
