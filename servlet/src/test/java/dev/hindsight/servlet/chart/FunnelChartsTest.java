package dev.hindsight.servlet.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Funnels of two periods, beside each other. */
class FunnelChartsTest {
    private static Chart chart(String result) throws Exception {
        return Chart.of(new JsonMapper()
                        .readTree("{'result':%s}".formatted(result).replace('\'', '"')))
                .orElseThrow();
    }

    private static String step(String name, int count, String period) {
        return "{'name':'%s','count':%d,'average_conversion_time':null,'compare_label':'%s'}"
                .formatted(name, count, period);
    }

    @Test
    void comparedSteps_areTwoFunnels() throws Exception {
        Chart chart = chart("[" + step("a", 4, "current") + "," + step("b", 1, "current") + ","
                + step("a", 2, "previous") + "," + step("b", 2, "previous") + "]");

        assertThat(((Figure.Steps) chart.figure()).lines())
                .containsExactly(
                        new Figure.Line("People", List.of(4.0, 1.0), false),
                        new Figure.Line("People (before)", List.of(2.0, 2.0), true));
        assertThat(chart.table().rows().stream().map(row -> row.subList(0, 3)).toList())
                .containsExactly(
                        List.of("People: 1. a", "4", "100%"),
                        List.of("People: 2. b", "1", "25%"),
                        List.of("People (before): 1. a", "2", "100%"),
                        List.of("People (before): 2. b", "2", "100%"));
    }

    @Test
    void comparedTimes_shareTheirBins() throws Exception {
        Chart chart = chart("[{'bins':[[0,1],[60,2]],'compare_label':'current'},"
                + "{'bins':[[0,3],[60,0]],'compare_label':'previous'}]");

        assertThat(((Figure.Buckets) chart.figure()).lines())
                .containsExactly(
                        new Figure.Line("Conversions", List.of(1.0, 2.0), false),
                        new Figure.Line("Conversions (before)", List.of(3.0, 0.0), true));
        assertThat(chart.table().rows()).containsExactly(List.of("0 s", "1", "3"), List.of("1 min", "2", "0"));
    }
}
