// Other dates and conditions for all insights of a dashboard: for one look, or for good.

import { texts } from "./texts.js";
import { el } from "./dom.js";
import { range } from "./form-parts.js";
import { properties } from "./form-properties.js";

const words = texts.dashboards;

/** The filters that an address asks for; null: none. */
export function filtersOf(parameters) {
  try {
    const filters = JSON.parse(parameters.get("filters"));
    return filters !== null && typeof filters === "object" ? filters : null;
  } catch {
    return null; // somebody's own address
  }
}

/**
 * A form for them.
 *
 * @param shown the filters that hold now
 * @param look shows the dashboard with others; null: with its own
 * @param keep saves others; null: nobody here may
 */
export function filtersForm(shown, isOverridden, look, keep) {
  const dates = range(words.own);
  const conditions = properties();
  const simple = !shown.properties || Array.isArray(shown.properties);
  dates.read(shown.date_from || shown.date_to ? { dateRange: { date_from: shown.date_from, date_to: shown.date_to } } : {});
  conditions.read(simple ? shown : {});
  const problem = el("p", { class: "error", role: "alert", hidden: true });
  const wanted = () => {
    const node = {};
    dates.write(node);
    conditions.write(node);
    return {
      date_from: node.dateRange?.date_from ?? null,
      date_to: node.dateRange?.date_to ?? null,
      ...(simple ? { properties: node.properties ?? [] } : {})
    };
  };
  const during = async act => {
    [dates, conditions].forEach(each => each.fail(""));
    problem.hidden = true;
    try {
      await act();
    } catch (error) {
      const place = `${error.attr ?? ""} ${error.message}`;
      const part = /date/.test(place) ? dates : simple && /propert/.test(place) ? conditions : null;
      if (part) {
        part.fail(error.message, place);
      } else {
        problem.textContent = error.message;
        problem.hidden = false;
      }
    }
  };
  return el("details", { class: "panel", open: isOverridden },
    el("summary", {}, words.filters),
    el("form", { onsubmit: event => {
      event.preventDefault();
      during(() => look(wanted()));
    } },
    dates.element, simple ? conditions.element : null, problem,
    el("p", { class: "hint" }, words.filtersHint),
    el("div", { class: "bar-of-actions" },
      el("button", { type: "submit", class: "primary" }, words.apply),
      isOverridden ? el("button", { type: "button", onclick: () => look(null) }, words.clear) : null,
      keep ? el("button", { type: "button", onclick: () => during(() => keep(wanted())) }, words.keep) : null)));
}
