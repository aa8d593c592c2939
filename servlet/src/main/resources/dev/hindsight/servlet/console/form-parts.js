// What forms of questions are made of. A part has an element, writes its values into a node, reads them from one, and knows which
// complaints of the API are about it.

import { texts } from "./texts.js";
import { el, field, select } from "./dom.js";

const words = texts.form;

export function valueAt(node, path) {
  return path.split(".").reduce((at, name) => at?.[name], node);
}

export function putAt(node, path, value) {
  const names = path.split(".");
  const last = names.pop();
  let at = node;
  for (const name of names) {
    at = at[name] ??= {};
  }
  at[last] = value;
}

/** The same question, whatever is left out and in whatever order it is written. */
export function isSame(one, other) {
  return JSON.stringify(plain(one)) === JSON.stringify(plain(other));
}

function plain(value) {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (value === null || typeof value !== "object") {
    return value;
  }
  const entries = Object.entries(value)
    .filter(([name, each]) => !(name === "name" && each === value.event) && name !== "version")
    .map(([name, each]) => [name, plain(each)])
    .filter(([, each]) => each !== null && each !== undefined && !(typeof each === "object" && Object.keys(each).length === 0));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * One control for one value.
 *
 * @param path where the value lies in the node
 * @param usual what the API takes for a value that is not there; undefined: it is written always
 */
function single(path, label, control, { hint = "", usual, about = path.split(".").at(-1), words: saying, toValue = value => value, toText = String } = {}) {
  const view = field(label, control, hint);
  let implied = usual !== undefined;
  return {
    ...view,
    about: new RegExp(about),
    words: saying,
    focus: () => control.focus(),
    write: node => {
      const value = toValue(control.value);
      if (value !== undefined && !(implied && value === usual)) {
        putAt(node, path, value);
      }
    },
    read: node => {
      const value = valueAt(node, path);
      implied = value === undefined || value === null;
      const shown = implied ? usual : value;
      control.value = shown === undefined || shown === null ? "" : toText(shown);
    }
  };
}

export function choice(path, label, options, usual, more = {}) {
  return single(path, label, select(options, usual), { usual, ...more });
}

/** A text; an empty one is not written. */
export function text(path, label, more = {}) {
  const control = el("input", { type: "text", maxlength: "1000", autocomplete: "off", spellcheck: "false", list: more.list });
  return single(path, label, control, { ...more, toValue: value => value.trim() || undefined });
}

export function count(path, label, usual, most, more = {}) {
  const control = el("input", { type: "number", min: "1", max: String(most), step: "1", value: String(usual) });
  return single(path, label, control, { usual, ...more, toValue: value => (value.trim() === "" ? undefined : Number(value)) });
}

/** A box to tick. */
export function flag(path, label) {
  const control = el("input", { type: "checkbox" });
  const view = field(label, control, "");
  view.element.classList.add("ticked");
  return {
    ...view,
    about: new RegExp(path.split(".").at(-1)),
    focus: () => control.focus(),
    write: node => {
      if (control.checked) {
        putAt(node, path, true);
      }
    },
    read: node => {
      control.checked = valueAt(node, path) === true;
    }
  };
}

/** An event, whose empty name means any; as a step of retention. */
export function entity(path, label) {
  const control = el("input", { type: "text", maxlength: "400", autocomplete: "off", spellcheck: "false" });
  return single(path, label, control, {
    hint: words.anyEvent,
    toValue: value => ({ id: value.trim() || null, type: "events" }),
    toText: value => value.id ?? ""
  });
}

/**
 * Days: one of the ranges people ask for, or two dates.
 *
 * @param none what it is called to have no range at all; null: there is one always
 */
export function range(none = null) {
  const control = select({ ...(none ? { "": none } : {}), ...words.ranges, custom: words.rangeCustom }, none ? "" : "-30d");
  const from = el("input", { type: "date", "aria-label": words.from });
  const until = el("input", { type: "date", "aria-label": words.until });
  const dates = el("div", { class: "dates", hidden: true }, from, until);
  const view = field(words.range, control, "");
  view.element.insertBefore(dates, control.nextSibling);
  const show = () => {
    dates.hidden = control.value !== "custom";
  };
  control.addEventListener("change", show);
  return {
    ...view,
    about: /dateRange|date_/,
    focus: () => control.focus(),
    write: node => {
      if (control.value === "") {
        return;
      }
      node.dateRange = control.value !== "custom" ? { date_from: control.value }
        : { ...(from.value ? { date_from: from.value } : {}), ...(until.value ? { date_to: until.value } : {}) };
    },
    read: node => {
      const given = node.dateRange?.date_from ?? (none ? "" : "-7d");
      const isDate = /^\d{4}-\d\d-\d\d$/;
      if (isDate.test(given)) {
        control.value = "custom";
        from.value = given;
        until.value = isDate.test(node.dateRange.date_to ?? "") ? node.dateRange.date_to : "";
      } else {
        if (![...control.options].some(option => option.value === given)) {
          control.prepend(el("option", { value: given }, words.rangeOf(given)));
        }
        control.value = given;
      }
      show();
    }
  };
}

/** A property to break down by. */
export function breakdown() {
  const name = text("breakdownFilter.breakdown", words.breakdown, { hint: words.breakdownHint, about: "breakdown", words: /breakdown/i });
  const type = select(words.propertyTypes, "event", { "aria-label": words.breakdownOf });
  name.element.insertBefore(el("div", { class: "joined" }, type, name.control), name.element.children[1]);
  let implied = false;
  return {
    ...name,
    controls: [name.control, type],
    write: node => {
      name.write(node);
      if (node.breakdownFilter && !(implied && type.value === "event")) {
        node.breakdownFilter.breakdown_type = type.value;
      }
    },
    read: node => {
      name.read(node);
      implied = Boolean(node.breakdownFilter) && !node.breakdownFilter.breakdown_type;
      type.value = node.breakdownFilter?.breakdown_type ?? "event";
    }
  };
}

/**
 * A form of parts.
 *
 * @param kind of the node
 * @param lines the parts; those that stand beside each other in a list of their own
 */
export function form(kind, lines) {
  const parts = lines.flat();
  return {
    kind,
    element: el("div", {}, lines.map(line => (Array.isArray(line) ? el("div", { class: "pair" }, line.map(part => part.element)) : line.element))),
    /** The question. */
    write: () => {
      const node = { kind };
      parts.forEach(part => part.write(node));
      return node;
    },
    /** Shows a question; false when the form cannot say all of it. */
    read: function (node) {
      parts.forEach(part => part.read(node));
      return isSame(this.write(), node);
    },
    /** Whether nothing is missing that the API would not miss; what is, has been said. */
    isComplete: () => parts.every(part => part.isComplete?.() ?? true),
    /** The part that a complaint is about: by the place that it names, or else, as those of calculations name none, by its words. */
    at: (about, said) => parts.find(part => !part.element.hidden && (about ? part.about.test(about) : part.words?.test(said))),
    clear: () => parts.forEach(part => part.fail(""))
  };
}
