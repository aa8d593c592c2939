// The list of insights, and that of deleted ones.

import { texts, formatTime } from "./texts.js";
import { el, field, select, notice } from "./dom.js";
import { kindOf } from "./tables.js";
import { tagAddress } from "./about.js";

export const pageSize = 25;
const kinds = { TRENDS: "TrendsQuery", FUNNELS: "FunnelsQuery", RETENTION: "RetentionQuery", LIFECYCLE: "LifecycleQuery", STICKINESS: "StickinessQuery", PATHS: "PathsQuery", SQL: "HogQLQuery" };

export function nameOf(insight) {
  return insight.name || insight.derived_name || texts.insight.untitled;
}

async function favour(project, insight, favorited) {
  return (await project.change(insight.id, { favorited })).insight.favorited;
}

/**
 * A star that is pressed or not.
 *
 * @param save says whether it is one, and answers whether it is
 */
export function star(project, insight, failed, save = favorited => favour(project, insight, favorited)) {
  if (!project.writes || insight.user_access_level === "viewer") {
    return el("span", { class: "star" }, insight.favorited ? "★" : "");
  }
  const button = el("button", { type: "button", class: "star" });
  const show = () => {
    button.textContent = insight.favorited ? "★" : "☆";
    button.setAttribute("aria-pressed", String(insight.favorited));
    button.setAttribute("aria-label", texts.insight.favourite + ": " + nameOf(insight));
    button.title = texts.insight.favourite;
  };
  button.addEventListener("click", async () => {
    try {
      insight.favorited = await save(!insight.favorited);
      show();
    } catch (error) {
      failed(error);
    }
  });
  show();
  return button;
}

function kindName(insight) {
  const kind = kindOf(insight);
  return texts.kinds[kind] ?? kind;
}

export function pager(page, offset, go) {
  const from = page.results.length ? offset + 1 : 0;
  return el("nav", { class: "pager", "aria-label": texts.list.pages },
    el("button", { type: "button", disabled: offset === 0, onclick: () => go(Math.max(0, offset - pageSize)) }, texts.list.previous),
    el("span", {}, texts.list.range(from, offset + page.results.length, page.count)),
    el("button", { type: "button", disabled: !page.next, onclick: () => go(offset + pageSize) }, texts.list.next));
}

/** By whom insights may have been made; oneself comes first. */
async function ownersOf(project) {
  const me = project.signedIn.user;
  const others = project.may("organization_member") ? (await project.members()).map(member => member.user).filter(user => user.id !== me.id) : [];
  return [["", texts.list.anybody], [String(me.id), texts.list.me], ...others.map(user => [String(user.id), user.first_name || user.email])];
}

export async function listPage(context) {
  const { project, path, parameters, go, fail } = context;
  const search = el("input", { type: "search", maxlength: "200", value: parameters.get("search") ?? "", placeholder: texts.list.searchHint });
  const favourites = el("input", { type: "checkbox", id: "favourites", checked: parameters.get("favourites") === "1" });
  const kind = select({ "": texts.list.anyKind, ...Object.fromEntries(Object.entries(kinds).map(([wire, name]) => [wire, texts.kinds[name]])) }, parameters.get("kind") ?? "");
  const tag = el("input", { type: "text", maxlength: "255", autocomplete: "off", list: "tags", value: parameters.get("tag") ?? "" });
  const owners = await ownersOf(project);
  const wantedOwner = parameters.get("owner") ?? "";
  const owner = select(owners, owners.some(([id]) => id === wantedOwner) ? wantedOwner : "");
  const offset = Number(parameters.get("offset") ?? 0) || 0;
  const address = from => {
    const wanted = new URLSearchParams();
    if (search.value.trim()) {
      wanted.set("search", search.value.trim());
    }
    if (favourites.checked) {
      wanted.set("favourites", "1");
    }
    if (kind.value) {
      wanted.set("kind", kind.value);
    }
    if (tag.value.trim()) {
      wanted.set("tag", tag.value.trim());
    }
    if (owner.value) {
      wanted.set("owner", owner.value);
    }
    if (from) {
      wanted.set("offset", from);
    }
    return `${path("insights")}${wanted.size ? "?" + wanted : ""}`;
  };
  const again = () => go(address(0));
  favourites.addEventListener("change", again);
  kind.addEventListener("change", again);
  owner.addEventListener("change", again);
  const form = el("form", { class: "filters", role: "search", onsubmit: event => {
    event.preventDefault();
    again();
  } },
  field(texts.list.search, search, null).element,
  field(texts.list.kind, kind, null).element,
  field(texts.list.tag, tag, null).element,
  field(texts.list.owner, owner, null).element,
  el("label", { class: "check", for: "favourites" }, favourites, texts.list.favourites),
  el("button", { type: "submit" }, texts.list.search));

  const wanted = { limit: pageSize, offset };
  if (search.value.trim()) {
    wanted.search = search.value.trim();
  }
  if (favourites.checked) {
    wanted.favorited = "true";
  }
  if (kind.value) {
    wanted.insight = kind.value;
  }
  if (tag.value.trim()) {
    wanted.tags = JSON.stringify([tag.value.trim().toLowerCase()]); // as they are kept
  }
  if (owner.value) {
    wanted.created_by = JSON.stringify([Number(owner.value)]);
  }
  const page = await project.list(wanted);
  const filtered = Object.keys(wanted).length > 2;
  const rows = page.results.map(insight => el("li", {},
    star(project, insight, fail),
    el("a", { href: path(`insight/${insight.id}`) },
      el("strong", {}, nameOf(insight)),
      insight.description ? el("small", {}, insight.description) : null),
    el("span", { class: "kind" }, kindName(insight)),
    el("span", { class: "when" }, el("span", { class: "only-read" }, texts.list.changed + ": "), formatTime(insight.last_modified_at)),
    insight.tags.length ? el("span", { class: "tags" }, insight.tags.map(each => el("a", { class: "tag", href: tagAddress(path, each) }, each))) : null));
  return {
    title: texts.list.title,
    content: [
      el("div", { class: "head" }, el("h1", { tabindex: "-1" }, texts.list.title), project.writes ? el("a", { class: "button primary", href: path("new") }, texts.nav.create) : null),
      form,
      el("datalist", { id: "tags" }, [...new Set(page.results.flatMap(insight => insight.tags))].sort().map(each => el("option", { value: each }))),
      rows.length ? el("ul", { class: "insights" }, rows) : el("p", {}, filtered ? texts.list.none : texts.list.noneYet),
      page.count > pageSize || offset ? pager(page, offset, from => go(address(from))) : null
    ]
  };
}

export async function trashPage(context) {
  const { project, path, parameters, go, fail } = context;
  const offset = Number(parameters.get("offset") ?? 0) || 0;
  const page = await project.list({ deleted: "true", limit: pageSize, offset });
  const restore = async (insight, row) => {
    try {
      await project.change(insight.id, { deleted: false });
      row.remove();
      notice(texts.trash.restored(nameOf(insight)), null, texts.insight.dismiss);
    } catch (error) {
      fail(error);
    }
  };
  const rows = page.results.map(insight => {
    const row = el("li", {},
      el("span", { class: "name" }, el("strong", {}, nameOf(insight))),
      el("span", { class: "kind" }, kindName(insight)),
      el("span", { class: "when" }, el("span", { class: "only-read" }, texts.trash.deleted + ": "), formatTime(insight.deleted_at)));
    row.append(el("button", { type: "button", "aria-label": `${texts.trash.restore}: ${nameOf(insight)}`, onclick: () => restore(insight, row) }, texts.trash.restore));
    return row;
  });
  return {
    title: texts.trash.title,
    content: [
      el("h1", { tabindex: "-1" }, texts.trash.title),
      el("p", { class: "hint" }, texts.trash.explain),
      rows.length ? el("ul", { class: "insights trash" }, rows) : el("p", {}, texts.trash.none),
      page.count > pageSize || offset ? pager(page, offset, from => go(`${path("trash")}${from ? "?offset=" + from : ""}`)) : null
    ]
  };
}
