import { texts } from "./texts.js";
import { breakdown, choice, flag, form, range, text, valueAt } from "./form-parts.js";
import { letter, series } from "./form-series.js";
import { properties } from "./form-properties.js";

const words = texts.form;

/** One formula over the series, which are called A, B and so on. */
function formula() {
  const part = text("formula", words.formula, { hint: words.formulaHint, about: "formula", words: /formula/i });
  let old = false;
  return {
    ...part,
    read: node => {
      old = Boolean(node.trendsFilter?.formula);
      const nodes = valueAt(node, "trendsFilter.formulaNodes") ?? [];
      part.read({ formula: node.trendsFilter?.formula ?? nodes[0]?.formula });
    },
    write: node => {
      const written = {};
      part.write(written);
      if (written.formula) {
        node.trendsFilter = { ...node.trendsFilter, ...(old ? { formula: written.formula } : { formulaNodes: [{ formula: written.formula }] }) };
      }
    }
  };
}

/** How the answer is shown; a box plot is of a property. */
function display(events) {
  const part = choice("trendsFilter.display", words.display, words.displays, "ActionsLineGraph");
  return {
    ...part,
    isComplete: () => {
      const node = {};
      events.write(node);
      const complete = part.control.value !== "BoxPlot" || node.series.every(each => each.math_property);
      if (!complete) {
        part.fail(words.boxNeedsProperty);
        part.focus();
      }
      return complete;
    }
  };
}

export function trends() {
  const events = series({ title: i => words.series(letter(i)), counts: true });
  return form("TrendsQuery", [
    events,
    formula(),
    [range(), choice("interval", words.interval, words.intervals, "day"), display(events), flag("compareFilter.compare", words.compare)],
    breakdown(),
    properties(),
    flag("filterTestAccounts", words.testAccounts)
  ]);
}
