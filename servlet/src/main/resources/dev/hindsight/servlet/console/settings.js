// The project's settings, and the keys of whoever is signed in.

import { texts, formatTime } from "./texts.js";
import { el, field, select, notice } from "./dom.js";
import { allows, request } from "./api.js";
import { check, confirmed, copyable, filled, problemLine } from "./controls.js";

const words = texts.settings;
const things = ["insight", "dashboard", "query", "sharing_configuration", "access_control", "activity_log", "action", "cohort", "person", "project", "organization", "organization_member", "user", "annotation", "event_definition", "property_definition", "group", "export"];

/** Whoever may not change the project sees how it is set. */
async function projectPart(project, renamed) {
  if (!project.may("project")) {
    return null;
  }
  let settings = await project.call("GET", "/");
  const mayWrite = project.may("project", true) && await administers(project);
  const zones = [...new Set([settings.timezone, ...Intl.supportedValuesOf("timeZone")])].sort();
  const name = field(words.name, el("input", { type: "text", maxlength: "200", required: true, value: settings.name, readonly: !mayWrite }), null);
  const zone = field(words.zone, select(Object.fromEntries(zones.map(each => [each, each])), settings.timezone, { disabled: !mayWrite }), words.zoneHint);
  const week = field(words.week, select(words.weeks, String(settings.week_start_day), { disabled: !mayWrite }), null);
  const problem = problemLine();
  const fields = { name, timezone: zone, week_start_day: week };
  return el("section", { class: "panel settings", "aria-labelledby": "project-title" },
    el("h2", { id: "project-title" }, words.project),
    el("form", { onsubmit: async event => {
      event.preventDefault();
      Object.values(fields).forEach(part => part.fail(""));
      problem.say(null);
      const kept = settings;
      const body = { name: name.control.value.trim(), timezone: zone.control.value, week_start_day: Number(week.control.value) };
      try {
        settings = await project.call("PATCH", "/", body);
        renamed(settings.name);
        notice(words.saved, { text: texts.insight.undo, run: async () => {
          try {
            settings = await project.call("PATCH", "/", { name: kept.name, timezone: kept.timezone, week_start_day: kept.week_start_day });
            name.control.value = settings.name;
            zone.control.value = settings.timezone;
            week.control.value = String(settings.week_start_day);
            renamed(settings.name);
            notice(texts.controls.undone, null, texts.insight.dismiss);
          } catch (error) {
            problem.say(error);
          }
        } }, texts.insight.dismiss);
      } catch (error) {
        (fields[error.attr] ?? { fail: () => problem.say(error) }).fail(error.message);
      }
    } }, el("div", { class: "pair" }, name.element, zone.element, week.element), problem.element,
    mayWrite ? el("button", { type: "submit" }, words.save) : el("p", { class: "hint" }, words.onlyAdministrators)),
    el("p", { class: "hint" }, words.token, " ", el("code", {}, settings.api_token)));
}

/** Everybody, unless a rule about the project says otherwise; whoever may not read the rules finds out. */
async function administers(project) {
  return !project.may("access_control") || (await project.call("GET", "/access_controls/")).user_access_level === "admin";
}

function keyForm(signedIn, projectId, make) {
  const mine = signedIn.scopes;
  const everything = !mine || mine.includes("*");
  const label = field(words.label, el("input", { type: "text", id: "key-label", maxlength: "40", required: true, autocomplete: "off" }), words.labelHint);
  const grants = { read: words.grants.read, all: everything ? words.grants.everything : words.grants.same, some: words.grants.some };
  const grant = field(words.grant, select(grants, "read", { id: "key-grant", onchange: () => {
    chosen.hidden = grant.control.value !== "some";
  } }), null);
  const offered = things.filter(thing => allows(signedIn, thing, false));
  const choices = offered.map(thing => [thing, select(
    { "": words.levels.none, read: words.levels.read, ...(allows(signedIn, thing, true) ? { write: words.levels.write } : {}) }, "", { "aria-label": words.things[thing] })]);
  const chosen = el("fieldset", { class: "scopes", hidden: true }, el("legend", {}, words.scopes),
    choices.map(([thing, control]) => el("label", {}, el("span", {}, words.things[thing]), control)));
  const here = Number.isInteger(projectId) ? check("key-here", words.here, false) : null;
  const scopes = () => {
    switch (grant.control.value) {
      case "read":
        return offered.map(thing => `${thing}:read`);
      case "all":
        return mine ?? ["*"];
      default:
        return choices.filter(([, control]) => control.value).map(([thing, control]) => `${thing}:${control.value}`);
    }
  };
  return el("form", { onsubmit: event => {
    event.preventDefault();
    make({ label: label.control.value.trim(), scopes: scopes(), ...(here?.querySelector("input").checked ? { scoped_teams: [projectId] } : {}) });
  } }, el("h3", {}, words.newKey), el("div", { class: "pair" }, label.element, grant.element), chosen, here,
  el("button", { type: "submit", id: "key-make" }, words.make));
}

function keyPart(project) {
  const signedIn = project.signedIn;
  let made = null; // its secret is told only once
  const path = "/api/personal_api_keys/";
  const mayWrite = project.may("user", true);
  const keys = filled(async attempt => {
    const [list, current] = await Promise.all([request("GET", path), signedIn.csrf_token ? request("GET", `${path}@current/`) : null]);
    const row = key => el("li", {},
      el("span", {}, el("strong", {}, key.label), key.id === current?.id ? ` (${words.current})` : "",
        el("small", {}, el("code", {}, key.mask_value), " · ", key.last_used_at ? words.used(formatTime(key.last_used_at)) : words.unused),
        el("small", {}, key.scopes.join(", "))),
      mayWrite ? el("span", { class: "confirm" },
        confirmed(words.roll, key.id === current?.id ? words.rollCurrent : words.rollSure, () => attempt(async () => {
          made = await request("POST", `${path}${key.id}/roll/`, {});
        }, words.rolled), { "aria-label": `${words.roll}: ${key.label}` }),
        confirmed(words.revoke, key.id === current?.id ? words.revokeCurrent : words.revokeSure, () => attempt(() => request("DELETE", `${path}${key.id}/`), words.revoked(key.label)), { "aria-label": `${words.revoke}: ${key.label}` })) : null,
      made?.id === key.id ? copyable(words.secret, made.value) : null);
    return [
      list.length ? el("ul", { class: "rows keys" }, list.map(row)) : el("p", {}, words.noKeys),
      mayWrite ? keyForm(signedIn, project.id, body => attempt(async () => {
        made = await request("POST", path, body);
      }, words.made)) : null
    ];
  });
  return { element: el("section", { class: "panel settings", "aria-labelledby": "keys-title" }, el("h2", { id: "keys-title" }, words.keys), el("p", { class: "hint" }, words.keysExplain), keys.element), show: keys.show };
}

export async function settingsPage({ project, renamed }) {
  const first = await projectPart(project, renamed);
  const keys = project.may("user") ? keyPart(project) : null;
  return {
    title: words.title,
    content: [el("h1", { tabindex: "-1" }, words.title), first, keys?.element, first || keys ? null : el("p", {}, words.nothing)],
    shown: () => keys?.show()
  };
}
