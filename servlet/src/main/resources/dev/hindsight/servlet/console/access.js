// Who may do what with an insight or a dashboard: the rules about it.

import { texts } from "./texts.js";
import { el, field, select } from "./dom.js";
import { drawer } from "./controls.js";

const words = texts.access;

/** Members and roles of the organization, as far as the key may know them. */
async function peopleOf(project) {
  const [members, roles] = await Promise.all([
    project.may("organization_member") ? project.members() : [],
    project.may("organization") ? project.roles() : []
  ]);
  return {
    members: Object.fromEntries(members.map(member => [member.id, member.user.first_name ? `${member.user.first_name} ${member.user.last_name ?? ""}`.trim() + ` (${member.user.email})` : member.user.email])),
    roles: Object.fromEntries(roles.map(role => [role.id, role.name]))
  };
}

function subject(rule) {
  return { organization_member: rule.organization_member, role: rule.role };
}

/** Shows again what still holds, where the choice was refused. */
async function chosen(control, before, done) {
  if (!await done) {
    control.value = before;
  }
}

/**
 * The rules.
 *
 * @param kind `insights` or `dashboards`
 */
export function accessPanel({ project, kind, id }) {
  const path = `/${kind}/${encodeURIComponent(id)}/access_controls/`;
  return drawer(words.title, async attempt => {
    const [access, known] = await Promise.all([project.call("GET", path), peopleOf(project)]);
    const mayChange = access.user_can_edit_access_levels && project.may("access_control", true);
    const levels = Object.fromEntries(access.available_access_levels.map(level => [level, words.levels[level] ?? level]));
    const nameOf = rule => rule.organization_member ? known.members[rule.organization_member] ?? words.someMember
      : rule.role ? words.role(known.roles[rule.role] ?? words.someRole) : words.everybody;
    const set = (rule, level, said) => attempt(
      () => project.call("PUT", path, { ...subject(rule), access_level: level }),
      said ?? words.changed(nameOf(rule), words.levels[level] ?? level),
      () => project.call("PUT", path, { ...subject(rule), access_level: rule.access_level }));
    const level = (rule, id) => mayChange
      ? select(levels, rule.access_level, { id, "aria-label": words.levelOf(nameOf(rule)), onchange: event => chosen(event.target, rule.access_level, set(rule, event.target.value)) })
      : el("span", {}, levels[rule.access_level]);
    const everybody = access.access_controls.find(rule => !rule.organization_member && !rule.role);
    const named = access.access_controls.filter(rule => rule !== everybody);
    const elsewhere = { "": words.asElsewhere(words.levels[access.default_access_level]), ...levels };
    const common = { organization_member: null, role: null, access_level: everybody?.access_level ?? null };

    const taken = new Set(named.flatMap(rule => [rule.organization_member, rule.role]));
    const free = (options, prefix) => Object.fromEntries(Object.entries(options).filter(([key]) => !taken.has(key)).map(([key, text]) => [`${prefix}:${key}`, prefix === "role" ? words.role(text) : text]));
    const choices = { ...free(known.roles, "role"), ...free(known.members, "member") };
    const whom = field(words.whom, select({ "": words.choose, ...choices }, "", { id: "access-whom", required: true }), null);
    const what = field(words.level, select(levels, "viewer", { id: "access-level" }), null);
    return [
      el("p", { class: "hint" }, words.explain),
      el("ul", { class: "rows" },
        el("li", {}, el("span", {}, words.everybody), mayChange
          ? select(elsewhere, everybody?.access_level ?? "", { id: "access-everybody", "aria-label": words.levelOf(words.everybody), onchange: event =>
            chosen(event.target, common.access_level ?? "", set(common, event.target.value || null, event.target.value ? null : words.removed(words.everybody))) })
          : el("span", {}, elsewhere[everybody?.access_level ?? ""])),
        named.map((rule, i) => el("li", {}, el("span", {}, nameOf(rule)), el("span", { class: "confirm" },
          level(rule, `access-${i}`),
          mayChange ? el("button", { type: "button", class: "danger", "aria-label": `${words.remove}: ${nameOf(rule)}`, onclick: () => set(rule, null, words.removed(nameOf(rule))) }, words.remove) : null)))),
      mayChange && Object.keys(choices).length ? el("form", { class: "inline", onsubmit: event => {
        event.preventDefault();
        const [what1, key] = whom.control.value.split(":");
        const rule = { organization_member: what1 === "member" ? key : null, role: what1 === "role" ? key : null, access_level: null };
        set(rule, what.control.value);
      } }, whom.element, what.element, el("button", { type: "submit", id: "access-add" }, words.add)) : null,
      mayChange ? null : el("p", { class: "hint" }, words.onlyManagers)
    ];
  });
}
