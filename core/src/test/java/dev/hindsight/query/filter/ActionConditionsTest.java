package dev.hindsight.query.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindsight.error.HindsightException;
import dev.hindsight.query.Action;
import dev.hindsight.query.ActionReader;
import dev.hindsight.query.Definitions;
import dev.hindsight.query.FilterGroup;
import dev.hindsight.query.Measure;
import dev.hindsight.query.SeriesMath;
import dev.hindsight.query.SeriesNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActionConditionsTest {
    private static final Measure TOTAL = new Measure(SeriesMath.TOTAL, null, "event_properties", null, null, null);

    private static FilteredEvents events;

    @BeforeAll
    static void events() {
        events = new FilteredEvents();
        events.add("view", "$pageview", "{'$current_url':'https://x.org/Pricing?a_b'}");
        events.add("signup", "signup", "{'plan':'pro'}");
        events.add(
                "buy",
                "$autocapture",
                "{'$elements_chain':'a.btn.primary:attr__data-x=\\'1\\'attr_id=\\'go\\'href=\\'/buy;now\\'"
                                .replace("\\'", "\\\"")
                        + "nth-child=\\\"2\\\"text=\\\"Buy \\\\\\\"it\\\\\\\" now\\\";div.box:nth-child=\\\"1\\\";body:'}");
        events.add("save", "$autocapture", "{'$elements_chain':'button.btn:text=\\\"Save\\\";form.box.wide:;body:'}");
        events.add("bare", "$autocapture", "{}");
    }

    @AfterAll
    static void close() {
        events.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                                         | [bare, buy, save, signup, view]",
                "[{}]                                                       | [bare, buy, save, signup, view]",
                "[{'event':'signup'}]                                       | [signup]",
                "[{'event':'signup'},{'event':'$pageview'}]                 | [signup, view]",
                "[{'url':'/Pricing'}]                                       | [view]",
                "[{'url':'/pricing'}]                                       | []",
                "[{'url':'/pricing','url_matching':'exact'}]                | []",
                "[{'url':'^https.*/P','url_matching':'regex'}]              | [view]",
                "[{'event':'signup','properties':[{'key':'plan','value':'pro'}]}]  | [signup]",
                "[{'event':'signup','properties':[{'key':'plan','value':'free'}]}] | []",
                "[{'event':'signup','tag_name':'a'}]                        | [signup]",
                "[{'event':'$autocapture','tag_name':'a'}]                  | [buy]",
                "[{'event':'$autocapture','tag_name':'body'}]               | [buy, save]",
                "[{'event':'$autocapture','href':'/buy;now'}]               | [buy]",
                "[{'event':'$autocapture','href':'BUY','href_matching':'contains'}] | [buy]",
                "[{'event':'$autocapture','text':'Save'}]                   | [save]",
                "[{'event':'$autocapture','text':'save','text_matching':'contains'}] | [save]",
                "[{'event':'$autocapture','text':'^B','text_matching':'regex'}] | [buy]",
                "[{'event':'$autocapture','selector':'a.btn'}]              | [buy]",
                "[{'event':'$autocapture','selector':'.btn'}]               | [buy, save]",
                "[{'event':'$autocapture','selector':'#go'}]                | [buy]",
                "[{'event':'$autocapture','selector':'.box > .btn'}]        | [buy, save]",
                "[{'event':'$autocapture','selector':'body > .btn'}]        | []",
                "[{'event':'$autocapture','selector':'body .btn.primary'}]  | [buy]",
                "[{'event':'$autocapture','selector':'.wide .btn'}]         | [save]",
                "[{'event':'$autocapture','selector':'a[data-x=1]:nth-child(2)'}] | [buy]",
                "[{'event':'$autocapture','selector':'a:nth-child(1)'}]     | []",
            })
    void named_takesTheEventsThatAStepAsksFor(String steps, String expected) {
        assertThat(meant(action(7, steps), series(7))).hasToString(expected);
    }

    @Test
    void named_refusesASelectorThatIsNotUnderstood_namingTheAction() {
        assertThatThrownBy(() -> meant(action(7, "[{'event':'$autocapture','selector':'a ~ b'}]"), series(7)))
                .isInstanceOfSatisfying(HindsightException.class, e -> {
                    assertThat(e.code()).isEqualTo("not_supported");
                    assertThat(e.detail()).startsWith("The action \"Some\" has the selector a ~ b,");
                });
    }

    @Test
    void named_refusesAnUnknownAction_butLeavesItOutOfAGroup() {
        Definitions definitions = action(7, "[{'event':'signup'}]");

        assertThatThrownBy(() -> meant(definitions, series(8)))
                .isInstanceOf(HindsightException.class)
                .hasMessage("There is no action with the id 8.");
        assertThat(definitions.has(series(8))).isFalse();
        assertThat(meant(
                        definitions,
                        new SeriesNode.GroupNode(List.of(series(8), series(7)), TOTAL, FilterGroup.NONE, null)))
                .containsExactly("signup");
    }

    private static List<String> meant(Definitions definitions, SeriesNode series) {
        return events.where(definitions, conditions -> conditions.named(series));
    }

    private static Definitions action(int id, String steps) {
        return new Definitions(
                Map.of(id, new Action(id, "Some", ActionReader.steps(FilteredEvents.json(steps), "steps"))),
                Map.of(),
                List.of());
    }

    private static SeriesNode series(int id) {
        return new SeriesNode.ActionsNode(id, TOTAL, FilterGroup.NONE, null);
    }
}
