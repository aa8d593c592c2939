// Turns an answer into a table: what it is about, columns and rows, all as values or text.

import { texts, formatNumber, formatShare, formatDuration } from "./texts.js";

const words = texts.table;

/** The question itself, without what says how to look at it. */
export function source(query) {
  return query?.source && ["InsightVizNode", "DataVisualizationNode", "DataTableNode"].includes(query.kind) ? source(query.source) : query ?? {};
}

/** What kind of question an insight is, also one in the old form. */
export function kindOf(insight) {
  if (insight.query) {
    return source(insight.query).kind ?? "";
  }
  const old = { TRENDS: "TrendsQuery", FUNNELS: "FunnelsQuery", RETENTION: "RetentionQuery", LIFECYCLE: "LifecycleQuery", STICKINESS: "StickinessQuery", PATHS: "PathsQuery" };
  return old[insight.filters?.insight] ?? "TrendsQuery";
}

/** What a line of a chart is called. */
export function seriesName(series) {
  const name = [series.custom_name ?? series.action?.custom_name ?? series.label ?? series.action?.name ?? ""];
  if (series.compare_label) {
    name.push(series.compare_label);
  }
  return name.join(" · ");
}

/** What a line of conversion over time is called. */
export function conversionName(series) {
  return funnelName(series) || texts.table.conversion;
}

/** What tells a funnel apart from others of the same answer; empty when it is the only one. */
function funnelName(row) {
  return [row.breakdown_value ?? row.breakdown ?? [], row.compare_label ?? []].flat().join(", ");
}

/** The funnels of an answer in steps, each by its name. */
export function funnelsOf(result) {
  const periods = [...new Set(result.map(step => step.compare_label))];
  const funnels = Array.isArray(result[0]) ? result : periods.map(period => result.filter(step => step.compare_label === period));
  return funnels.map(steps => ({ name: funnelName(steps[0] ?? {}), steps }));
}

/** How long people took: of one period, or of several with the same bins. */
export function timesOf(result) {
  return [result].flat().map(times => ({ name: times.compare_label ?? texts.table.people, bins: times.bins }));
}

export function isTimes(result) {
  return Array.isArray([result].flat()[0]?.bins);
}

export function isOverTime(series) {
  return Array.isArray(series?.data) && series.data.length > 0 && Array.isArray(series.labels);
}

function overTime(result, name = seriesName) {
  const longest = result.reduce((a, b) => (b.labels.length > a.labels.length ? b : a));
  return {
    columns: [words.day, ...result.map(name)],
    rows: longest.labels.map((label, i) => [longest.days?.[i] && !String(longest.days[i]).match(/^\d+$/) ? label : String(label), ...result.map(series => series.data[i] ?? null)])
  };
}

/** Whether an answer has quartiles instead of one number a day. */
export function isBoxPlot(insight) {
  return Array.isArray(insight.result) && insight.result[0]?.median !== undefined;
}

function quartiles(result) {
  const one = result.every(row => row.series_index === result[0].series_index);
  const names = ["min", "p25", "median", "p75", "max", "mean"];
  return {
    columns: [words.day, ...(one ? [] : [words.series]), ...names.map(name => words.box[name])],
    rows: result.map(row => [row.label, ...(one ? [] : [row.series_label]), ...names.map(name => row[name])])
  };
}

/** Counts by weekday and hour. */
function calendar(series) {
  const { data, rowAggregations, allAggregations } = series.calendar_heatmap_data;
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  const row = day => [
    words.weekdays[day - 1],
    rowAggregations.find(each => each.row === day)?.value ?? 0,
    ...hours.map(hour => data.find(each => each.row === day && each.column === hour)?.value ?? 0)
  ];
  return { columns: [words.weekday, `${words.total} (${allAggregations})`, ...hours.map(hour => `${hour}:00`)], rows: [1, 2, 3, 4, 5, 6, 7].map(row) };
}

function totals(result) {
  return { columns: [words.series, words.value], rows: result.map(series => [seriesName(series), series.aggregated_value ?? series.count ?? null]) };
}

function funnel(result) {
  if (isTimes(result)) {
    const times = timesOf(result);
    return { columns: [words.bin, ...times.map(each => each.name)], rows: times[0].bins.map(([seconds], i) => [formatDuration(seconds), ...times.map(each => each.bins[i][1])]) };
  }
  if (isOverTime(result[0])) {
    return overTime(result, conversionName);
  }
  const funnels = funnelsOf(result);
  const broken = funnels.some(each => each.name) || Array.isArray(result[0]);
  const rows = [];
  for (const { name, steps } of funnels) {
    steps.forEach((step, i) => {
      const before = i ? steps[i - 1].count : step.count;
      rows.push([
        ...(broken ? [name] : []),
        step.custom_name ?? step.name, step.count, formatShare(step.count, steps[0].count), formatShare(step.count, before),
        before - step.count, formatDuration(step.average_conversion_time)
      ]);
    });
  }
  return { columns: [...(broken ? [words.breakdown] : []), words.step, words.people, words.ofFirst, words.ofPrevious, words.lost, words.time], rows };
}

/**
 * Whether a period of a cohort is still to come: then there is a zero that says nothing.
 *
 * @param result all cohorts
 * @param i the number of the period, from 0
 */
export function isAhead(result, cohort, i) {
  const dates = [...new Set(result.map(each => each.date))].sort();
  return cohort.values[i]?.count === 0 && dates.indexOf(cohort.date) + i >= dates.length;
}

function retention(result) {
  const width = Math.max(...result.map(cohort => cohort.values.length));
  const broken = result.some(cohort => cohort.breakdown_value !== undefined && cohort.breakdown_value !== null);
  return {
    columns: [...(broken ? [words.breakdown] : []), words.cohort, words.size, ...result.reduce((a, b) => (b.values.length > a.values.length ? b : a)).values.map((value, i) => value.label ?? String(i))],
    rows: result.map(cohort => [
      ...(broken ? [String(cohort.breakdown_value)] : []),
      cohort.date ? cohort.date.slice(0, 10) : cohort.label, cohort.values[0]?.count ?? 0,
      ...Array.from({ length: width }, (_, i) => (isAhead(result, cohort, i) ? null : cohort.values[i]?.count ?? null))
    ])
  };
}

/** Any value that SQL may answer, on one line. */
function plain(value) {
  return value !== null && typeof value === "object" ? value.display_name ?? JSON.stringify(value) : value;
}

function anyRows(result, columns) {
  if (!Array.isArray(result)) {
    return { columns: [words.value], rows: [[JSON.stringify(result)]] };
  }
  if (Array.isArray(result[0])) {
    return { columns: columns ?? result[0].map((_, i) => String(i + 1)), rows: result.map(row => row.map(plain)) };
  }
  if (result[0] !== null && typeof result[0] === "object") {
    const names = [...new Set(result.flatMap(row => Object.keys(row)))];
    return { columns: names, rows: result.map(row => names.map(name => plain(row[name] ?? null))) };
  }
  return { columns: [words.value], rows: result.map(value => [plain(value)]) };
}

/** What was done or opened, without the number of the step. */
export function pathStep(text) {
  return String(text).replace(/^\d+_/, "");
}

/**
 * The table of an answer.
 *
 * @param insight with `query` (or `filters`), `result` and `columns`
 * @return null when the answer is empty
 */
export function tableOf(insight) {
  const { result, columns } = insight;
  if (result === null || result === undefined || (Array.isArray(result) && result.length === 0)) {
    return null;
  }
  switch (kindOf(insight)) {
    case "TrendsQuery":
      if (isBoxPlot(insight)) {
        return quartiles(result);
      }
      if (result[0]?.calendar_heatmap_data) {
        return calendar(result[0]);
      }
      return result.every(isOverTime) ? overTime(result) : result.some(series => typeof series?.aggregated_value === "number") ? totals(result) : anyRows(result);
    case "StickinessQuery":
      return result.every(isOverTime) ? overTime(result) : anyRows(result);
    case "LifecycleQuery":
      return overTime(result, series => texts.lifecycle[series.status] ?? seriesName(series));
    case "FunnelsQuery":
      return funnel(result);
    case "RetentionQuery":
      return result.every(cohort => Array.isArray(cohort.values)) ? retention(result) : anyRows(result);
    case "PathsQuery":
      return { columns: [words.step, words.from, words.to, words.times], rows: result.map(path => [Number(/^\d+/.exec(path.source)?.[0] ?? 0), pathStep(path.source), pathStep(path.target), path.value]) };
    default:
      return anyRows(result, columns);
  }
}

export { formatNumber };
