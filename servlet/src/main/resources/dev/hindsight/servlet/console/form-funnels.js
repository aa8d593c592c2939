import { texts } from "./texts.js";
import { breakdown, choice, count, flag, form, range } from "./form-parts.js";
import { series } from "./form-series.js";
import { properties } from "./form-properties.js";

const words = texts.form;

/** How the answer is shown; only over time it goes by something. */
function displayAndInterval() {
  const display = choice("funnelsFilter.funnelVizType", words.display, words.funnelDisplays, "steps");
  const interval = choice("interval", words.interval, words.intervals, "day");
  const show = () => {
    interval.element.hidden = display.control.value !== "trends";
  };
  display.control.addEventListener("change", show);
  const read = node => {
    display.read(node);
    show();
  };
  show();
  return [{ ...display, read }, interval];
}

export const funnels = () => form("FunnelsQuery", [
  series({ title: i => words.step(i + 1), least: 2, most: 32 }),
  [choice("funnelsFilter.funnelOrderType", words.order, words.orders, "ordered"),
    range(),
    count("funnelsFilter.funnelWindowInterval", words.window, 14, 3600, { about: "funnelWindowInterval$" }),
    choice("funnelsFilter.funnelWindowIntervalUnit", words.windowUnit, words.windowUnits, "day"),
    ...displayAndInterval()],
  breakdown(),
  properties(),
  flag("filterTestAccounts", words.testAccounts)
]);
