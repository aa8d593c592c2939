import { texts } from "./texts.js";
import { breakdown, choice, count, flag, form, range } from "./form-parts.js";
import { series } from "./form-series.js";
import { properties } from "./form-properties.js";

const words = texts.form;

export const funnels = () => form("FunnelsQuery", [
  series({ title: i => words.step(i + 1), least: 2, most: 32 }),
  [choice("funnelsFilter.funnelOrderType", words.order, words.orders, "ordered", { about: "rderType" }),
    choice("funnelsFilter.funnelVizType", words.display, words.funnelDisplays, "steps"),
    count("funnelsFilter.funnelWindowInterval", words.window, 14, 3600, { about: "funnelWindowInterval$" }),
    choice("funnelsFilter.funnelWindowIntervalUnit", words.windowUnit, words.windowUnits, "day"),
    range(), choice("interval", words.interval, words.intervals, "day")],
  breakdown(),
  properties(),
  flag("filterTestAccounts", words.testAccounts)
]);
