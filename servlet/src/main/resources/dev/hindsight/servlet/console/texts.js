// Every text that people see.

/** A name within a sentence; its direction ends with it. */
function quoted(name) {
  return `“\u2068${name}\u2069”`;
}

export const texts = {
  product: "Hindsight",
  nav: { label: "Console", insights: "Insights", dashboards: "Dashboards", trash: "Trash", create: "New insight", signOut: "Sign out", project: "Project" },
  signIn: {
    title: "Sign in",
    explain: "With a personal API key. It is exchanged for a session of this browser, which may do what the key may and ends after 12 hours, or with the key.",
    key: "Personal API key",
    submit: "Sign in",
    refused: "This key is not known. It may have been removed.",
    ended: "Your session has ended. Please sign in again."
  },
  lacks: "Not in this console yet, but in the API: sharing, access rules, activity, tags, people behind a point, and keys.",
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
  kinds: {
    TrendsQuery: "Trend", FunnelsQuery: "Funnel", RetentionQuery: "Retention", LifecycleQuery: "Lifecycle",
    StickinessQuery: "Stickiness", PathsQuery: "Paths", HogQLQuery: "SQL", EventsQuery: "Events", ActorsQuery: "People"
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
