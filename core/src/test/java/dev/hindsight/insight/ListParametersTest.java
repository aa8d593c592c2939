package dev.hindsight.insight;

import static dev.hindsight.insight.InsightWorld.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hindsight.error.HindsightException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListParametersTest {
    @Test
    void read_ofNothing_isEverythingInTheOrderOfPeople() {
        assertThat(ListParameters.read(Map.of("unknown", "x")))
                .isEqualTo(new ListParameters(InsightFilter.ALL, 100, 0, false));
    }

    @ParameterizedTest
    @CsvSource({
        "7,3,7,3",
        "0,-1,100,0",
        "-5,x,100,0",
        "x,1.5,100,0",
        "501,99999999999999999999,500,2147483647",
        "99999999999999999999,007,500,7"
    })
    void read_neverFailsForLimitAndOffset(String limit, String offset, int limitRead, int offsetRead) {
        ListParameters read = ListParameters.read(Map.of("limit", limit, "offset", offset));

        assertThat(read.limit()).isEqualTo(limitRead);
        assertThat(read.offset()).isEqualTo(offsetRead);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "created_by|[1|created_by",
                "created_by|[1] x|created_by",
                "created_by|3|created_by",
                "created_by|[\"3\"]|created_by",
                "created_by|[99999999999999999999]|created_by",
                "tags|[1]|tags",
                "tags|{}|tags",
                "tags|\"a\"|tags",
                "dashboards|[null]|dashboards",
                "dashboards|[1.5]|dashboards",
                "order|short_id|order",
                "order|--name|order",
                "order|id; drop table x|order",
            })
    void read_namesTheParameterThatIsWrong(String name, String value, String attr) {
        HindsightException failure = failure(() -> ListParameters.read(Map.of(name, value)));

        assertThat(failure.code()).isEqualTo("invalid_input");
        assertThat(failure.attr()).contains(attr);
    }

    @Test
    void read_boundsTheSearch() {
        assertThat(ListParameters.read(Map.of("search", "x".repeat(200)))
                        .filter()
                        .search())
                .hasSize(200);
        HindsightException failure = failure(() -> ListParameters.read(Map.of("search", "x".repeat(201))));
        assertThat(failure.detail()).isEqualTo("Search query must be 200 characters or fewer.");
        assertThat(failure.attr()).contains("search");
        assertThat(failure(() -> ListParameters.read(Map.of("search", "a\0"))).attr())
                .contains("search");
    }

    @Test
    void read_knowsPresenceFromTruth() {
        InsightFilter filter = ListParameters.read(Map.of(
                        "favorited",
                        "false",
                        "user",
                        "",
                        "saved",
                        "nonsense",
                        "created_by",
                        "[]",
                        "tags",
                        "[' A ', \"a\"]".replace('\'', '"')))
                .filter();

        assertThat(filter.favorited()).isTrue();
        assertThat(filter.mine()).isTrue();
        assertThat(filter.saved()).isFalse();
        assertThat(filter.createdBy()).isEmpty();
        assertThat(filter.tags()).isEqualTo(List.of("a"));
        assertThat(ListParameters.read(Map.of("saved", "On", "basic", "T")))
                .satisfies(read -> assertThat(read.basic()).isTrue())
                .satisfies(read -> assertThat(read.filter().saved()).isTrue());
    }

    @Test
    void read_ignoresDatesThatAreNone() {
        assertThat(ListParameters.read(Map.of("date_from", "soon", "date_to", ""))
                        .filter())
                .isEqualTo(InsightFilter.ALL);
    }
}
