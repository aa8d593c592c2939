// Puts insights and texts on dashboards.

import { texts } from "./texts.js";
import { el, field, notice, select } from "./dom.js";
import { isEditable } from "./dashboard-api.js";
import { titleOf } from "./dashboards.js";
import { nameOf } from "./list.js";

const words = texts.dashboards;

/**
 * On the page of an insight: a choice of dashboards to add it to; null when nobody may here.
 *
 * @param insight with its `id` and `dashboards`
 */
export function addToDashboard({ dashboards, path, fail }, insight) {
  if (!dashboards.writes) {
    return null;
  }
  const place = el("div", {});
  const load = async () => {
    const { results } = await dashboards.list({ limit: 500 });
    const open = results.filter(each => isEditable(dashboards, each) && !insight.dashboards.includes(each.id));
    if (!open.length) {
      place.replaceChildren(el("p", { class: "hint" }, words.onNone));
      return;
    }
    const which = field(words.which, select(Object.fromEntries(open.map(each => [each.id, titleOf(each)])), String(open[0].id)), null);
    place.replaceChildren(el("form", { class: "rename", onsubmit: async event => {
      event.preventDefault();
      const id = Number(which.control.value);
      try {
        await dashboards.change(id, { tiles: [{ insight: insight.id }] });
        insight.dashboards.push(id);
        await load();
        notice(words.added(nameOf(insight)), { text: titleOf(open.find(each => each.id === id)), run: () => {
          location.hash = path(`dashboard/${id}`);
        } }, texts.insight.dismiss);
      } catch (error) {
        which.fail(error.message);
      }
    } }, which.element, el("button", { type: "submit" }, words.addIt)));
  };
  return el("details", { class: "panel", ontoggle: event => {
    if (event.target.open) {
      load().catch(fail);
    }
  } }, el("summary", {}, words.addTo), place);
}

/**
 * On the page of a dashboard: finds insights to add, and takes texts.
 *
 * @param shows whether an insight is on it already
 * @param add keeps new tiles; rejects when they are refused
 */
export function addTiles({ project, dashboards }, shows, add) {
  const search = field(words.findInsight, el("input", { type: "search", maxlength: "200" }), null);
  const found = el("ul", { class: "found" });
  const find = async () => {
    search.fail("");
    try {
      const { results } = await project.list({ limit: 10, ...(search.control.value.trim() ? { search: search.control.value.trim() } : {}) });
      found.replaceChildren(...results.map(insight => {
        const there = shows(insight.id);
        const button = el("button", { type: "button", "aria-label": words.addThis(nameOf(insight)), onclick: async () => {
          try {
            await add([{ insight: insight.id }], words.added(nameOf(insight)));
            button.replaceWith(el("span", { class: "hint" }, words.onIt));
          } catch (error) {
            search.fail(error.message);
          }
        } }, words.addIt);
        return el("li", {}, el("span", {}, nameOf(insight)), there ? el("span", { class: "hint" }, words.onIt) : button);
      }));
      if (!results.length) {
        found.replaceChildren(el("li", {}, words.noInsight));
      }
    } catch (error) {
      search.fail(error.message);
    }
  };
  const text = field(words.text, el("textarea", { rows: "3", maxlength: "4000" }), words.textHint);
  const insights = dashboards.readsInsights ? el("form", { onsubmit: event => {
    event.preventDefault();
    find();
  } }, el("div", { class: "rename" }, search.element, el("button", { type: "submit" }, texts.list.search)), found) : null;
  const texted = el("form", { onsubmit: async event => {
    event.preventDefault();
    text.fail("");
    try {
      await add([{ text: { body: text.control.value } }], words.textAdded);
      text.control.value = "";
    } catch (error) {
      text.fail(error.message);
      text.control.focus();
    }
  } }, text.element, el("button", { type: "submit" }, words.addText));
  return el("details", { class: "panel", ontoggle: event => {
    if (event.target.open && insights && !found.childElementCount) {
      find();
    }
  } }, el("summary", {}, words.add), el("div", { class: "pair" }, insights, texted));
}
