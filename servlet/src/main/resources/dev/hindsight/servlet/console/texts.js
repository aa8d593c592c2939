// Every text that people see.

/** A name within a sentence; its direction ends with it. */
function quoted(name) {
  return `“\u2068${name}\u2069”`;
}

export const texts = {
  product: "Hindsight",
  nav: { label: "Console", insights: "Insights", dashboards: "Dashboards", trash: "Trash", settings: "Settings", create: "New insight", signOut: "Sign out", project: "Project" },
  signIn: {
    title: "Sign in",
    explain: "With a personal API key. It is exchanged for a session of this browser, which may do what the key may and ends after 12 hours, or with the key.",
    key: "Personal API key",
    submit: "Sign in",
    refused: "This key is not known. It may have been removed.",
    ended: "Your session has ended. Please sign in again."
  },
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
    edit: "Edit", rename: "Rename", newName: "Name", save: "Save", cancel: "Cancel",
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
    edit: name => `Question of ${quoted(name)}`,
    onlyJson: "This question says more than the form can. Edit it as JSON.",
    kind: "Kind",
    kinds: {
      TrendsQuery: "Trend", FunnelsQuery: "Funnel", RetentionQuery: "Retention", LifecycleQuery: "Lifecycle",
      StickinessQuery: "Stickiness", PathsQuery: "Paths", HogQLQuery: "SQL"
    },
    name: "Name",
    event: "Event", anyEvent: "Empty: any event",
    series: letter => `Series ${letter}`, step: number => `Step ${number}`, activity: "Activity",
    addEvent: "Add an event", remove: "Remove",
    math: "Count",
    maths: {
      total: "events", dau: "people", weekly_active: "people of seven days", monthly_active: "people of thirty days", first_time_for_user: "people, first time only",
      unique_session: "sessions", sum: "sum of a property", avg: "mean of a property", median: "median of a property", min: "least of a property", max: "most of a property",
      p90: "90th percentile", p95: "95th percentile", p99: "99th percentile"
    },
    mathProperty: "Property", needsProperty: "Which property?", boxNeedsProperty: "A box plot is of a property: count the median of one.",
    formula: "Formula", formulaHint: "Such as A / B * 100; empty: the series themselves.",
    range: "Range",
    ranges: { "-24h": "Last 24 hours", "-7d": "Last 7 days", "-14d": "Last 14 days", "-30d": "Last 30 days", "-90d": "Last 90 days", mStart: "This month", all: "All time" },
    rangeOf: from => {
      const [, times, unit] = /^-(\d+)([a-zA-Z])$/.exec(from) ?? [];
      const units = { h: "hours", d: "days", w: "weeks", m: "months", q: "quarters", y: "years" };
      return units[unit] ? `Last ${times} ${units[unit]}` : from;
    },
    rangeCustom: "From … to …", from: "From", until: "To",
    interval: "By",
    intervals: { hour: "hour", day: "day", week: "week", month: "month" },
    display: "Shown as",
    displays: {
      ActionsLineGraph: "lines", ActionsLineGraphCumulative: "lines, cumulative", ActionsAreaGraph: "areas", ActionsBar: "bars", ActionsUnstackedBar: "bars side by side",
      ActionsBarValue: "bars, in all", ActionsPie: "pie", BoldNumber: "number", BoxPlot: "box plot", WorldMap: "countries", CalendarHeatmap: "weekdays and hours", ActionsTable: "table"
    },
    compare: "Beside the period before",
    breakdown: "Break down by property",
    breakdownHint: "Such as $browser; empty for none.",
    breakdownOf: "Property of",
    propertyTypes: { event: "events", person: "people" },
    condition: "Condition", addCondition: "Add a condition", removeCondition: "Remove the condition",
    of: "Of", property: "Property", operator: "Which", value: "Value",
    operators: {
      exact: "is", is_not: "is not", icontains: "contains", not_icontains: "does not contain", gt: "is over", lt: "is under", is_set: "is set", is_not_set: "is not set"
    },
    testAccounts: "Without test accounts",
    order: "Steps", orders: { ordered: "in order", strict: "in order, nothing between", unordered: "in any order" },
    funnelDisplays: { steps: "steps", time_to_convert: "time to convert", trends: "conversion over time" },
    window: "Within", windowUnit: "Unit", windowUnits: { minute: "minutes", hour: "hours", day: "days", week: "weeks", month: "months" },
    target: "They did", returning: "And came back to",
    first: "Counted from", firsts: { retention_recurring: "each time", retention_first_time: "the first time ever" },
    period: "Period", periods: { Hour: "hour", Day: "day", Week: "week", Month: "month" },
    intervalsShown: "Periods",
    computedAs: "People on", computed: { non_cumulative: "exactly so many", cumulative: "so many or more" },
    pathOf: "Steps are", pathKinds: { $pageview: "pages", $screen: "screens", custom_event: "other events" },
    startPoint: "Starting at", endPoint: "Ending at", pointHint: "A page's address, a screen or an event; empty: anywhere.",
    stepLimit: "Most steps", edgeLimit: "Most ways",
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
    countedGroups: (number, one) => one === 1 ? "1 group" : `${number} groups`,
    behindGroups: number => `Groups behind ${number}`,
    button: number => `${number}: who?`,
    lost: "got no further", reached: "got here", converted: "converted",
    name: "Name", events: "Events", ids: "Distinct ids", key: "Key", since: "First seen", known: "Properties",
    properties: number => number === 1 ? "1 property" : `${number} properties`,
    list: "People", groups: "Groups", close: "Close", waiting: "Looking for them …",
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
    StickinessQuery: "Stickiness", PathsQuery: "Paths", HogQLQuery: "SQL", EventsQuery: "Events", SessionsQuery: "Sessions", ActorsQuery: "People"
  },
  table: {
    day: "Date", weekday: "Day", weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"], total: "Total", value: "Value", series: "Series", step: "Step", people: "People",
    ofFirst: "Of the first step", ofPrevious: "Of the step before", lost: "Lost", time: "Mean time", cohort: "First time",
    size: "People", from: "From", to: "To", times: "Times", bin: "Time to convert", share: "Share", breakdown: "Breakdown", conversion: "Converted, %",
    box: { min: "Least", p25: "First quartile", median: "Median", p75: "Third quartile", max: "Most", mean: "Mean" },
    scroll: name => `Table: ${name}`
  },
  lifecycle: { new: "New", returning: "Returning", resurrecting: "Resurrecting", dormant: "Dormant" },
  funnel: {
    converted: (count, share) => `${count} (${share})`,
    lost: (count, share) => `${count} lost (${share})`
  },
  chart: {
    label: (name, kind) => `Chart of ${quoted(name)} (${kind}); the table below has the same numbers.`,
    step: n => `Step ${n}`,
    paths: name => `Paths: ${name}`,
    way: (from, to, times) => `${from} → ${to}: ${times}`,
    nameless: "(empty)"
  },
  dashboards: {
    title: "Dashboards",
    create: "New dashboard", newName: "Name of the new dashboard",
    none: "No dashboard fits.", noneYet: "There is no dashboard yet.",
    untitled: "Without a name",
    pinned: "Pinned", pin: "Pin", pinThis: name => `Pinned: ${name}`,
    edit: "Name and description", name: "Name", description: "Description", saved: "Saved.",
    remove: "Delete", removed: name => `${quoted(name)} is deleted.`,
    conflict: "Somebody else has changed this dashboard meanwhile. Load it again before you change it.",
    viewer: "You may look at this dashboard, and not change it.",
    empty: "Nothing is on this dashboard yet.",
    refresh: "Calculate all again",
    progress: (done, all) => `${done} of ${all} calculated`,
    hidden: "You may not see the insight of this tile.",
    table: "Table",
    add: "Add to this dashboard", findInsight: "Find an insight", noInsight: "No insight fits.", addThis: name => `Add ${name}`, onIt: "is on it", addIt: "Add",
    added: name => `${quoted(name)} is on the dashboard.`,
    text: "Text", addText: "Add the text", textAdded: "The text is on the dashboard.", editText: "Edit the text", textHint: "Shown as it is written.",
    take: "Remove", taken: name => `${quoted(name)} is no longer on this dashboard.`, takenText: "The text",
    arrange: "Arrange", arranged: "The arrangement is saved.", saveArrangement: "Save the arrangement",
    earlier: name => `${name}: earlier`, later: name => `${name}: later`, earlierShort: "Earlier", laterShort: "Later",
    width: "Width", widths: { 4: "a third", 6: "half", 8: "two thirds", 12: "all" },
    place: (name, at, of) => `${name}: place ${at} of ${of}`, drag: "Drag to move",
    arrangeHint: "Move tiles with their buttons, or drag them by their handle. Nothing is kept before you save.",
    filters: "Dates and conditions", filtersHint: "For a look only you see, until you leave; or saved, for everybody.",
    own: "as each insight has it", apply: "Show", clear: "As saved", keep: "Save for everybody", kept: "The dashboard's dates and conditions are saved.",
    looking: "You see other dates or conditions than the dashboard is saved with.",
    problem: "These dates or conditions do not fit.",
    addTo: "Add to dashboard", which: "Dashboard", onNone: "There is no dashboard that you may change."
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
