// What people say about an insight: its description and its tags.

import { texts } from "./texts.js";
import { el, field } from "./dom.js";
import { problemLine } from "./controls.js";

const words = texts.about;

/** The address of the list of what has a tag. */
export function tagAddress(path, tag) {
  return `${path("insights")}?${new URLSearchParams({ tag })}`;
}

function description(insight, change, mayEdit) {
  const place = el("div", { class: "description" });
  const show = focused => {
    const edit = mayEdit ? el("button", { type: "button", class: "quiet", onclick: write }, insight().description ? words.edit : words.describe) : null;
    place.replaceChildren(...[insight().description ? el("p", {}, insight().description) : null, edit].filter(Boolean));
    if (focused) {
      edit.focus();
    }
  };
  const write = () => {
    const text = field(words.description, el("textarea", { rows: "3", maxlength: "400", value: insight().description ?? "" }), null);
    place.replaceChildren(el("form", { onsubmit: async event => {
      event.preventDefault();
      try {
        if (await change({ description: text.control.value.trim() }, words.described)) {
          show(true);
        }
      } catch (error) {
        text.fail(error.message);
      }
    }, onkeydown: event => {
      if (event.key === "Escape") {
        show(true);
      }
    } }, text.element, el("button", { type: "submit", class: "primary" }, texts.insight.save), " ", el("button", { type: "button", onclick: () => show(true) }, texts.insight.cancel)));
    text.control.focus();
  };
  show();
  return place;
}

function tagList(insight, change, mayEdit, path) {
  const problem = problemLine();
  const list = el("ul", { class: "tags", "aria-label": words.tags });
  const input = el("input", { type: "text", maxlength: "255", autocomplete: "off", "aria-label": words.newTag, placeholder: words.newTag });
  const save = async (tags, said) => {
    problem.say(null);
    try {
      const done = await change({ tags }, said);
      show();
      return done;
    } catch (error) {
      problem.say(error);
      return false;
    }
  };
  const show = () => list.replaceChildren(...insight().tags.map(tag => el("li", { class: "tag" },
    el("a", { href: tagAddress(path, tag) }, tag),
    mayEdit ? el("button", { type: "button", class: "quiet", "aria-label": words.untag(tag), onclick: async () => {
      if (await save(insight().tags.filter(each => each !== tag), words.untagged(tag))) {
        input.focus();
      }
    } }, "×") : null)));
  show();
  return el("div", { class: "tagging" }, list, mayEdit ? el("form", { onsubmit: async event => {
    event.preventDefault();
    const tag = input.value.trim().toLowerCase(); // as they are kept
    if (tag && await save([...insight().tags, tag], words.tagged(tag))) {
      input.value = "";
    }
    input.focus();
  } }, input, el("button", { type: "submit" }, words.addTag)) : null, problem.element);
}

/**
 * Description and tags.
 *
 * @param insight gives it as it is now
 * @param change changes it; whether it did
 */
export function aboutInsight({ insight, change, mayEdit, path }) {
  return el("div", { class: "about" }, description(insight, change, mayEdit), tagList(insight, change, mayEdit, path));
}
