// Makes elements. Whatever comes from the server goes in as text, never as HTML.

export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (name === "value" || name === "checked" || name === "disabled") {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

let ids = 0;

/** A control with its label, its hint and a place for what is wrong with it. */
export function field(label, control, hint = "") {
  const id = control.id || `field-${++ids}`;
  control.id = id;
  const hintElement = hint === null ? null : el("small", { id: `${id}-hint`, class: "hint" }, hint);
  const error = el("p", { id: `${id}-error`, class: "error", role: "alert", hidden: true });
  control.setAttribute("aria-describedby", `${id}-hint ${id}-error`);
  const element = el("div", { class: "field" }, el("label", { for: id }, label), control, hintElement, error);
  return {
    element,
    control,
    hint: text => {
      hintElement.textContent = text;
    },
    fail: text => {
      error.textContent = text;
      error.hidden = !text;
      control.toggleAttribute("aria-invalid", Boolean(text));
      if (text) {
        control.setAttribute("aria-invalid", "true");
      }
    }
  };
}

/** @param options texts by value, or pairs of both where their order counts */
export function select(options, value, properties = {}) {
  const pairs = Array.isArray(options) ? options : Object.entries(options);
  const element = el("select", properties, pairs.map(([key, text]) => el("option", { value: key }, text)));
  element.value = value;
  return element;
}

const noticeElement = document.getElementById("notice");

/** Tells what has happened, with a way back if there is one; stays until it is dismissed or something else happens. */
export function notice(text, action, dismiss) {
  noticeElement.replaceChildren();
  if (!text) {
    return;
  }
  const parts = [el("span", {}, text)];
  if (action) {
    parts.push(el("button", { type: "button", onclick: () => {
      noticeElement.replaceChildren();
      action.run();
    } }, action.text));
  }
  parts.push(el("button", { type: "button", class: "quiet", onclick: () => noticeElement.replaceChildren() }, dismiss));
  noticeElement.append(...parts);
}
