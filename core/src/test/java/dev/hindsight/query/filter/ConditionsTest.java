package dev.hindsight.query.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Definitions;
import dev.hindsight.query.FilterReader;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters that have rules of their own: versions, elements and expressions. */
class ConditionsTest {
    private static FilteredEvents events;

    @BeforeAll
    static void events() {
        events = new FilteredEvents();
        events.add("a", "e", "{'v':'1.2.3'}");
        events.add("b", "e", "{'v':'v1.10.0-beta.1'}");
        events.add("c", "e", "{'v':'0.2'}");
        events.add("d", "e", "{'v':'unknown'}");
        events.add("e", "$autocapture", "{'$elements_chain':'a.btn:href=\\\"/x\\\"text=\\\"Buy\\\";body:'}");
        events.add("f", "$autocapture", "{'$elements_chain':'button.btn:text=\\\"Save\\\";div:text=\\\"All\\\"'}");
    }

    @AfterAll
    static void close() {
        events.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'key':'v','operator':'semver_eq','value':'1.2.3+build'}   | [a]",
                "{'key':'v','operator':'semver_neq','value':'1.2.3'}        | [b, c]",
                "{'key':'v','operator':'semver_gt','value':'1.2.3'}         | [b]",
                "{'key':'v','operator':'semver_gte','value':'1.2'}          | [a, b]",
                "{'key':'v','operator':'semver_lt','value':'1.2.3'}         | [c]",
                "{'key':'v','operator':'semver_lte','value':['1.2.3']}      | [a, c]",
                "{'key':'v','operator':'semver_tilde','value':'1.2.0'}      | [a]",
                "{'key':'v','operator':'semver_tilde','value':'1'}          | [a, b]",
                "{'key':'v','operator':'semver_caret','value':'1.2.3'}      | [a, b]",
                "{'key':'v','operator':'semver_caret','value':'0.1.9'}      | []",
                "{'key':'v','operator':'semver_caret','value':'0.2.0'}      | [c]",
                "{'key':'v','operator':'semver_wildcard','value':'1.2.*'}   | [a]",
                "{'key':'v','operator':'semver_wildcard','value':'1.*'}     | [a, b]",
                "{'type':'element','key':'tag_name','value':'a'}            | [e]",
                "{'type':'element','key':'tag_name','value':['a','div']}    | [e, f]",
                "{'type':'element','key':'tag_name','operator':'is_not','value':'a'} | [a, b, c, d, f]",
                "{'type':'element','key':'selector','value':'.btn'}         | [e, f]",
                "{'type':'element','key':'href','value':'/x'}               | [e]",
                "{'type':'element','key':'text','value':'All'}              | [f]",
                "{'type':'element','key':'text','operator':'icontains','value':'b'} | [e]",
                "{'type':'hogql','key':'properties.v is null'}              | [e, f]",
                "{'type':'hogql','key':'properties.v is null','value':[]}   | [e, f]",
            })
    void of_keepsTheEventsThatPass(String filter, String expected) {
        assertThat(passing(filter)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'key':'v','operator':'semver_caret','value':'x'}          | \"x\" is not a version; use for example 1.2.3.",
                "{'key':'v','operator':'semver_wildcard','value':'1.2.3.*'} | \"1.2.3.*\" is not a version with a wildcard",
                "{'type':'element','key':'tag_name','operator':'regex','value':'a'} | The tag_name of an element can only be",
                "{'type':'element','key':'id','value':'a'}                  | Elements have selector, tag_name, href and text",
                "{'type':'hogql','key':'nope()'}                            | There is no function",
            })
    void of_refusesWhatIsWrong_namingTheFilter(String filter, String problem) {
        assertThatThrownBy(() -> passing(filter)).isInstanceOfSatisfying(HindsightException.class, e -> {
            assertThat(e.attr()).contains("properties__0");
            assertThat(e.detail()).startsWith(problem);
        });
    }

    private static List<String> passing(String filter) {
        return events.where(
                Definitions.NONE,
                conditions -> conditions.passing(
                        FilterReader.filters(FilteredEvents.json("[" + filter + "]"), "properties")));
    }
}
