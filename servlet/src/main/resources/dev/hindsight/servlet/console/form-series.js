// The events that a question is about, one row each.

import { texts } from "./texts.js";
import { el, field, select } from "./dom.js";

const words = texts.form;
const ofProperty = new Set(["sum", "avg", "min", "max", "median", "p90", "p95", "p99"]);

/** @param number which it is, from 0 */
export function letter(number) {
  return String.fromCharCode(65 + (number % 26));
}

/**
 * @param title names a row by its number, from 0
 * @param least how many rows there must be
 * @param most how many there may be
 * @param counts whether it can be said what is counted
 */
export function series({ title, hint = "", least = 1, most = 26, counts = false }) {
  const rows = el("div", {});
  const error = el("p", { class: "error", role: "alert", hidden: true });
  const more = el("button", { type: "button", onclick: () => {
    add({}).name.focus();
    changed();
  } }, words.addEvent);
  const element = el("div", { class: "rows" }, rows, error, hint ? el("p", { class: "hint" }, hint) : null, most > least ? more : null);
  let shown = [];

  const changed = () => element.dispatchEvent(new Event("input", { bubbles: true }));

  const number = () => {
    shown.forEach((row, i) => {
      row.legend.textContent = title(i);
      row.remove.setAttribute("aria-label", `${words.remove}: ${title(i)}`);
      row.remove.hidden = shown.length <= least;
    });
    more.disabled = shown.length >= most;
  };

  const add = node => {
    const legend = el("legend", {});
    const name = el("input", { type: "text", maxlength: "400", autocomplete: "off", spellcheck: "false", placeholder: words.anyEvent, value: node.event ?? "" });
    const math = select(words.maths, node.math ?? "total");
    const property = el("input", { type: "text", maxlength: "400", autocomplete: "off", spellcheck: "false", value: node.math_property ?? "" });
    const nameField = field(words.event, name, null);
    const mathField = field(words.math, math, null);
    const propertyField = field(words.mathProperty, property, null);
    const remove = el("button", { type: "button", class: "quiet", onclick: () => {
      shown = shown.filter(each => each !== row);
      row.element.remove();
      number();
      changed();
      more.focus();
    } }, words.remove);
    const show = () => {
      propertyField.element.hidden = !counts || !ofProperty.has(math.value);
    };
    math.addEventListener("change", show);
    show();
    mathField.element.hidden = !counts;
    const row = {
      legend, name, remove, mathField, nameField, propertyField, property, math,
      implied: node.kind !== undefined && node.math === undefined,
      element: el("fieldset", { class: "row" }, legend, nameField.element, mathField.element, propertyField.element, remove)
    };
    shown.push(row);
    rows.append(row.element);
    number();
    return row;
  };

  const read = node => {
    shown = [];
    rows.replaceChildren();
    const nodes = Array.isArray(node.series) ? node.series.slice(0, most) : [];
    nodes.forEach(add);
    while (shown.length < least) {
      add({});
    }
  };
  read({});

  const fail = said => {
    error.textContent = said;
    error.hidden = !said;
    shown.forEach(row => [row.nameField, row.mathField, row.propertyField].forEach(each => each.fail("")));
    shown[0].name.toggleAttribute("aria-invalid", Boolean(said));
    if (said) {
      shown[0].name.setAttribute("aria-invalid", "true");
    }
  };

  return {
    element,
    about: /series|event|math|step/,
    words: /^(?!.*formula).*(series|steps?\b|math)/i,
    focus: () => shown[0].name.focus(),
    /** At the row, when the complaint tells which. */
    fail: (said, about = "") => {
      fail("");
      const row = shown[/series\[(\d+)\]/.exec(about + said)?.[1]];
      if (!said || !row) {
        fail(said);
        return;
      }
      const place = /math_property/.test(about + said) && !row.propertyField.element.hidden ? row.propertyField : /math/.test(about + said) && counts ? row.mathField : row.nameField;
      place.fail(said);
    },
    /** A sum of no property would be nothing, and not a fault. */
    isComplete: () => {
      const row = counts && shown.find(each => ofProperty.has(each.math.value) && !each.property.value.trim());
      if (row) {
        row.propertyField.fail(words.needsProperty);
        row.property.focus();
      }
      return !row;
    },
    read,
    write: node => {
      node.series = shown.map(({ name, math, property, implied }) => ({
        kind: "EventsNode",
        event: name.value.trim() || null,
        ...(counts && !(implied && math.value === "total") ? { math: math.value } : {}),
        ...(counts && ofProperty.has(math.value) && property.value.trim() ? { math_property: property.value.trim() } : {})
      }));
    }
  };
}
