// A new insight: a form for the common parts, the JSON beside it.

import { texts } from "./texts.js";
import { el, field, select, notice } from "./dom.js";
import { answerView, progressView } from "./insight.js";
import { source } from "./tables.js";

const words = texts.form;

function eventNode(name, math) {
  const event = name.trim();
  return { kind: "EventsNode", event: event || null, ...(math ? { math } : {}) };
}

export async function newPage(context) {
  const { project, path, go, ended } = context;
  const kind = field(words.kind, select(words.kinds, "TrendsQuery"), null);
  const name = field(words.name, el("input", { type: "text", maxlength: "400", autocomplete: "off" }), null);
  const events = field(words.events, el("textarea", { rows: "3", spellcheck: "false" }), words.eventsHint.TrendsQuery);
  const sql = field(words.kinds.HogQLQuery, el("textarea", { class: "code", rows: "6", spellcheck: "false", value: "select event, count() as times\nfrom events\ngroup by event\norder by times desc" }), null);
  const range = field(words.range, select(words.ranges, "-30d"), null);
  const interval = field(words.interval, select(words.intervals, "day"), null);
  const math = field(words.math, select(words.maths, "total"), null);
  const display = field(words.display, select(words.displays, "ActionsLineGraph"), null);
  const breakdown = field(words.breakdown, el("input", { type: "text", maxlength: "200", autocomplete: "off", spellcheck: "false" }), words.breakdownHint);
  const json = field(words.json, el("textarea", { class: "code", rows: "18", spellcheck: "false", autocomplete: "off" }), words.jsonHint);
  const problem = el("p", { class: "error", role: "alert", hidden: true });
  const busy = el("div", {});
  const preview = el("div", { class: "answer" });
  const fields = [kind, name, events, sql, range, interval, math, display, breakdown, json];
  let view = null;

  const write = () => {
    const wanted = kind.control.value;
    const isSql = wanted === "HogQLQuery";
    const isTrend = wanted === "TrendsQuery";
    sql.element.hidden = !isSql;
    for (const part of [events, range, breakdown]) {
      part.element.hidden = isSql;
    }
    for (const part of [interval, math, display]) {
      part.element.hidden = !isTrend;
    }
    if (!isSql) {
      events.hint(words.eventsHint[wanted]);
    }
    json.control.value = JSON.stringify(isSql ? { kind: "DataVisualizationNode", source: { kind: "HogQLQuery", query: sql.control.value } } : insightNode(wanted), null, 2);
    json.fail("");
  };

  const insightNode = wanted => {
    const lines = events.control.value.split("\n");
    while (lines.length > 1 && !lines[lines.length - 1].trim()) {
      lines.pop();
    }
    const isTrend = wanted === "TrendsQuery";
    const node = { kind: wanted, series: lines.map(line => eventNode(line, isTrend ? math.control.value : null)), dateRange: { date_from: range.control.value } };
    if (isTrend) {
      node.interval = interval.control.value;
      node.trendsFilter = { display: display.control.value };
    } else {
      node.funnelsFilter = { funnelWindowInterval: 14, funnelWindowIntervalUnit: "day" };
    }
    if (breakdown.control.value.trim()) {
      node.breakdownFilter = { breakdown: breakdown.control.value.trim(), breakdown_type: "event" };
    }
    return { kind: "InsightVizNode", source: node };
  };

  for (const part of fields) {
    if (part !== json && part !== name) {
      part.control.addEventListener(part.control.tagName === "SELECT" ? "change" : "input", write);
    }
  }
  write();

  const clear = () => {
    fields.forEach(part => part.fail(""));
    problem.hidden = true;
  };

  const read = () => {
    try {
      return JSON.parse(json.control.value);
    } catch (error) {
      json.fail(texts.insight.notJson(error.message));
      json.control.focus();
      return null;
    }
  };

  /** At the field that it is about; at the JSON when the form has none such. */
  const complain = error => {
    const about = `${error.attr ?? ""}`;
    const places = [[/name/, name], [/series|event/, events], [/dateRange|date_/, range], [/breakdown/, breakdown], [/interval/, interval], [/math/, math]];
    const place = places.find(([pattern, part]) => pattern.test(about) && !part.element.hidden)?.[1]
      ?? (kind.control.value === "HogQLQuery" && !/kind/.test(about) ? sql : json);
    if (error.status >= 400 && error.status < 500 && error.status !== 403 && error.status !== 429) {
      place.fail(about ? `${about}: ${error.message}` : error.message);
      place.control.focus();
    } else {
      problem.textContent = error.message;
      problem.hidden = false;
    }
  };

  const show = answer => {
    view?.stop();
    view = answerView({ query: answer.query, result: answer.results, columns: answer.columns }, name.control.value || words.preview, null);
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
          problem.textContent = status.error_message;
          problem.hidden = false;
          return;
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
      const insight = await project.create({ name: name.control.value.trim(), query, saved: true });
      await go(path(`insight/${insight.id}`));
      notice(words.created(insight.name || insight.derived_name || texts.insight.untitled), null, texts.insight.dismiss);
    } catch (error) {
      complain(error);
    } finally {
      button.disabled = false;
    }
  };

  ended.addEventListener("abort", () => view?.stop());
  return {
    title: words.title,
    content: [
      el("h1", { tabindex: "-1" }, words.title),
      el("form", { class: "editor", onsubmit: save },
        el("div", { class: "panel" }, name.element, kind.element, events.element, sql.element,
          el("div", { class: "pair" }, range.element, interval.element, math.element, display.element), breakdown.element),
        el("div", { class: "panel" }, json.element),
        el("div", { class: "bar-of-actions" },
          askButton,
          el("button", { type: "submit", class: "primary" }, words.create))),
      problem, busy, preview
    ]
  };
}
