// One insight: its chart, its table, how fresh both are, and what can be done with it.

import { texts, formatNumber, formatTime } from "./texts.js";
import { el, field, notice } from "./dom.js";
import { chartOf } from "./charts.js";
import { tableOf, kindOf } from "./tables.js";
import { nameOf, star } from "./list.js";
import { addToDashboard } from "./dashboard-add.js";
import { aboutInsight } from "./about.js";
import { accessPanel } from "./access.js";
import { activityPanel } from "./activity.js";
import { openPeople } from "./people.js";
import { pointsOf } from "./points.js";
import { sharingPanel } from "./sharing.js";

const mostRows = 500;

export function tableElement(insight, name, csv, points = null, open = null) {
  const table = tableOf(insight);
  if (!table) {
    return null;
  }
  const isNumber = value => value === null || typeof value === "number" || /^(\d[\d.,]*%|–)$/.test(value);
  const numeric = table.columns.map((_, i) => table.rows.every(row => isNumber(row[i])));
  const cells = (row, at, i, value) => {
    if (i === 0 && !numeric[0]) {
      return el("th", { scope: "row" }, formatNumber(value));
    }
    const point = points?.cell(at, i);
    const text = formatNumber(value);
    return el("td", { class: numeric[i] ? "number" : "" }, point
      ? el("button", { type: "button", class: "point", title: texts.people.button(text), onclick: () => open(point) }, text)
      : text);
  };
  return el("div", {},
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": texts.table.scroll(name) },
      el("table", { class: "data" },
        el("thead", {}, el("tr", {}, table.columns.map((column, i) => el("th", { scope: "col", class: numeric[i] ? "number" : "" }, String(column))))),
        el("tbody", {}, table.rows.slice(0, mostRows).map((row, at) => el("tr", {}, row.map((value, i) => cells(row, at, i, value))))))),
    el("p", { class: "hint" },
      table.rows.length > mostRows ? texts.insight.cut(mostRows, formatNumber(table.rows.length)) + " " : "",
      csv ? el("a", { href: csv, download: "" }, texts.insight.csv) : null));
}

/** Has what is drawn lead to the people behind it, as the table does. */
function lead(chart, points, open) {
  const at = event => {
    const drawing = event.target instanceof HTMLCanvasElement && Chart.getChart(event.target);
    const [found] = drawing ? drawing.getElementsAtEventForMode(event, "nearest", { intersect: true }, false) : [];
    return found ? points.drawn(found.datasetIndex, found.index) : null;
  };
  chart.element.addEventListener("click", event => {
    const point = at(event);
    if (point) {
      open(point);
    }
  });
  chart.element.addEventListener("mousemove", event => chart.element.classList.toggle("clickable", Boolean(at(event))));
}

/**
 * An answer as chart and table.
 *
 * @param csv the address of the answer as CSV; null: there is none
 * @param open shows the people behind a point; null: nobody may ask for them
 * @return `elements`, and `start` and `stop` as of a chart
 */
export function answerView(insight, name, csv, open = null) {
  const points = open && pointsOf(insight);
  const table = tableElement(insight, name, csv, points, open);
  if (!table) {
    return { elements: [el("p", {}, insight.result === null || insight.result === undefined ? texts.insight.noAnswer : texts.insight.empty)], start: () => {}, stop: () => {} };
  }
  const chart = chartOf(insight, name);
  if (points) {
    lead(chart, points, open);
  }
  return {
    elements: [
      el("section", { class: "panel", "aria-label": texts.insight.chart }, chart.element),
      el("section", { class: "panel" }, el("h2", {}, texts.insight.table), table)
    ],
    start: chart.start,
    stop: chart.stop
  };
}

export function freshness(insight) {
  const words = texts.freshness[insight.cache_reason] ?? texts.freshness.unknown;
  return insight.last_refresh ? texts.freshness.asOf(formatTime(insight.last_refresh), words) : "";
}

/** Shows how a calculation gets on, and lets it be stopped. */
export function progressView(stop) {
  const text = el("span", {}, texts.insight.waiting);
  const bar = el("progress", { "aria-label": texts.insight.calculating });
  const element = el("div", { class: "progress", role: "status" }, bar, text, el("button", { type: "button", onclick: stop }, texts.insight.stop));
  return {
    element,
    tell: status => {
      const progress = status.query_progress;
      text.textContent = !status.pickup_time ? texts.insight.waiting
        : progress?.rows_read ? texts.insight.progress(formatNumber(progress.rows_read), progress.estimated_rows_total && formatNumber(progress.estimated_rows_total))
          : texts.insight.calculating;
      if (progress?.estimated_rows_total) {
        bar.max = progress.estimated_rows_total;
        bar.value = Math.min(progress.rows_read, progress.estimated_rows_total);
      }
    }
  };
}

export async function insightPage(context) {
  const { project, path, id, go, fail, ended } = context;
  let { insight, etag } = await project.insight(id, "async");
  const editable = insight.user_access_level !== "viewer";
  const mayEdit = project.writes && editable;
  const answer = el("div", { class: "answer" });
  const fresh = el("p", { class: "fresh" });
  const busy = el("div", {});
  const problem = el("p", { class: "error", role: "alert", hidden: true });
  const heading = el("h1", { tabindex: "-1" }, nameOf(insight));
  const refreshButton = el("button", { type: "button" }, texts.insight.refresh);
  let view = null;

  const say = text => {
    problem.textContent = text;
    problem.hidden = !text;
  };

  const show = () => {
    view?.stop();
    view = answerView(insight, nameOf(insight), project.csv(insight.id), project.asks ? point => openPeople(project, point, ended) : null);
    answer.replaceChildren(...view.elements);
    view.start();
    fresh.textContent = freshness(insight);
    say(insight.query_status?.error ? insight.query_status.error_message : "");
  };

  /** Waits for what is being calculated in the background, and shows it. */
  const follow = async () => {
    const running = insight.query_status;
    if (!running || running.complete || running.error) {
      return;
    }
    const waiting = new AbortController();
    const leave = () => waiting.abort();
    ended.addEventListener("abort", leave);
    let cancelled = null;
    const progress = progressView(() => {
      cancelled = project.cancel(running.id).catch(fail);
      say(texts.insight.stopped);
      leave();
    });
    busy.replaceChildren(progress.element);
    refreshButton.disabled = true;
    answer.setAttribute("aria-busy", "true");
    try {
      const status = await project.wait(running.id, progress.tell, waiting.signal);
      if (!status) {
        return;
      }
      if (status.error) {
        say(status.error_message);
      } else {
        ({ insight, etag } = await project.insight(id, "force_cache"));
        show();
      }
    } catch (error) {
      say(error.message);
    } finally {
      ended.removeEventListener("abort", leave);
      await cancelled; // or the next calculation would be stopped, too
      busy.replaceChildren();
      refreshButton.disabled = false;
      answer.removeAttribute("aria-busy");
    }
  };

  refreshButton.addEventListener("click", async () => {
    say("");
    refreshButton.disabled = true;
    try {
      const kept = insight;
      ({ insight, etag } = await project.insight(id, "force_async"));
      if (insight.result === null || insight.result === undefined) {
        // The old answer stays in sight until the new one is there.
        insight = { ...kept, query_status: insight.query_status };
      }
      await follow();
    } catch (error) {
      say(error.message);
    } finally {
      refreshButton.disabled = false;
    }
  });

  const change = async (body, said) => {
    const kept = insight;
    try {
      const changed = await project.change(insight.id, body, etag);
      insight = changed.insight;
      etag = changed.etag;
      notice(said, null, texts.insight.dismiss);
      return true;
    } catch (error) {
      insight = kept;
      if (error.status === 412) {
        notice(texts.insight.conflict, { text: texts.insight.reload, run: () => go(location.hash, true) }, texts.insight.dismiss);
        return false;
      }
      throw error;
    }
  };

  const titleBar = el("div", {});
  const renameButton = el("button", { type: "button", onclick: () => rename() }, texts.insight.rename);
  const titled = () => titleBar.replaceChildren(heading);
  const rename = () => {
    const input = field(texts.insight.newName, el("input", { type: "text", maxlength: "400", value: insight.name ?? "" }));
    const close = () => {
      titled();
      renameButton.focus();
    };
    titleBar.replaceChildren(el("form", { class: "rename", onsubmit: async event => {
      event.preventDefault();
      try {
        if (await change({ name: input.control.value.trim() }, texts.insight.renamed)) {
          heading.textContent = nameOf(insight);
          document.title = `${nameOf(insight)} · ${texts.product}`;
          close();
        }
      } catch (error) {
        input.fail(error.message);
      }
    }, onkeydown: event => {
      if (event.key === "Escape") {
        close();
      }
    } }, input.element, el("button", { type: "submit", class: "primary" }, texts.insight.save), el("button", { type: "button", onclick: close }, texts.insight.cancel)));
    input.control.focus();
    input.control.select();
  };
  titled();

  const remove = async () => {
    try {
      await project.change(insight.id, { deleted: true });
      const name = nameOf(insight);
      const here = path(`insight/${insight.id}`);
      await go(path("insights"));
      notice(texts.insight.removed(name), {
        text: texts.insight.undo,
        run: async () => {
          try {
            await project.change(insight.id, { deleted: false });
            await go(here);
          } catch (error) {
            fail(error);
          }
        }
      }, texts.insight.dismiss);
    } catch (error) {
      fail(error);
    }
  };

  const stored = insight.query ? "query" : "filters";
  const editor = field(texts.insight.query, el("textarea", { class: "code", rows: "14", spellcheck: "false", autocomplete: "off", value: JSON.stringify(insight[stored], null, 2) }), texts.insight.queryHint);
  editor.control.readOnly = !mayEdit;
  const saveQuery = async event => {
    event.preventDefault();
    editor.fail("");
    let json;
    try {
      json = JSON.parse(editor.control.value);
    } catch (error) {
      editor.fail(texts.insight.notJson(error.message));
      return;
    }
    try {
      if (await change({ [stored]: json }, texts.insight.querySaved)) {
        ({ insight, etag } = await project.insight(id, "async"));
        show();
        await follow();
      }
    } catch (error) {
      editor.fail(error.attr ? `${error.attr}: ${error.message}` : error.message);
      editor.control.focus();
    }
  };

  const newestEntry = async () => (await project.call("GET", `/insights/${insight.id}/activity/?limit=1`)).results[0]?.id;

  /** Itself a change, which can be set back; unless all of it was as it was before. */
  const setBack = async entry => {
    const last = await newestEntry();
    await project.call("POST", `/insights/${insight.id}/revert/`, { activity_id: entry });
    const own = await newestEntry();
    await go(location.hash, true);
    notice(own === last ? texts.activity.nothingToRevert : texts.activity.reverted,
      own === last ? null : { text: texts.insight.undo, run: () => setBack(own).catch(fail) }, texts.insight.dismiss);
  };

  ended.addEventListener("abort", () => view?.stop());
  const about = { project, kind: "insights", id: insight.id };
  return {
    title: nameOf(insight),
    content: [
      titleBar,
      aboutInsight({ insight: () => insight, change, mayEdit, path }),
      el("div", { class: "bar-of-actions" },
        mayEdit ? star(project, insight, fail, async favorited => {
          await change({ favorited }, "");
          return insight.favorited;
        }) : null,
        el("span", { class: "kind" }, texts.kinds[kindOf(insight)] ?? kindOf(insight)),
        refreshButton,
        mayEdit ? el("a", { class: "button", href: path(`edit/${insight.id}`) }, texts.insight.edit) : null,
        mayEdit ? renameButton : null,
        mayEdit ? el("button", { type: "button", class: "danger", onclick: remove }, texts.insight.remove) : el("span", { class: "hint" }, texts.insight.viewer)),
      fresh, busy, problem, answer,
      addToDashboard(context, insight),
      el("details", { class: "panel" },
        el("summary", {}, texts.insight.query),
        el("form", { onsubmit: saveQuery }, editor.element, mayEdit ? el("button", { type: "submit", class: "primary" }, texts.insight.querySave) : null)),
      project.may("sharing_configuration", true) && editable ? sharingPanel({ ...about, name: () => nameOf(insight) }) : null,
      project.may("access_control") ? accessPanel(about) : null,
      project.may("activity_log") ? activityPanel({ ...about, revert: mayEdit ? setBack : null }) : null
    ],
    shown: () => {
      show();
      follow();
    }
  };
}
