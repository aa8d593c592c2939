// The tiles of a dashboard, each with what it shows and how old that is.

import { texts } from "./texts.js";
import { el } from "./dom.js";
import { chartOf } from "./charts.js";
import { kindOf, tableOf } from "./tables.js";
import { freshness, tableElement } from "./insight.js";
import { nameOf } from "./list.js";
import { widthOf } from "./dashboard-layout.js";

const words = texts.dashboards;

export function tileName(tile) {
  return tile.insight ? nameOf(tile.insight) : tile.text ? words.text : words.hidden;
}

function answer(insight) {
  if (!tableOf(insight)) {
    const nothing = insight.result === null || insight.result === undefined;
    return { elements: [el("p", {}, nothing ? texts.insight.noAnswer : texts.insight.empty)], start: () => {}, stop: () => {} };
  }
  const table = tableElement(insight, nameOf(insight), null);
  const chart = chartOf(insight, nameOf(insight));
  const elements = chart.isTable
    ? [table]
    : [chart.element, el("details", {}, el("summary", { "aria-label": `${words.table}: ${nameOf(insight)}` }, words.table), table)];
  return { elements, start: chart.start, stop: chart.stop };
}

/**
 * The element of a tile.
 *
 * @param address of an insight by its id
 * @param actions elements that stand at its end
 * @return `show` what the tile has now; `stop` before it goes; `busy` while it is calculated
 */
export function tileView(tile, address, actions) {
  const heading = tile.insight ? el("h2", {}, el("a", { href: address(tile.insight.id) }, nameOf(tile.insight))) : el("h2", { class: "only-read" }, tileName(tile));
  const kind = tile.insight ? el("span", { class: "kind" }, texts.kinds[kindOf(tile.insight)] ?? kindOf(tile.insight)) : null;
  const body = el("div", { class: "tile-body" });
  const fresh = el("p", { class: "fresh" });
  const problem = el("p", { class: "error", hidden: true });
  const place = el("div", { class: "tile-place" });
  const element = el("section", { class: "panel tile", "aria-label": tileName(tile) },
    el("div", { class: "tile-head" }, heading, kind, place), body, problem, el("div", { class: "tile-foot" }, fresh, el("div", { class: "tile-actions" }, actions)));
  element.style.setProperty("--span", widthOf(tile));
  let shown = null;
  let working = false;
  const age = () => {
    fresh.textContent = working ? texts.insight.calculating : freshness(tile.insight);
  };
  const say = said => {
    problem.textContent = said;
    problem.hidden = !said;
  };
  return {
    tile, element, place, say,
    show: () => {
      shown?.stop();
      shown = null;
      if (!tile.insight) {
        body.replaceChildren(el("p", { class: tile.text ? "text" : "hint" }, tile.text?.body ?? words.hidden));
        return;
      }
      shown = answer(tile.insight);
      body.replaceChildren(...shown.elements);
      shown.start();
      age();
      say(tile.insight.query_status?.error ? tile.insight.query_status.error_message : "");
    },
    busy: now => {
      working = now;
      element.toggleAttribute("aria-busy", now);
      if (now) {
        element.setAttribute("aria-busy", "true");
      }
      age();
    },
    stop: () => shown?.stop()
  };
}
