import { texts } from "./texts.js";
import { el } from "./dom.js";
import { count, flag, form, range, text } from "./form-parts.js";
import { properties } from "./form-properties.js";

const words = texts.form;

/** Which kinds of events are steps; none ticked: all are. */
function kinds() {
  const boxes = Object.entries(words.pathKinds).map(([kind, label]) => {
    const box = el("input", { type: "checkbox", value: kind });
    return { kind, box, element: el("label", { class: "check" }, box, label) };
  });
  const error = el("p", { class: "error", role: "alert", hidden: true });
  return {
    element: el("fieldset", { class: "row" }, el("legend", {}, words.pathOf), boxes.map(each => each.element), error),
    about: /includeEventTypes/,
    focus: () => boxes[0].box.focus(),
    fail: said => {
      error.textContent = said;
      error.hidden = !said;
    },
    read: node => boxes.forEach(each => {
      each.box.checked = node.pathsFilter?.includeEventTypes?.includes(each.kind) ?? false;
    }),
    write: node => {
      const chosen = boxes.filter(each => each.box.checked).map(each => each.kind);
      node.pathsFilter = { ...node.pathsFilter, ...(chosen.length ? { includeEventTypes: chosen } : {}) };
    }
  };
}

export const paths = () => form("PathsQuery", [
  kinds(),
  text("pathsFilter.startPoint", words.startPoint, { hint: words.pointHint }),
  text("pathsFilter.endPoint", words.endPoint),
  [count("pathsFilter.stepLimit", words.stepLimit, 5, 20), count("pathsFilter.edgeLimit", words.edgeLimit, 50, 1000), range()],
  properties(),
  flag("filterTestAccounts", words.testAccounts)
]);
