// Every text that people see.

/** A name within a sentence; its direction ends with it. */
function quoted(name) {
  return `“\u2068${name}\u2069”`;
}

export const texts = {
  product: "Hindsight",
  nav: { label: "Console", insights: "Insights", trash: "Trash", create: "New insight", signOut: "Sign out", project: "Project" },
  signIn: {
    title: "Sign in",
    explain: "With a personal API key. It is exchanged for a session of this browser, which may do what the key may and ends after 12 hours, or with the key.",
    key: "Personal API key",
    submit: "Sign in",
    refused: "This key is not known. It may have been removed.",
    ended: "Your session has ended. Please sign in again."
  },
  lacks: "Not in this console yet, but in the API: dashboards, sharing, access rules, activity, tags, people behind a point, and keys.",
  api: "API description",
  list: {
    title: "Insights",
    search: "Search",
    searchHint: "Name, description or tag",
    favourites: "Favourites only",
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
