// Begins: who is signed in, which project, which page.

import { texts } from "./texts.js";
import { el, field, select, notice } from "./dom.js";
import { session, projects, Project, signedOut, link } from "./api.js";
import { listPage, trashPage } from "./list.js";
import { insightPage } from "./insight.js";
import { newPage, editPage } from "./editor.js";
import { dashboardsPage } from "./dashboards.js";
import { dashboardPage } from "./dashboard.js";
import { Dashboards } from "./dashboard-api.js";
import { settingsPage } from "./settings.js";

const top = document.getElementById("top");
const main = document.getElementById("main");
const foot = document.getElementById("foot");
const pages = { insights: listPage, trash: trashPage, new: newPage, edit: editPage, insight: insightPage, dashboards: dashboardsPage, dashboard: dashboardPage, settings: settingsPage };

// Pages that are below one of the navigation.
const within = { insight: "insights", edit: "insights", dashboard: "dashboards" };

let known = [];
let who = null;
let page = new AbortController();

document.getElementById("skip").addEventListener("click", event => {
  event.preventDefault();
  main.focus();
});

function leave() {
  page.abort();
  page = new AbortController();
  return page.signal;
}

/** Everything that was in sight goes, so that the next one at this screen sees nothing of it. */
function signIn(said) {
  leave();
  known = [];
  who = null;
  notice("");
  top.replaceChildren(el("span", { class: "product" }, texts.product));
  foot.replaceChildren();
  document.title = `${texts.signIn.title} · ${texts.product}`;
  const key = field(texts.signIn.key, el("input", { type: "password", autocomplete: "off", required: true, spellcheck: "false" }), texts.signIn.explain);
  const button = el("button", { type: "submit", class: "primary" }, texts.signIn.submit);
  main.replaceChildren(el("form", { class: "panel sign-in", onsubmit: async event => {
    event.preventDefault();
    key.fail("");
    button.disabled = true;
    try {
      const begun = await session.begin(key.control.value.trim());
      key.control.value = "";
      await enter(begun);
    } catch (error) {
      key.fail(error.status === 401 ? texts.signIn.refused : error.status ? error.message : texts.errors.network);
      key.control.focus();
    } finally {
      button.disabled = false;
    }
  } }, el("h1", {}, texts.signIn.title), said ? el("p", { role: "status" }, said) : null, key.element, button));
  key.control.focus();
}

async function enter(signedIn) {
  who = signedIn;
  known = await projects(signedIn);
  foot.replaceChildren(el("p", {}, el("a", { href: link("/api/schema/") }, texts.api)));
  await show();
}

/** The address says what is shown: #/p/<project>/<page>/<id>?<parameters> */
function place() {
  const [path, parameters = ""] = location.hash.replace(/^#\/?/, "").split("?", 2);
  const [p, projectId, name, id] = path.split("/").map(part => {
    try {
      return decodeURIComponent(part);
    } catch {
      return ""; // somebody's own address
    }
  });
  const found = p === "p" && known.find(each => String(each.id) === projectId);
  const project = found || known[0];
  return { project, name: found && pages[name] ? name : "insights", id, parameters: new URLSearchParams(parameters), exact: Boolean(found && pages[name]) };
}

function header(project, dashboards, name) {
  const path = to => `#/p/${encodeURIComponent(project.id)}/${to}`;
  const item = (to, text) => el("a", { href: path(to), "aria-current": name === to ? "page" : within[name] === to ? "true" : undefined }, text);
  const out = el("button", { type: "button", class: "quiet", onclick: async () => {
    try {
      await session.end();
    } catch {
      // Whatever the server says, nothing stays in sight.
    }
    history.replaceState(null, "", location.pathname);
    signIn();
  } }, texts.nav.signOut);
  const switcher = known.length > 1
    ? select(Object.fromEntries(known.map(each => [each.id, each.name])), String(project.id), { "aria-label": texts.nav.project, onchange: event => {
      location.hash = `#/p/${encodeURIComponent(event.target.value)}/insights`;
    } })
    : el("span", { class: "project" }, project.name);
  top.replaceChildren(
    el("a", { class: "product", href: path("insights") }, texts.product),
    switcher,
    el("nav", { "aria-label": texts.nav.label }, item("insights", texts.nav.insights), dashboards.reads ? item("dashboards", texts.nav.dashboards) : null, project.writes ? item("new", texts.nav.create) : null, project.writes ? item("trash", texts.nav.trash) : null, item("settings", texts.nav.settings)),
    el("span", { class: "who" }, who.user.first_name || who.user.email),
    who.csrf_token ? out : null);
}

/** Shows what the address says. */
async function show() {
  const ended = leave();
  const at = place();
  if (!at.project) {
    main.replaceChildren(el("p", { role: "alert" }, texts.errors.missing));
    return;
  }
  const path = to => `#/p/${encodeURIComponent(at.project.id)}/${to}`;
  if (!at.exact) {
    history.replaceState(null, "", path("insights"));
  }
  const project = new Project(at.project.id, who, at.project.organization);
  const dashboards = new Dashboards(project, who);
  const named = () => header({ ...at.project, writes: project.writes }, dashboards, at.name);
  named();
  const renamed = name => {
    at.project.name = name;
    named();
  };
  main.setAttribute("aria-busy", "true");
  try {
    const shown = await pages[at.name]({ project, dashboards, path, id: at.id, parameters: at.parameters, go, fail, renamed, ended });
    if (ended.aborted) {
      return;
    }
    document.title = `${shown.title} · ${texts.product}`;
    main.replaceChildren(...shown.content.filter(Boolean));
    main.querySelector("h1")?.focus({ preventScroll: true });
    scrollTo(0, 0);
    shown.shown?.();
  } catch (error) {
    if (!ended.aborted && error.status !== 401) {
      document.title = `${texts.errors.title} · ${texts.product}`;
      main.replaceChildren(
        el("h1", { tabindex: "-1" }, texts.errors.title),
        el("p", { role: "alert" }, error.status === 404 ? texts.errors.missing : error.status ? error.message : texts.errors.network),
        el("button", { type: "button", onclick: show }, texts.errors.retry));
    }
  } finally {
    if (!ended.aborted) {
      main.removeAttribute("aria-busy");
    }
  }
}

function fail(error) {
  if (error.status !== 401) {
    notice(error.status ? error.message : texts.errors.network, null, texts.insight.dismiss);
  }
}

/** Goes to another page, or to the same once more. */
async function go(hash, again) {
  notice("");
  if (location.hash !== hash) {
    history.pushState(null, "", hash);
  } else if (!again) {
    return;
  }
  await show();
}

addEventListener("hashchange", () => {
  if (who) {
    notice("");
    show();
  }
});

// A page that the browser has kept may be of somebody who has signed out since.
addEventListener("pageshow", event => {
  if (event.persisted) {
    location.reload();
  }
});

signedOut.addEventListener("ended", () => {
  if (who) {
    signIn(texts.signIn.ended);
  }
});

try {
  const current = await session.current();
  if (current.signed_in) {
    await enter(current);
  } else {
    signIn();
  }
} catch (error) {
  main.replaceChildren(el("p", { role: "alert" }, error.status ? error.message : texts.errors.network));
}
