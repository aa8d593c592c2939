package dev.hindsight.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one property.
 *
 * @param path where the filter stands in the query, for error messages
 * @param values what to compare with: scalars, in the client's order; an empty list when the client sent an empty list
 * @param list whether the client sent a list
 * @param missing the filter lacks its key, or a value that its operator needs: it is incomplete and always holds
 */
public record PropertyFilter(
        @com.fasterxml.jackson.annotation.JsonIgnore String path,
        Type type,
        String key,
        Operator operator,
        List<JsonNode> values,
        boolean list,
        boolean missing,
        @Nullable Integer groupTypeIndex,
        boolean negation)
        implements Filter {
    public PropertyFilter {
        values = List.copyOf(values);
    }

    /** What a filter reads (contract queries 2.4.1). */
    public enum Type implements Wire {
        EVENT("event"),
        PERSON("person"),
        PERSON_METADATA("person_metadata"),
        SESSION("session"),
        GROUP("group"),
        COHORT("cohort"),
        STATIC_COHORT("static-cohort"),
        PRECALCULATED_COHORT("precalculated-cohort"),
        ELEMENT("element"),
        HOGQL("hogql"),
        EVENT_METADATA("event_metadata"),
        FEATURE("feature"),
        FLAG("flag");

        private final String wire;

        Type(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }
    }

    /** How a property is compared (contract queries 2.4.2). */
    public enum Operator implements Wire {
        EXACT("exact"),
        IS_NOT("is_not"),
        ICONTAINS("icontains"),
        NOT_ICONTAINS("not_icontains"),
        ICONTAINS_MULTI("icontains_multi"),
        NOT_ICONTAINS_MULTI("not_icontains_multi"),
        REGEX("regex"),
        NOT_REGEX("not_regex"),
        GT("gt"),
        GTE("gte"),
        LT("lt"),
        LTE("lte"),
        MIN("min"),
        MAX("max"),
        BETWEEN("between"),
        NOT_BETWEEN("not_between"),
        IS_SET("is_set"),
        IS_NOT_SET("is_not_set"),
        IS_DATE_EXACT("is_date_exact"),
        IS_DATE_BEFORE("is_date_before"),
        IS_DATE_AFTER("is_date_after"),
        IN("in"),
        NOT_IN("not_in"),
        IS_CLEANED_PATH_EXACT("is_cleaned_path_exact"),
        SEMVER_EQ("semver_eq"),
        SEMVER_NEQ("semver_neq"),
        SEMVER_GT("semver_gt"),
        SEMVER_GTE("semver_gte"),
        SEMVER_LT("semver_lt"),
        SEMVER_LTE("semver_lte"),
        SEMVER_TILDE("semver_tilde"),
        SEMVER_CARET("semver_caret"),
        SEMVER_WILDCARD("semver_wildcard"),
        FLAG_EVALUATES_TO("flag_evaluates_to");

        private final String wire;

        Operator(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }

        boolean needsValue() {
            return this != IS_SET && this != IS_NOT_SET;
        }
    }
}
