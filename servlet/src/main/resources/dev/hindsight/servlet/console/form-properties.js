// Conditions on properties, all of which have to hold.

import { texts } from "./texts.js";
import { el, field, select } from "./dom.js";

const words = texts.form;
const without = new Set(["is_set", "is_not_set"]);
const lists = new Set(["exact", "is_not"]);

/** @param path where the list of conditions lies in a node */
export function properties(path = "properties") {
  const rows = el("div", {});
  const error = el("p", { class: "error", role: "alert", hidden: true });
  let shown = [];
  const add = filter => {
    const type = select(words.propertyTypes, filter.type ?? "event");
    const key = el("input", { type: "text", maxlength: "400", autocomplete: "off", spellcheck: "false", value: filter.key ?? "" });
    const operator = select(words.operators, filter.operator ?? "exact");
    const value = el("input", { type: "text", maxlength: "1000", autocomplete: "off", spellcheck: "false", value: [filter.value ?? ""].flat().join(", ") });
    const keyField = field(words.property, key, null);
    const valueField = field(words.value, value, null);
    const show = () => {
      valueField.element.hidden = without.has(operator.value);
    };
    operator.addEventListener("change", show);
    show();
    const remove = el("button", { type: "button", class: "quiet", "aria-label": words.removeCondition, onclick: () => {
      shown = shown.filter(each => each !== row);
      row.element.remove();
      changed();
      more.focus();
    } }, words.remove);
    const row = {
      filter, type, key, operator, value, keyField, valueField,
      element: el("fieldset", { class: "row condition" }, el("legend", { class: "only-read" }, words.condition),
        field(words.of, type, null).element, keyField.element, field(words.operator, operator, null).element, valueField.element, remove)
    };
    shown.push(row);
    rows.append(row.element);
    return row;
  };
  const more = el("button", { type: "button", onclick: () => {
    add({}).key.focus();
    changed();
  } }, words.addCondition);
  const element = el("div", { class: "rows" }, rows, error, more);
  const changed = () => element.dispatchEvent(new Event("input", { bubbles: true }));

  /** A text as the filter had it before, when nobody has changed it. */
  const valueOf = row => {
    const typed = row.value.value;
    if (row.filter.value !== undefined && [row.filter.value ?? ""].flat().join(", ") === typed) {
      return row.filter.value;
    }
    return lists.has(row.operator.value) ? typed.split(",").map(each => each.trim()) : typed.trim();
  };

  return {
    element,
    about: new RegExp(path),
    focus: () => (shown[0]?.key ?? more).focus(),
    fail: (said, about = "") => {
      shown.forEach(row => [row.keyField, row.valueField].forEach(each => each.fail("")));
      const row = said ? shown[/properties\[(\d+)\]/.exec(about + said)?.[1] ?? -1] ?? (shown.length === 1 ? shown[0] : null) : null;
      if (row) {
        (/key/.test(about + said) || row.valueField.element.hidden ? row.keyField : row.valueField).fail(said);
      }
      error.textContent = row ? "" : said;
      error.hidden = Boolean(row) || !said;
    },
    read: node => {
      shown = [];
      rows.replaceChildren();
      const filters = node[path];
      (Array.isArray(filters) ? filters : []).filter(each => each && typeof each === "object").forEach(add);
    },
    write: node => {
      const filters = shown.filter(row => row.key.value.trim()).map(row => ({
        type: row.type.value,
        key: row.key.value.trim(),
        operator: row.operator.value,
        ...(without.has(row.operator.value) ? {} : { value: valueOf(row) })
      }));
      if (filters.length) {
        node[path] = filters;
      }
    }
  };
}
