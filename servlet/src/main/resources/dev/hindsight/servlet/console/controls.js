// Parts that several pages are made of.

import { texts, formatNumber } from "./texts.js";
import { el, field, notice } from "./dom.js";

const words = texts.controls;

/** @param onchange does what it says; where it could not, the box is as it was */
export function check(id, label, checked, onchange) {
  return el("label", { class: "check", for: id }, el("input", { type: "checkbox", id, checked, onchange: onchange && (async event => {
    const box = event.target;
    if (!await onchange(box.checked)) {
      box.checked = !box.checked;
    }
  }) }), label);
}

/** Text that people take away with them; the button says that it is done. */
export function copyable(label, text) {
  const input = el("input", { type: "text", readonly: true, value: text, class: "code", onfocus: event => event.target.select() });
  const button = el("button", { type: "button", "aria-label": `${words.copy}: ${label}`, onclick: async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      input.select(); // without https, browsers let no script write there
      document.execCommand("copy");
    }
    button.textContent = words.copied;
    notice(words.copiedThis(label), null, texts.insight.dismiss);
  } }, words.copy);
  return el("div", { class: "copyable" }, field(label, input, null).element, button);
}

/** A button that asks once more before it does what cannot be undone. */
export function confirmed(text, question, run, properties = {}) {
  const place = el("span", { class: "confirm" });
  const back = () => {
    place.replaceChildren(button);
    button.focus();
  };
  const button = el("button", { type: "button", class: "danger", ...properties, onclick: () => {
    const sure = el("button", { type: "button", class: "danger", onclick: run }, text);
    place.replaceChildren(el("span", { role: "alert" }, question), sure, el("button", { type: "button", onclick: back }, texts.insight.cancel));
    sure.focus();
  } }, text);
  place.addEventListener("keydown", event => {
    if (event.key === "Escape" && place.firstChild !== button) {
      back();
    }
  });
  place.append(button);
  return place;
}

/** What is wrong, where people look for it. */
export function problemLine() {
  const element = el("p", { class: "error", role: "alert", hidden: true });
  return {
    element,
    say: error => {
      element.textContent = error ? (error.attr ? `${error.attr}: ${error.message}` : error.status ? error.message : texts.errors.network) : "";
      element.hidden = !error;
    }
  };
}

/**
 * A part of a page that is filled anew by each change that is made in it.
 *
 * @param load makes its elements; is given `attempt(run, said)`, which runs a change, shows what came of it, and
 *     tells whether it went well
 */
export function filled(load) {
  const problem = problemLine();
  const body = el("div", {});
  const show = async () => {
    const focused = body.contains(document.activeElement) ? document.activeElement.id : null;
    body.setAttribute("aria-busy", "true");
    try {
      body.replaceChildren(...(await load(attempt)).filter(Boolean));
      if (focused !== null) {
        (document.getElementById(focused || "none") ?? body.querySelector("button, input, select, a") ?? body).focus();
      }
    } catch (error) {
      problem.say(error);
    } finally {
      body.removeAttribute("aria-busy");
    }
  };
  const attempt = async (run, said, undo) => {
    problem.say(null);
    try {
      await run();
    } catch (error) {
      problem.say(error);
      return false;
    }
    if (said) {
      notice(said, undo && { text: texts.insight.undo, run: () => attempt(undo, words.undone) }, texts.insight.dismiss);
    }
    await show();
    return true;
  };
  return { element: el("div", {}, problem.element, body), show };
}

/** The same, asked for when somebody opens it. */
export function drawer(title, load) {
  const content = filled(load);
  return el("details", { class: "panel drawer", ontoggle: event => {
    if (event.target.open) {
      content.show();
    }
  } }, el("summary", {}, title), content.element);
}

/** Steps through pages of known size. */
export function steps(from, shown, more, of, go) {
  return el("nav", { class: "pager", "aria-label": texts.list.pages },
    el("button", { type: "button", id: "page-before", disabled: from === 0, onclick: () => go(-1) }, texts.list.previous),
    el("span", {}, of === null ? words.rangeOnly(from + 1, from + shown) : texts.list.range(shown ? from + 1 : 0, from + shown, formatNumber(of))),
    el("button", { type: "button", id: "page-after", disabled: !more, onclick: () => go(1) }, texts.list.next));
}
