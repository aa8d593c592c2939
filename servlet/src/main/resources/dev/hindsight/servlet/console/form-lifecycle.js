import { texts } from "./texts.js";
import { choice, flag, form, range } from "./form-parts.js";
import { series } from "./form-series.js";
import { properties } from "./form-properties.js";

const words = texts.form;

export const lifecycle = () => form("LifecycleQuery", [
  series({ title: () => words.activity, most: 1 }),
  [range(), choice("interval", words.interval, words.intervals, "day")],
  properties(),
  flag("filterTestAccounts", words.testAccounts)
]);
