// Who may look at an insight or a dashboard without an account, and what they see.

import { texts, formatTime } from "./texts.js";
import { el, field, select } from "./dom.js";
import { link } from "./api.js";
import { check, confirmed, copyable, drawer } from "./controls.js";

const words = texts.share;

function address(path) {
  return new URL(link(path), location.href).href;
}

function escaped(text) {
  return text.replace(/[&<>"]/g, character => `&#${character.codePointAt(0)};`);
}

function frame(token, name) {
  return `<iframe src="${address(`/embedded/${token}`)}" title="${escaped(name)}" width="100%" height="480" loading="lazy"></iframe>`;
}

/** As the browser's control wants it: the time here, without its zone. */
function localTime(iso) {
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

function settingsForm(share, save) {
  const now = share.settings ?? {};
  const theme = field(words.theme, select(words.themes, now.theme ?? "system"), null);
  const until = field(words.until, el("input", { type: "datetime-local", value: share.valid_until ? localTime(share.valid_until) : "" }), words.untilHint);
  const boxes = {
    header: check("share-header", words.header, !now.noHeader),
    legend: check("share-legend", words.legend, now.legend !== false),
    detailed: check("share-detailed", words.detailed, now.detailed),
    details: check("share-details", words.details, !now.hideExtraDetails),
    mark: check("share-mark", words.mark, !now.whitelabel)
  };
  const isOn = name => boxes[name].querySelector("input").checked;
  return el("form", { class: "look", onsubmit: event => {
    event.preventDefault();
    save({
      settings: { ...now, theme: theme.control.value, noHeader: !isOn("header"), legend: isOn("legend"), detailed: isOn("detailed"), hideExtraDetails: !isOn("details"), whitelabel: !isOn("mark") },
      valid_until: until.control.value ? new Date(until.control.value).toISOString() : null
    });
  } },
  el("h3", {}, words.look),
  el("div", { class: "pair" }, theme.element, until.element),
  el("div", { class: "checks" }, Object.values(boxes)),
  el("button", { type: "submit", id: "share-save" }, words.save));
}

function passwordList(share, made, remove) {
  if (!share.share_passwords.length) {
    return el("p", { class: "hint" }, words.noPasswords);
  }
  return el("ul", { class: "rows" }, share.share_passwords.map(password => el("li", {},
    el("span", {}, password.note || words.withoutNote, el("small", {}, words.madeBy(password.created_by_email ?? "", formatTime(password.created_at)))),
    confirmed(words.revoke, words.revokeSure, () => remove(password), { "aria-label": `${words.revoke}: ${password.note || password.id}` }),
    made.has(password.id) ? copyable(words.madePassword, made.get(password.id)) : null)));
}

function passwordForm(add) {
  const password = field(words.password, el("input", { type: "text", id: "share-password", autocomplete: "off", spellcheck: "false", maxlength: "500" }), words.passwordHint);
  const note = field(words.note, el("input", { type: "text", id: "share-note", autocomplete: "off", maxlength: "100" }), words.noteHint);
  return el("form", { class: "inline", onsubmit: event => {
    event.preventDefault();
    add({ raw_password: password.control.value || null, note: note.control.value.trim() || null });
  } }, password.element, note.element, el("button", { type: "submit", id: "share-add" }, words.add));
}

/**
 * How something is shared, and what can be changed in it; for those who may.
 *
 * @param kind `insights` or `dashboards`
 * @param name gives what it is called now
 */
export function sharingPanel({ project, kind, id, name }) {
  const path = `/${kind}/${encodeURIComponent(id)}/sharing/`;
  const made = new Map(); // nobody can be told a password again
  return drawer(words.title, async attempt => {
    const share = await project.call("GET", path);
    const change = body => project.call("PATCH", path, body);
    const on = check("share-enabled", words.enabled, share.enabled, enabled =>
      attempt(() => change({ enabled }), enabled ? words.isShared : words.isPrivate, enabled ? undefined : () => change({ enabled: true })));
    if (!share.enabled) {
      return [el("p", {}, words.explain), on];
    }
    return [
      on,
      copyable(words.link, address(`/shared/${share.access_token}`)),
      copyable(words.frame, frame(share.access_token, name())),
      el("p", {}, el("a", { href: address(`/shared/${share.access_token}`), target: "_blank", rel: "noopener" }, words.open)),
      settingsForm(share, body => attempt(() => change(body), words.saved)),
      el("h3", {}, words.passwords),
      check("share-locked", words.locked, share.password_required, locked =>
        attempt(() => change({ password_required: locked }), locked ? words.isLocked : words.isUnlocked)),
      share.password_required ? passwordList(share, made, password =>
        attempt(() => project.call("DELETE", `${path}passwords/${password.id}/`), words.revoked)) : null,
      share.password_required ? passwordForm(body => attempt(async () => {
        const password = await project.call("POST", `${path}passwords/`, body);
        made.set(password.id, password.password);
      }, words.added)) : null,
      el("h3", {}, words.otherLink),
      el("p", { class: "hint" }, words.otherLinkHint),
      confirmed(words.refresh, words.refreshSure, () => attempt(() => project.call("POST", `${path}refresh/`, {}), words.refreshed), { id: "share-refresh" })
    ];
  });
}
