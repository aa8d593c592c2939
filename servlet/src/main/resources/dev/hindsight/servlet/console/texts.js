// Every text that people see.

/** A name within a sentence; its direction ends with it. */
function quoted(name) {
  return `“\u2068${name}\u2069”`;
}

export const texts = {
  product: "Hindsight",
  nav: { label: "Console", insights: "Insights", trash: "Trash", settings: "Settings", create: "New insight", signOut: "Sign out", project: "Project" },
  signIn: {
    title: "Sign in",
    explain: "With a personal API key. It is exchanged for a session of this browser, which may do what the key may and ends after 12 hours, or with the key.",
    key: "Personal API key",
    submit: "Sign in",
    refused: "This key is not known. It may have been removed.",
    ended: "Your session has ended. Please sign in again."
  },
  lacks: "Not in this console yet, but in the API: dashboards.",
  api: "API description",
  list: {
    title: "Insights",
    search: "Search",
    searchHint: "Name, description or tag",
    favourites: "Favourites only",
    tag: "Tag", owner: "Made by", anybody: "Anybody", me: "Me",
    kind: "Kind",
    anyKind: "Any kind",
    none: "No insight fits.",
    noneYet: "There is no insight yet.",
    name: "Name", changed: "Last change", actions: "Actions",
    range: (from, to, count) => `${from}–${to} of ${count}`,
    previous: "Previous", next: "Next", pages: "Pages"
  },
  trash: {
    title: "Trash",
    explain: "Deleted insights that you may bring back.",
    none: "Nothing has been deleted.",
    deleted: "Deleted",
    restore: "Restore",
    restored: name => `${quoted(name)} is back.`
  },
  insight: {
    untitled: "Without a name",
    star: name => `Make ${quoted(name)} a favourite`,
    unstar: name => `${quoted(name)} is a favourite: make it none`,
    favourite: "Favourite",
    rename: "Rename", newName: "Name", save: "Save", cancel: "Cancel",
    remove: "Delete",
    removed: name => `${quoted(name)} is in the trash.`,
    undo: "Undo", dismiss: "Dismiss",
    refresh: "Calculate again", stop: "Stop",
    csv: "CSV",
    chart: "Chart", table: "Table", query: "Query",
    queryHint: "The question as JSON, as the API takes it.",
    querySave: "Save query",
    querySaved: "The query is saved.",
    renamed: "The name is saved.",
    notJson: problem => `This is not JSON: ${problem}`,
    conflict: "Somebody else has changed this insight meanwhile. Load it again before you change it.",
    reload: "Load again",
    waiting: "Waiting for its turn …",
    calculating: "Calculating …",
    progress: (rows, total) => total ? `${rows} of about ${total} rows read` : `${rows} rows read`,
    stopped: "Stopped.",
    noAnswer: "There is no answer yet.",
    empty: "The answer is empty: nothing fits the question.",
    elsewhere: "This console does not show box plots yet.",
    noChart: "This is not drawn here yet; the table has all of it.",
    onlyTable: "Shown as a table.",
    cut: (shown, all) => `The first ${shown} of ${all} rows; the CSV file has all.`,
    viewer: "You may look at this insight, and not change it."
  },
  freshness: {
    asOf: (time, words) => `As of ${time}: ${words}.`,
    calculated: "calculated for you just now",
    exact: "exact, nothing that it was calculated from has changed since",
    within_age: "new enough, events may have come since",
    stale_allowed: "old, a new answer has not been calculated",
    unknown: "kept from then"
  },
  form: {
    title: "New insight",
    kind: "Kind",
    kinds: { TrendsQuery: "Trend", FunnelsQuery: "Funnel", HogQLQuery: "SQL" },
    name: "Name",
    events: "Events, one a line",
    eventsHint: { TrendsQuery: "Each is a line of the chart. An empty field counts every event.", FunnelsQuery: "Each is a step, in order; at least two." },
    sql: "SELECT …",
    range: "Range",
    ranges: { "-7d": "Last 7 days", "-14d": "Last 14 days", "-30d": "Last 30 days", "-90d": "Last 90 days", "mStart": "This month", "all": "All time" },
    interval: "By",
    intervals: { hour: "hour", day: "day", week: "week", month: "month" },
    math: "Count",
    maths: { total: "events", dau: "people" },
    display: "Shown as",
    displays: { ActionsLineGraph: "lines", ActionsBar: "bars", ActionsPie: "pie", BoldNumber: "number", ActionsTable: "table" },
    breakdown: "Break down by property",
    breakdownHint: "Such as $browser; empty for none.",
    json: "The question as JSON",
    jsonHint: "What you change here is what is asked. The form writes it anew when you change the form.",
    preview: "Preview",
    create: "Save",
    created: name => `${quoted(name)} is saved.`
  },
  controls: {
    copy: "Copy", copied: "Copied",
    copiedThis: label => `Copied: ${label}.`,
    undone: "Undone.",
    rangeOnly: (from, to) => `${from}–${to}`
  },
  people: {
    counted: (number, one) => one === 1 ? "1 person" : `${number} people`,
    behind: number => `People behind ${number}`,
    button: number => `${number}: who?`,
    lost: "got no further", reached: "got here", converted: "converted",
    name: "Name", events: "Events", ids: "Distinct ids", since: "First seen", known: "Properties",
    properties: number => number === 1 ? "1 property" : `${number} properties`,
    list: "People", close: "Close", waiting: "Looking for them …",
    all: (number, one) => one === 1 ? "This is the only one." : `These are all ${number}.`,
    none: "There is nobody any more: people or events have changed since the numbers were calculated."
  },
  about: {
    description: "Description", describe: "Add a description", edit: "Edit description", described: "The description is saved.",
    tags: "Tags", newTag: "New tag", addTag: "Add tag",
    untag: tag => `Remove the tag ${quoted(tag)}`,
    tagged: tag => `The tag ${quoted(tag)} is there.`,
    untagged: tag => `The tag ${quoted(tag)} is gone.`
  },
  activity: {
    title: "Activity",
    none: "Nothing has happened yet.",
    nobody: "Somebody",
    did: (who, what) => `\u2068${who}\u2069 ${what}`,
    activities: {
      created: "made it", updated: "changed it", deleted: "deleted it", restored: "brought it back", exported: "exported it",
      "sharing enabled": "shared it", "sharing disabled": "stopped sharing it", "access token refreshed": "made another link",
      share_login_success: "let somebody in with a password", share_login_failed: "refused a wrong password"
    },
    fields: {
      name: "Name", derived_name: "Name made up", description: "Description", query: "Query", filters: "Filters", favorited: "Favourite", deleted: "Deleted",
      tags: "Tags", dashboards: "Dashboards", sharing: "Shared", sharing_settings: "How the shared page looks", sharing_password_required: "Password asked for",
      sharing_valid_until: "Shared until", sharing_passwords: "Passwords", access_control: "Access rule", authentication_attempt: "Try"
    },
    before: "Before:", after: "After:", nothing: "nothing", yes: "yes", no: "no",
    revert: "Set back",
    revertThis: (what, when) => `Set back: ${what}, ${when}`,
    reverted: "It is set back.", nothingToRevert: "It is like that already."
  },
  access: {
    title: "Access",
    explain: "The rule that names somebody counts before one that names their role, and that before the one for everybody. Whoever made it and administrators may do everything.",
    levels: { none: "may not see it", viewer: "may see it", editor: "may change it", manager: "may change it and these rules" },
    everybody: "Everybody in the project",
    asElsewhere: level => `no rule: as elsewhere, mostly ${quoted(level)}`,
    levelOf: who => `What ${who} may do`,
    role: name => `Role ${quoted(name)}`,
    someMember: "A member", someRole: "without a name",
    whom: "For", choose: "Choose …", level: "They", add: "Add rule", remove: "Remove",
    changed: (who, level) => `${who}: ${level}.`,
    removed: who => `${who}: no rule any more.`,
    onlyManagers: "You may look at these rules, and not change them."
  },
  settings: {
    title: "Settings",
    nothing: "Your key may read neither the project nor your keys.",
    project: "Project", name: "Name", zone: "Time zone", zoneHint: "Days and weeks of all charts begin by it; saved answers are calculated anew.",
    week: "Weeks begin on", weeks: { 0: "Sunday", 1: "Monday" },
    save: "Save project", saved: "The project is saved.",
    onlyAdministrators: "Only administrators of the project change it.",
    token: "Events are captured with the token",
    keys: "Personal API keys", keysExplain: "Each opens the API for you, within its scopes. Only its hash is kept, so that it is shown once.",
    noKeys: "You have no key.",
    current: "this session", unused: "never used", used: when => `last used ${when}`,
    newKey: "New key", label: "Label", labelHint: "What it is for.",
    grant: "It may", grants: { read: "read what I may read", everything: "do everything that I may", same: "do what this session may", some: "do what I choose" },
    scopes: "Scopes", levels: { none: "nothing", read: "read", write: "read and write" },
    things: {
      insight: "Insights", dashboard: "Dashboards", query: "Queries", sharing_configuration: "Sharing", access_control: "Access rules", activity_log: "Activity",
      action: "Actions", cohort: "Cohorts", person: "People", project: "Projects", organization: "Organizations", organization_member: "Members", user: "Me and my keys",
      annotation: "Annotations", event_definition: "Names of events", property_definition: "Names of properties", group: "Groups", export: "Exports"
    },
    here: "Only in this project",
    make: "Make key", made: "The key is there. Copy it now: it is not shown again.",
    secret: "Key, shown only now",
    roll: "New secret", rollSure: "The old one stops working at once.", rollCurrent: "The old one stops working at once, and you are signed out.", rolled: "The key has a new secret. Copy it now.",
    revoke: "Revoke", revokeSure: "Whatever uses it stops working.", revokeCurrent: "You are signed out.",
    revoked: label => `${quoted(label)} is revoked.`
  },
  share: {
    title: "Sharing",
    explain: "Only those who have an account and may see it do so now. With a link, everybody who has it sees the chart and its numbers, and nothing else.",
    enabled: "Everybody with the link may see this",
    isShared: "There is a link now.", isPrivate: "The link works no longer.",
    link: "Link", frame: "HTML for a frame in another page", open: "Open the page",
    look: "How it looks",
    theme: "Colours", themes: { system: "As the reader likes", light: "Light", dark: "Dark" },
    until: "Ends at", untilHint: "Empty: does not end by itself.",
    header: "Title and description", legend: "Names below the chart", detailed: "Table opened", details: "Who made it, and when", mark: "Line at the end that says what made it",
    save: "Save", saved: "The page looks like that now.",
    passwords: "Passwords", locked: "Ask for a password",
    isLocked: "Only those with a password see it now.", isUnlocked: "No password is asked for now.",
    noPasswords: "There is no password yet, so nobody gets in.",
    withoutNote: "A password",
    madeBy: (who, when) => `${who}, ${when}`,
    password: "New password", passwordHint: "At least 8 characters; empty: one is made up.",
    note: "For whom", noteHint: "Seen here only.",
    add: "Add password", added: "The password is there. Copy it now: it is not shown again.",
    madePassword: "Password, shown only now",
    revoke: "Revoke", revokeSure: "Whoever came with it is locked out.", revoked: "The password is revoked.",
    otherLink: "Another link", otherLinkHint: "When the link has got into wrong hands. The old one works for five more minutes.",
    refresh: "Make another link", refreshSure: "Everybody needs the new one then.", refreshed: "There is another link now."
  },
  kinds: {
    TrendsQuery: "Trend", FunnelsQuery: "Funnel", RetentionQuery: "Retention", LifecycleQuery: "Lifecycle",
    StickinessQuery: "Stickiness", PathsQuery: "Paths", HogQLQuery: "SQL", EventsQuery: "Events", ActorsQuery: "People"
  },
  table: {
    day: "Date", weekday: "Day", weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"], total: "Total", value: "Value", series: "Series", step: "Step", people: "People",
    ofFirst: "Of the first step", ofPrevious: "Of the step before", lost: "Lost", time: "Mean time", cohort: "First time",
    size: "People", from: "From", to: "To", count: "Count", bin: "Time to convert", share: "Share", breakdown: "Breakdown", conversion: "Converted, %",
    scroll: name => `Table: ${name}`
  },
  lifecycle: { new: "New", returning: "Returning", resurrecting: "Resurrecting", dormant: "Dormant" },
  funnel: {
    converted: (count, share) => `${count} (${share})`,
    lost: (count, share) => `${count} lost (${share})`
  },
  chart: {
    label: (name, kind) => `Chart of ${quoted(name)} (${kind}); the table below has the same numbers.`,
    step: n => `Step ${n}`
  },
  errors: {
    network: "The server cannot be reached. Try again in a moment.",
    missing: "There is no such page, or you may not see it.",
    gone: "The calculation was stopped meanwhile.",
    title: "Something went wrong",
    retry: "Try again"
  }
};

const locale = "en-GB";
const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
const time = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const today = new Intl.DateTimeFormat(locale, { timeStyle: "short" });

export function formatNumber(value) {
  return typeof value === "number" ? number.format(value) : value === null || value === undefined ? "" : String(value);
}

export function formatShare(part, whole) {
  return whole ? percent.format(part / whole) : "–";
}

export function formatTime(iso) {
  if (!iso) {
    return "";
  }
  const at = new Date(iso);
  return at.toDateString() === new Date().toDateString() ? today.format(at) : time.format(at);
}

export function formatDuration(seconds) {
  if (typeof seconds !== "number") {
    return "";
  }
  const units = [[86400, "d"], [3600, "h"], [60, "min"]];
  const [size, unit] = units.find(([size]) => seconds >= size) ?? [1, "s"];
  return `${number.format(seconds / size)} ${unit}`;
}
