// What happened to an insight or a dashboard, and the way back.

import { texts, formatTime } from "./texts.js";
import { el } from "./dom.js";
import { drawer, steps } from "./controls.js";

const pageSize = 10;
const words = texts.activity;
const revertible = ["name", "derived_name", "description", "query", "filters", "favorited", "deleted", "tags", "dashboards"];

function isNone(value) {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);
}

/** In words where there are some. */
function said(value) {
  if (isNone(value)) {
    return el("span", { class: "hint" }, words.nothing);
  }
  if (typeof value === "boolean") {
    return value ? words.yes : words.no;
  }
  if (Array.isArray(value) && value.every(each => typeof each === "string")) {
    return value.join(", ");
  }
  if (Array.isArray(value) && value.every(each => each && (each.name || each.note))) {
    return value.map(each => each.name ?? each.note).join(", ");
  }
  return typeof value === "object" ? el("pre", { class: "code" }, JSON.stringify(value, null, 2)) : String(value);
}

function changes(entry) {
  const list = entry.detail?.changes ?? [];
  if (!list.length) {
    return null;
  }
  return el("dl", { class: "changes" }, list.flatMap(change => [
    el("dt", {}, words.fields[change.field] ?? change.field),
    el("dd", {}, el("div", {}, el("small", {}, words.before), " ", said(change.before)), el("div", {}, el("small", {}, words.after), " ", said(change.after)))
  ]));
}

function who(entry) {
  return entry.user?.first_name || entry.user?.email || words.nobody;
}

/**
 * Who changed what, when.
 *
 * @param kind `insights` or `dashboards`
 * @param revert sets back what an entry changed; null: that cannot be done here
 */
export function activityPanel({ project, kind, id, revert }) {
  let page = 1;
  return drawer(words.title, async attempt => {
    const log = await project.call("GET", `/${kind}/${encodeURIComponent(id)}/activity/?page=${page}&limit=${pageSize}`);
    if (!log.results.length) {
      return [el("p", {}, words.none)];
    }
    const canGoBack = entry => revert && (entry.detail?.changes ?? []).some(change => revertible.includes(change.field));
    return [
      el("ol", { class: "rows log" }, log.results.map(entry => el("li", {},
        el("p", {}, el("strong", {}, words.did(who(entry), words.activities[entry.activity] ?? entry.activity)), " ", el("time", { datetime: entry.created_at }, formatTime(entry.created_at))),
        canGoBack(entry) ? el("button", { type: "button", "aria-label": words.revertThis(words.activities[entry.activity] ?? entry.activity, formatTime(entry.created_at)), onclick: () => attempt(() => revert(entry.id)) }, words.revert) : null,
        changes(entry)))),
      log.next || page > 1 ? steps((page - 1) * pageSize, log.results.length, Boolean(log.next), log.total_count, by => attempt(async () => {
        page += by;
      })) : null
    ];
  });
}
