// One dashboard: its tiles, how they get on, and what can be done with them.

import { texts } from "./texts.js";
import { accessPanel } from "./access.js";
import { activityPanel } from "./activity.js";
import { sharingPanel } from "./sharing.js";
import { el, field, notice } from "./dom.js";
import { addTiles } from "./dashboard-add.js";
import { isEditable } from "./dashboard-api.js";
import { arrange } from "./dashboard-arrange.js";
import { filtersForm, filtersOf } from "./dashboard-filters.js";
import { refreshing } from "./dashboard-refresh.js";
import { tileName, tileView } from "./dashboard-tiles.js";
import { pin, removeDashboard, titleOf } from "./dashboards.js";

const words = texts.dashboards;

function nextFrame() {
  return new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
}

export async function dashboardPage(context) {
  const { dashboards, project, path, id, parameters, go, fail, ended } = context;
  let override = filtersOf(parameters);
  let refused = "";
  const read = wanted => dashboards.get(id, wanted, override);
  let { dashboard, etag } = await read("async").catch(error => {
    if (error.status !== 400 || !override) {
      throw error;
    }
    refused = error.message;
    override = null;
    return read("async");
  });
  const mayEdit = isEditable(dashboards, dashboard);
  const grid = el("div", { class: "tiles" });
  const busy = el("div", {});
  const heading = el("h1", { tabindex: "-1" });
  const description = el("p", { class: "text" });
  const problem = el("p", { class: "error", role: "alert", hidden: !refused }, refused && `${words.problem} ${refused}`);
  let views = [];

  const named = () => {
    heading.textContent = titleOf(dashboard);
    description.textContent = dashboard.description;
    description.hidden = !dashboard.description;
  };

  /** Keeps a change; false when somebody else was first, which is said. */
  const change = async (body, said) => {
    try {
      ({ dashboard, etag } = await dashboards.change(id, body, etag));
    } catch (error) {
      if (error.status !== 412) {
        throw error;
      }
      notice(words.conflict, { text: texts.insight.reload, run: () => go(location.hash, true) }, texts.insight.dismiss);
      return false;
    }
    notice(said, null, texts.insight.dismiss);
    return true;
  };

  const remove = async view => {
    const { tile } = view;
    try {
      if (!await change({ tiles: [{ id: tile.id, deleted: true }] }, "")) {
        return;
      }
      view.stop();
      views = views.filter(each => each !== view);
      view.element.remove();
      heading.focus();
      notice(tile.text ? words.taken(words.takenText) : words.taken(tileName(tile)), {
        text: texts.insight.undo,
        run: () => change({ tiles: [{ id: tile.id, deleted: false }] }, "").then(kept => kept && show("async")).catch(fail)
      }, texts.insight.dismiss);
    } catch (error) {
      fail(error);
    }
  };

  const editText = view => {
    const text = field(words.text, el("textarea", { rows: "6", maxlength: "4000", value: view.tile.text.body }), words.textHint);
    const body = view.element.querySelector(".tile-body");
    body.replaceChildren(el("form", { onsubmit: async event => {
      event.preventDefault();
      try {
        if (await change({ tiles: [{ id: view.tile.id, text: { body: text.control.value } }] }, words.saved)) {
          view.tile.text.body = text.control.value;
          view.show();
        }
      } catch (error) {
        text.fail(error.message);
      }
    } }, text.element, el("div", { class: "bar-of-actions" },
      el("button", { type: "submit", class: "primary" }, texts.insight.save),
      el("button", { type: "button", onclick: () => view.show() }, texts.insight.cancel))));
    text.control.focus();
  };

  const viewOf = tile => {
    const view = tileView(tile, insight => path(`insight/${insight}`), mayEdit ? [
      tile.text ? el("button", { type: "button", class: "quiet", onclick: () => editText(view) }, words.editText) : null,
      el("button", { type: "button", class: "quiet", "aria-label": `${words.take}: ${tileName(tile)}`, onclick: () => remove(view) }, words.take)
    ] : []);
    return view;
  };

  /** One tile after the other, so that the first ones are seen while the others are drawn. */
  const draw = async drawn => {
    for (const view of drawn) {
      if (view.element.isConnected) {
        view.show();
        await nextFrame();
      }
    }
  };

  const render = () => {
    views.forEach(view => view.stop());
    views = dashboard.tiles.map(viewOf);
    grid.replaceChildren(...views.map(view => view.element));
    if (!views.length) {
      grid.replaceChildren(el("p", {}, words.empty));
    }
    draw(views);
  };

  const calculations = refreshing({ project, dashboards, ended, busy, again: async () => {
    ({ dashboard, etag } = await read("force_async"));
    return dashboard.tiles;
  }, answerOf: tile => dashboards.insight(id, tile, override) });

  /** Reads it anew and shows it. */
  const show = async wanted => {
    ({ dashboard, etag } = await read(wanted));
    render();
    await calculations.follow(views);
  };

  const refreshButton = el("button", { type: "button", onclick: async () => {
    refreshButton.disabled = true;
    try {
      await calculations.begin(views);
    } catch (error) {
      fail(error);
    } finally {
      refreshButton.disabled = false;
    }
  } }, words.refresh);

  const bar = el("div", { class: "bar-of-actions" });
  const plainBar = () => bar.replaceChildren(...(mayEdit ? [pin(dashboards, dashboard, fail), refreshButton,
    el("button", { type: "button", onclick: () => arranging() }, words.arrange),
    el("button", { type: "button", onclick: () => describing() }, words.edit),
    el("button", { type: "button", class: "danger", onclick: () => removeDashboard(context, dashboard, () => go(path("dashboards"))) }, words.remove)]
    : [refreshButton, el("span", { class: "hint" }, words.viewer)]));

  const arranging = () => {
    const arrangement = arrange(grid, views);
    const end = () => {
      arrangement.end();
      plainBar();
      bar.querySelectorAll("button")[2].focus();
    };
    const save = el("button", { type: "button", class: "primary", onclick: async () => {
      save.disabled = true;
      try {
        if (await change({ tiles: arrangement.places() }, words.arranged)) {
          end();
          await show("force_cache");
        }
      } catch (error) {
        fail(error);
      } finally {
        save.disabled = false;
      }
    } }, words.saveArrangement);
    bar.replaceChildren(save, el("button", { type: "button", onclick: () => {
      end();
      render();
    } }, texts.insight.cancel), el("span", { class: "hint" }, words.arrangeHint));
    save.focus();
  };

  const titleBar = el("div", {});
  const titled = () => {
    named();
    titleBar.replaceChildren(heading, description);
  };
  const describing = () => {
    const name = field(words.name, el("input", { type: "text", maxlength: "400", value: dashboard.name ?? "" }), null);
    const about = field(words.description, el("textarea", { rows: "2", maxlength: "10000", value: dashboard.description }), null);
    titleBar.replaceChildren(el("form", { class: "panel", onsubmit: async event => {
      event.preventDefault();
      try {
        if (await change({ name: name.control.value.trim(), description: about.control.value.trim() }, words.saved)) {
          document.title = `${titleOf(dashboard)} · ${texts.product}`;
          titled();
          heading.focus();
        }
      } catch (error) {
        (error.attr === "description" ? about : name).fail(error.message);
      }
    } }, name.element, about.element, el("div", { class: "bar-of-actions" },
      el("button", { type: "submit", class: "primary" }, texts.insight.save),
      el("button", { type: "button", onclick: () => {
        titled();
        heading.focus();
      } }, texts.insight.cancel))));
    name.control.focus();
  };

  const address = filters => `${path(`dashboard/${encodeURIComponent(id)}`)}${filters ? "?" + new URLSearchParams({ filters: JSON.stringify(filters) }) : ""}`;
  const look = async filters => {
    if (filters) {
      await dashboards.get(id, "force_cache", filters); // which tells whether it can be
    }
    await go(address(filters), true);
  };
  const keep = async filters => {
    if (await change({ filters: { ...dashboard.filters, ...filters } }, words.kept)) {
      await go(address(null), true);
      notice(words.kept, null, texts.insight.dismiss);
    }
  };

  titled();
  plainBar();
  const about = { project, kind: "dashboards", id: dashboard.id };
  ended.addEventListener("abort", () => views.forEach(view => view.stop()));
  return {
    title: titleOf(dashboard),
    content: [
      titleBar, bar, problem,
      override ? el("p", { class: "looking" }, words.looking) : null,
      filtersForm({ ...dashboard.filters, ...override }, Boolean(override), look, mayEdit ? keep : null),
      busy, grid,
      mayEdit ? addTiles(context, insight => dashboard.tiles.some(tile => tile.insight?.id === insight), async (tiles, said) => {
        if (await change({ tiles }, said)) {
          await show("async");
        }
      }) : null,
      mayEdit && project.may("sharing_configuration", true) ? sharingPanel({ ...about, name: () => titleOf(dashboard) }) : null,
      project.may("access_control") ? accessPanel(about) : null,
      project.may("activity_log") ? activityPanel({ ...about, revert: null }) : null
    ],
    shown: () => {
      render();
      calculations.follow(views).catch(fail);
    }
  };
}
