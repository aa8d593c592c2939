import { texts } from "./texts.js";
import { choice, count, entity, flag, form, range } from "./form-parts.js";
import { properties } from "./form-properties.js";

const words = texts.form;

export const retention = () => form("RetentionQuery", [
  [entity("retentionFilter.targetEntity", words.target), entity("retentionFilter.returningEntity", words.returning),
    choice("retentionFilter.retentionType", words.first, words.firsts, "retention_recurring"),
    choice("retentionFilter.period", words.period, words.periods, "Day"),
    count("retentionFilter.totalIntervals", words.intervalsShown, 8, 100, { words: /intervals/i }), range()],
  properties(),
  flag("filterTestAccounts", words.testAccounts)
]);
