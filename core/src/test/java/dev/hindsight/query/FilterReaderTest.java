package dev.hindsight.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilterReaderTest {
    @Test
    void filters_ofAnExpressionNeedNoValue() throws Exception {
        FilterGroup group = read("[{'type':'hogql','key':'properties.a = 1'}]");

        assertThat(group.filters())
                .singleElement()
                .isInstanceOfSatisfying(
                        PropertyFilter.class,
                        filter -> assertThat(filter.missing()).isFalse());
    }

    @Test
    void filters_withoutTheValueTheyNeed_areIncomplete() throws Exception {
        FilterGroup group = read("[{'key':'a','operator':'gt'},{'key':'a','value':null},{'operator':'is_set'}]");

        assertThat(group.filters())
                .hasSize(3)
                .allSatisfy(filter ->
                        assertThat(((PropertyFilter) filter).missing()).isTrue());
    }

    @Test
    void filters_keepAnEmptyOneAsAnAlternative() throws Exception {
        FilterGroup group = read("{'type':'OR','values':[{},{'key':'a','value':1}]}");

        assertThat(group.join()).isEqualTo(FilterGroup.Join.OR);
        assertThat(group.filters().get(0)).isEqualTo(new FilterGroup(FilterGroup.Join.AND, List.of()));
        assertThat(group.filters()).hasSize(2);
    }

    private static FilterGroup read(String json) throws Exception {
        return FilterReader.filters(new JsonMapper().readTree(json.replace('\'', '"')), "properties");
    }
}
