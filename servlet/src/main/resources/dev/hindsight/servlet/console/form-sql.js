import { texts } from "./texts.js";
import { el, field } from "./dom.js";
import { form } from "./form-parts.js";

const example = "select event, count() as times\nfrom events\ngroup by event\norder by times desc";

function statement() {
  const view = field(texts.form.kinds.HogQLQuery, el("textarea", { class: "code", rows: "8", spellcheck: "false", value: example }), "");
  return {
    ...view,
    about: /^(?!.*kind)/,
    words: /./,
    focus: () => view.control.focus(),
    write: node => {
      node.query = view.control.value;
    },
    read: node => {
      view.control.value = node.query ?? example;
    }
  };
}

export const sql = () => form("HogQLQuery", [statement()]);
