package dev.hindsight.query.trends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.error.HindsightException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormulaTest {
    private static final double[] SERIES = {6, 4, 0};

    @ParameterizedTest
    @CsvSource({
        "A, 6",
        "a + b, 10",
        "A - B - 1, 1",
        "A / B * 100, 150",
        "A / C, 0",
        "A % B, 2",
        "-A % B, 2",
        "A % C, 0",
        "(A + B) / 5, 2",
        "-2 ** 2, -4",
        "2 ** 3 ** 2, 512",
        "2 ** -1, 0.5",
        "A + C ** -1, 6",
        "A + (B - A) ** 0.5, 6",
        "A*-1, -6",
        "+-+A, -6",
        ".5 * A, 3",
        "1. * A, 6",
        "' ( A ) ', 6"
    })
    void parse_followsTheRulesOfArithmetic(String text, double expected) {
        assertThat(Formula.parse(text, 3, "formula").of(SERIES)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "D, 'names D, but there is only A, B, C'",
        "AB, 'names AB'",
        "sum(A), 'functions are not part'",
        "A +, ends too early",
        "(A, lacks a closing parenthesis",
        "A B, 'unexpected \"B\" at position 3'",
        "'', ends too early",
        "1e3, no number",
        "A // B, 'unexpected \"/\"'",
        "é, names é"
    })
    void parse_saysWhatIsWrong(String text, String problem) {
        assertThatThrownBy(() -> Formula.parse(text, 3, "trendsFilter__formulaNodes__0"))
                .isInstanceOfSatisfying(HindsightException.class, e -> {
                    assertThat(e.getMessage()).contains(problem);
                    assertThat(e.attr()).contains("trendsFilter__formulaNodes__0");
                });
    }

    @Test
    void parse_refusesWhatIsNestedTooDeep() {
        assertThatThrownBy(() -> Formula.parse("(".repeat(400) + "A" + ")".repeat(400), 1, "f"))
                .hasMessageContaining("nested");
        assertThatThrownBy(() -> Formula.parse("A" + "**A".repeat(300), 1, "f")).hasMessageContaining("nested");
        assertThatThrownBy(() -> Formula.parse("A" + "+A".repeat(600), 1, "f")).hasMessageContaining("longer than");
    }
}
