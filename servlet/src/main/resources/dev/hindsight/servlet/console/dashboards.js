// The list of dashboards.

import { texts, formatTime } from "./texts.js";
import { el, field, notice } from "./dom.js";
import { isEditable } from "./dashboard-api.js";
import { pager, pageSize } from "./list.js";

const words = texts.dashboards;

export function titleOf(dashboard) {
  return dashboard.name || words.untitled;
}

/** A button that pins a dashboard, or lets it go. */
export function pin(dashboards, dashboard, failed) {
  const button = el("button", { type: "button", "aria-pressed": String(dashboard.pinned), "aria-label": words.pinThis(titleOf(dashboard)), onclick: async () => {
    try {
      ({ dashboard: { pinned: dashboard.pinned } } = await dashboards.change(dashboard.id, { pinned: !dashboard.pinned }));
      show();
    } catch (error) {
      failed(error);
    }
  } });
  const show = () => {
    button.textContent = dashboard.pinned ? words.pinned : words.pin;
    button.setAttribute("aria-pressed", String(dashboard.pinned));
  };
  show();
  return button;
}

/** Deletes a dashboard and offers to bring it back. */
export async function removeDashboard(context, dashboard, then) {
  const { dashboards, fail, go, path } = context;
  try {
    await dashboards.change(dashboard.id, { deleted: true });
    await then();
    notice(words.removed(titleOf(dashboard)), {
      text: texts.insight.undo,
      run: async () => {
        try {
          await dashboards.change(dashboard.id, { deleted: false });
          await go(path(`dashboard/${dashboard.id}`), true);
        } catch (error) {
          fail(error);
        }
      }
    }, texts.insight.dismiss);
  } catch (error) {
    fail(error);
  }
}

function createForm({ dashboards, go, path }) {
  const name = field(words.newName, el("input", { type: "text", maxlength: "400", autocomplete: "off", required: true }), null);
  return el("details", { class: "panel" }, el("summary", {}, words.create), el("form", { class: "rename", onsubmit: async event => {
    event.preventDefault();
    name.fail("");
    try {
      const made = await dashboards.create({ name: name.control.value.trim() });
      await go(path(`dashboard/${made.id}`));
    } catch (error) {
      name.fail(error.message);
      name.control.focus();
    }
  } }, name.element, el("button", { type: "submit", class: "primary" }, texts.insight.save)));
}

export async function dashboardsPage(context) {
  const { dashboards, path, parameters, go, fail } = context;
  const search = el("input", { type: "search", maxlength: "200", value: parameters.get("search") ?? "" });
  const offset = Number(parameters.get("offset") ?? 0) || 0;
  const address = from => {
    const wanted = new URLSearchParams({ ...(search.value.trim() ? { search: search.value.trim() } : {}), ...(from ? { offset: from } : {}) });
    return `${path("dashboards")}${wanted.size ? "?" + wanted : ""}`;
  };
  const page = await dashboards.list({ limit: pageSize, offset, ...(search.value.trim() ? { search: search.value.trim() } : {}) });
  const rows = page.results.map(dashboard => {
    const mayEdit = isEditable(dashboards, dashboard);
    return el("li", {},
      el("a", { href: path(`dashboard/${dashboard.id}`) }, el("strong", {}, titleOf(dashboard)), dashboard.description ? el("small", {}, dashboard.description) : null),
      el("span", { class: "when" }, el("span", { class: "only-read" }, texts.list.changed + ": "), formatTime(dashboard.last_modified_at)),
      mayEdit ? pin(dashboards, dashboard, fail) : el("span", { class: "kind" }, dashboard.pinned ? words.pinned : ""),
      mayEdit ? el("button", { type: "button", class: "danger", "aria-label": `${words.remove}: ${titleOf(dashboard)}`, onclick: () => removeDashboard(context, dashboard, () => go(location.hash, true)) }, words.remove) : null);
  });
  return {
    title: words.title,
    content: [
      el("h1", { tabindex: "-1" }, words.title),
      el("form", { class: "filters", role: "search", onsubmit: event => {
        event.preventDefault();
        go(address(0));
      } }, field(texts.list.search, search, null).element, el("button", { type: "submit" }, texts.list.search)),
      dashboards.writes ? createForm(context) : null,
      rows.length ? el("ul", { class: "insights dashboards" }, rows) : el("p", {}, parameters.get("search") ? words.none : words.noneYet),
      page.count > pageSize || offset ? pager(page, offset, from => go(address(from))) : null
    ]
  };
}
