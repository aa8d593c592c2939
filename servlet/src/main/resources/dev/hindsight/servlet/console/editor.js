// A new insight, or the question of one: a form for what is common, the JSON beside it.

import { failureOf } from "./api.js";
import { texts } from "./texts.js";
import { el, field, select, notice } from "./dom.js";
import { answerView, progressView } from "./insight.js";
import { nameOf } from "./list.js";
import { source } from "./tables.js";
import { isSame } from "./form-parts.js";
import { trends } from "./form-trends.js";
import { funnels } from "./form-funnels.js";
import { retention } from "./form-retention.js";
import { lifecycle } from "./form-lifecycle.js";
import { stickiness } from "./form-stickiness.js";
import { paths } from "./form-paths.js";
import { sql } from "./form-sql.js";

const words = texts.form;
const forms = { TrendsQuery: trends, FunnelsQuery: funnels, RetentionQuery: retention, LifecycleQuery: lifecycle, StickinessQuery: stickiness, PathsQuery: paths, HogQLQuery: sql };

/** Where in the question the fault lies that a complaint is about; it has the place in its attribute, or in front of its words. */
function placeOf(error) {
  const path = error.attr ?? /^query[\w.[\]]*(?=:)/.exec(error.message)?.[0] ?? "";
  return path.replaceAll(/__(\d+)/g, "[$1]").replaceAll("__", ".");
}

function wrapped(node) {
  return { kind: node.kind === "HogQLQuery" ? "DataVisualizationNode" : "InsightVizNode", source: node };
}

export async function newPage(context) {
  return editorPage(context, null, null);
}

export async function editPage(context) {
  const { insight, etag } = await context.project.insight(context.id, "force_cache");
  return editorPage(context, insight, etag);
}

/** @param insight whose question is edited; null: a new one */
function editorPage(context, insight, etag) {
  const { project, path, go, ended } = context;
  const stored = insight && (insight.query ? "query" : "filters");
  const asked = insight?.query ? source(insight.query) : null;
  const kind = field(words.kind, select(words.kinds, asked?.kind in forms ? asked.kind : "TrendsQuery"), null);
  const name = field(words.name, el("input", { type: "text", maxlength: "400", autocomplete: "off" }), null);
  const json = field(words.json, el("textarea", { class: "code", rows: "24", spellcheck: "false", autocomplete: "off" }), words.jsonHint);
  const problem = el("p", { class: "error", role: "alert", hidden: true });
  const busy = el("div", {});
  const preview = el("div", { class: "answer" });
  const place = el("div", {});
  let form = null;
  let view = null;

  const write = () => {
    const node = form.write();
    // What an insight's question is wrapped in says how to look at it, which stays.
    json.control.value = JSON.stringify(asked && insight.query.source === asked && asked.kind === node.kind ? { ...insight.query, source: node } : wrapped(node), null, 2);
    json.fail("");
  };

  /** Another form; what both kinds have in common is carried over. */
  const change = () => {
    const before = form?.write();
    form = forms[kind.control.value]();
    if (before && before.kind !== "HogQLQuery" && form.kind !== "HogQLQuery") {
      form.read({ ...before, kind: form.kind });
    }
    place.replaceChildren(form.element);
    write();
  };
  kind.control.addEventListener("change", change);
  place.addEventListener("input", write);
  place.addEventListener("change", write);
  const shape = { element: el("div", { class: "panel" }, insight ? null : name.element, kind.element, place) };
  if (!insight) {
    change();
  } else {
    form = forms[kind.control.value]();
    if (asked && asked.kind === form.kind && form.read(asked)) {
      place.replaceChildren(form.element);
    } else {
      shape.element = el("p", { class: "panel" }, words.onlyJson);
      form = null;
    }
    json.control.value = JSON.stringify(insight[stored], null, 2);
  }

  const clear = () => {
    [name, json].forEach(each => each.fail(""));
    form?.clear();
    problem.hidden = true;
  };

  /** What is to be asked; null when that is no question yet, which has been said. */
  const read = () => {
    let query;
    try {
      query = JSON.parse(json.control.value);
    } catch (error) {
      json.fail(texts.insight.notJson(error.message));
      json.control.focus();
      return null;
    }
    return form && isSame(source(query), form.write()) && !form.isComplete() ? null : query;
  };

  /** At the field that it is about; at the JSON when the form has none such. */
  const complain = error => {
    if (!(error.status >= 400 && error.status < 500 && error.status !== 403 && error.status !== 412 && error.status !== 429)) {
      problem.textContent = error.message;
      problem.hidden = false;
      return;
    }
    const about = placeOf(error);
    if (about === "name" && !insight) {
      name.fail(error.message);
      name.control.focus();
      return;
    }
    const part = form?.at(about, error.message) ?? json;
    part.fail(part === json && about && !error.message.startsWith(about) ? `${about}: ${error.message}` : error.message, about);
    (part.focus ?? (() => json.control.focus()))();
  };

  const show = answer => {
    view?.stop();
    view = answerView({ query: answer.query, result: answer.results, columns: answer.columns }, name.control.value || (insight ? nameOf(insight) : words.preview), null);
    preview.replaceChildren(...view.elements);
    view.start();
  };

  const ask = async () => {
    clear();
    const query = read();
    if (query === null) {
      return;
    }
    const waiting = new AbortController();
    const leave = () => waiting.abort();
    ended.addEventListener("abort", leave);
    askButton.disabled = true;
    let cancelled = null;
    try {
      let answer = await project.ask(query);
      const running = answer.query_status;
      if (running && !running.complete) {
        const progress = progressView(() => {
          cancelled = project.cancel(running.id).catch(complain);
          problem.textContent = texts.insight.stopped;
          problem.hidden = false;
          leave();
        });
        busy.replaceChildren(progress.element);
        const status = await project.wait(running.id, progress.tell, waiting.signal);
        if (!status) {
          return;
        }
        if (status.error) {
          throw failureOf(status);
        }
        answer = status.results ?? {};
      }
      show({ ...answer, query: { kind: "InsightVizNode", source: source(query) } });
    } catch (error) {
      complain(error);
    } finally {
      ended.removeEventListener("abort", leave);
      await cancelled;
      askButton.disabled = false;
      busy.replaceChildren();
    }
  };

  const askButton = el("button", { type: "button", onclick: ask }, words.preview);

  const saveNew = async query => {
    const made = await project.create({ name: name.control.value.trim(), query, saved: true });
    await go(path(`insight/${made.id}`));
    notice(words.created(nameOf(made)), null, texts.insight.dismiss);
  };

  const saveOld = async query => {
    await project.change(insight.id, { [stored]: query }, etag);
    await go(path(`insight/${insight.id}`));
    notice(texts.insight.querySaved, null, texts.insight.dismiss);
  };

  const save = async event => {
    event.preventDefault();
    clear();
    const query = read();
    if (query === null) {
      return;
    }
    const button = event.submitter;
    button.disabled = true;
    try {
      await (insight ? saveOld : saveNew)(query);
    } catch (error) {
      complain(error.status === 412 ? new Error(texts.insight.conflict) : error);
    } finally {
      button.disabled = false;
    }
  };

  const title = insight ? words.edit(nameOf(insight)) : words.title;
  ended.addEventListener("abort", () => view?.stop());
  return {
    title,
    content: [
      el("h1", { tabindex: "-1" }, title),
      el("form", { class: "editor", novalidate: true, onsubmit: save },
        shape.element,
        el("div", { class: "panel" }, json.element),
        el("div", { class: "bar-of-actions" },
          askButton,
          el("button", { type: "submit", class: "primary" }, words.create),
          insight ? el("a", { class: "button", href: path(`insight/${insight.id}`) }, texts.insight.cancel) : null)),
      problem, busy, preview
    ]
  };
}
