// The people or groups behind a number, a page at a time, over the page that shows it.

import { texts, formatNumber, formatTime } from "./texts.js";
import { el } from "./dom.js";
import { problemLine, steps } from "./controls.js";

const pageSize = 20;
const words = texts.people;

function value(any) {
  return any !== null && typeof any === "object" ? JSON.stringify(any) : String(any);
}

function person([actor, events]) {
  const properties = Object.entries(actor.properties ?? {});
  return el("tr", {},
    el("th", { scope: "row" }, String(actor.name)),
    el("td", { class: "number" }, formatNumber(events)),
    el("td", { class: "wraps" }, (actor.distinct_ids ?? [actor.id]).join(", ")),
    el("td", {}, actor.created_at ? formatTime(actor.created_at) : ""),
    el("td", { class: "wraps" }, properties.length
      ? el("details", {}, el("summary", { "aria-label": `${words.properties(properties.length)}: ${actor.name}` }, words.properties(properties.length)),
        el("dl", {}, properties.flatMap(([name, each]) => [el("dt", {}, name), el("dd", {}, value(each))])))
      : ""));
}

function table(rows, groups) {
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": groups ? words.groups : words.list }, el("table", { class: "data people" },
    el("thead", {}, el("tr", {}, [words.name, words.events, groups ? words.key : words.ids, words.since, words.known].map((column, i) => el("th", { scope: "col", class: i === 1 ? "number" : "" }, column)))),
    el("tbody", {}, rows.map(person))));
}

function title({ number, counts, groups }) {
  const shown = formatNumber(number);
  if (counts) {
    return (groups ? words.countedGroups : words.counted)(shown, number);
  }
  return (groups ? words.behindGroups : words.behind)(shown);
}

/**
 * Opens the list.
 *
 * @param point of `points.js`
 * @param ended closes it when the page goes
 */
export function openPeople(project, point, ended) {
  const leaving = new AbortController();
  const problem = problemLine();
  const content = el("div", { class: "list" });
  const close = el("button", { type: "button", onclick: () => dialog.close() }, words.close);
  const dialog = el("dialog", { class: "people", "aria-labelledby": "people-title" },
    el("div", { class: "head" },
      el("h2", { id: "people-title" }, title(point)),
      close),
    el("p", { class: "hint" }, point.about.join(" · ")),
    problem.element, content);
  const gone = () => dialog.close();
  dialog.addEventListener("close", () => {
    leaving.abort();
    ended.removeEventListener("abort", gone);
    dialog.remove();
  });
  ended.addEventListener("abort", gone);

  const show = async offset => {
    content.setAttribute("aria-busy", "true");
    const bar = el("p", { role: "status" }, el("progress", { "aria-label": words.waiting }), " ", words.waiting);
    content.append(bar);
    problem.say(null);
    try {
      const answer = await project.answer({ kind: "ActorsQuery", select: ["actor", "event_count"], source: point.ask, limit: pageSize, offset }, () => {}, leaving.signal);
      if (!answer || leaving.signal.aborted) {
        return;
      }
      const rows = answer.results;
      content.replaceChildren(
        rows.length ? table(rows, point.groups) : el("p", {}, words.none),
        offset || answer.hasMore
          ? steps(offset, rows.length, answer.hasMore, point.counts ? point.number : null, by => show(offset + by * pageSize))
          : el("p", { class: "hint" }, words.all(formatNumber(rows.length), rows.length)));
      if (!dialog.contains(document.activeElement)) {
        close.focus();
      }
    } catch (error) {
      problem.say(error);
    } finally {
      bar.remove();
      content.removeAttribute("aria-busy");
    }
  };

  document.body.append(dialog);
  dialog.showModal();
  show(0);
}
