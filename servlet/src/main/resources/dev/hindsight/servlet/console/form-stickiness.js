import { texts } from "./texts.js";
import { choice, flag, form, range } from "./form-parts.js";
import { letter, series } from "./form-series.js";
import { properties } from "./form-properties.js";

const words = texts.form;

export const stickiness = () => form("StickinessQuery", [
  series({ title: i => words.series(letter(i)) }),
  [range(), choice("interval", words.interval, words.intervals, "day"),
    choice("stickinessFilter.computedAs", words.computedAs, words.computed, "non_cumulative"), flag("compareFilter.compare", words.compare)],
  properties(),
  flag("filterTestAccounts", words.testAccounts)
]);
