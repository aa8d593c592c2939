// Which people a number of an answer is about: the question to ask for them, or null where there is none.

import { texts } from "./texts.js";
import { kindOf, source, seriesName, isOverTime, pathStep } from "./tables.js";

const people = ["dau", "weekly_active", "monthly_active"];
const groupMaths = [...people, "unique_group", "first_time_for_group", "first_matching_event_for_group"];
const other = "$$_posthog_breakdown_other_$$";
const lifecycle = ["new", "returning", "resurrecting", "dormant"];

/**
 * @param number as the chart shows it
 * @param counts whether it is a number of people, so that there are as many
 * @param groups whether groups are behind it in place of people
 */
function point(number, about, ask, counts, groups = false) {
  return typeof number === "number" && number !== 0 ? { groups, number: Math.abs(number), about: about.filter(part => part !== "" && part !== null && part !== undefined).map(String), ask, counts: counts && Number.isInteger(number) } : null;
}

function isSet(index) {
  return index !== null && index !== undefined;
}

function isBroken(series) {
  return series.breakdown_value !== undefined && series.breakdown_value !== null;
}

function ofTrends(query, result) {
  const display = query.trendsFilter?.display ?? "ActionsLineGraph";
  const exact = !query.samplingFactor && !(query.trendsFilter?.smoothingIntervals > 1) && display !== "ActionsLineGraphCumulative";
  return (series, i) => {
    const action = series?.action;
    // Of a formula there are no people.
    if (!action || series.calendar_heatmap_data) {
      return null;
    }
    const groups = isSet(action.math_group_type_index) && groupMaths.includes(action.math);
    const overTime = isOverTime(series);
    const broken = isBroken(series);
    return point(overTime ? series.data[i] : series.aggregated_value, [seriesName(series), overTime ? series.labels[i] : ""], {
      kind: "InsightActorsQuery", source: query, series: action.order ?? 0,
      ...(overTime ? { day: series.days[i] } : {}),
      ...(broken ? { breakdown: series.breakdown_value } : {}),
      ...(series.compare_label ? { compare: series.compare_label } : {})
    }, exact && (groups || people.includes(action.math)) && ![series.breakdown_value].flat().includes(other), groups);
  };
}

function trends(query, result) {
  const ask = ofTrends(query, result);
  if (result.every(isOverTime)) {
    return { cell: (row, column) => column ? ask(result[column - 1], row) : null, drawn: (set, i) => ask(result[set], i) };
  }
  if (result.every(series => typeof series?.aggregated_value === "number" && !series.calendar_heatmap_data)) {
    return { cell: (row, column) => column === 1 ? ask(result[row]) : null, drawn: (set, i) => ask(result[i]) };
  }
  return null;
}

function ofFunnel(query, step, counted, i, value, lost) {
  const groups = isSet(query.aggregation_group_type_index);
  return point(counted, [step.custom_name ?? step.name ?? texts.chart.step(i + 1), value.join(", "), lost ? texts.people.lost : texts.people.reached], {
    kind: "FunnelsActorsQuery", source: query, funnelStep: lost ? -(i + 1) : i + 1,
    ...(value.length ? { funnelStepBreakdown: step.breakdown_value } : {})
  }, !query.samplingFactor, groups);
}

function funnels(query, result) {
  const groups = isSet(query.aggregation_group_type_index);
  if (query.funnelsFilter?.funnelAggregateByHogQL || !Array.isArray(result) || result.flat().some(step => step.compare_label)) {
    return null;
  }
  if (isOverTime(result[0])) {
    const ask = (series, i) => series && point(series.data[i], [[series.breakdown_value ?? []].flat().join(", "), series.labels[i], texts.people.converted], {
      kind: "FunnelsActorsQuery", source: query, funnelStep: 1, funnelTrendsEntrancePeriodStart: series.days[i], funnelTrendsDropOff: false,
      ...(isBroken(series) ? { funnelStepBreakdown: series.breakdown_value } : {})
    }, false, groups);
    return { cell: (row, column) => column ? ask(result[column - 1], row) : null, drawn: (set, i) => ask(result[set], i) };
  }
  const broken = Array.isArray(result[0]);
  const lines = (broken ? result : [result]).flatMap(steps => steps.map((step, i) => ({ steps, step, i })));
  const people = broken ? 2 : 1;
  return {
    cell: (row, column) => {
      const { steps, step, i } = lines[row];
      const value = isBroken(step) ? [step.breakdown_value].flat() : [];
      if (column === people) {
        return ofFunnel(query, step, step.count, i, value, false);
      }
      return column === people + 3 && i ? ofFunnel(query, step, steps[i - 1].count - step.count, i, value, true) : null;
    },
    drawn: () => null
  };
}

function retention(query, result) {
  if (!result.every(cohort => Array.isArray(cohort.values) && cohort.date)) {
    return null;
  }
  const first = result.some(isBroken) ? 3 : 2; // column of the table
  return {
    cell: (row, column) => {
      const cohort = result[row];
      const i = column === first - 1 ? 0 : column - first;
      const value = cohort.values[i];
      return i < 0 || !value ? null : point(value.count, [cohort.breakdown_value, cohort.date.slice(0, 10), value.label], {
        kind: "InsightActorsQuery", source: query, day: cohort.date, interval: i,
        ...(isBroken(cohort) ? { breakdown: cohort.breakdown_value } : {})
      }, !query.samplingFactor, isSet(query.aggregation_group_type_index));
    },
    drawn: () => null
  };
}

function lifecycles(query, result) {
  const ask = (series, i) => series && point(series.data[i], [texts.lifecycle[series.status], series.labels[i]], {
    kind: "InsightActorsQuery", source: query, day: series.days[i], status: series.status
  }, !query.samplingFactor, isSet(query.aggregation_group_type_index));
  return {
    cell: (row, column) => column ? ask(result[column - 1], row) : null,
    drawn: (set, i) => ask(lifecycle.map(status => result.find(series => series.status === status)).filter(Boolean)[set], i)
  };
}

function stickiness(query, result) {
  if (!result.every(isOverTime)) {
    return null;
  }
  const math = series => query.series?.[series.action.order ?? 0]?.math;
  const ask = (series, i) => !series?.action || math(series) === "hogql" ? null : point(series.data[i], [seriesName(series), series.labels[i]], {
    kind: "InsightActorsQuery", source: query, series: series.action.order ?? 0, day: series.days[i],
    ...(series.compare_label ? { compare: series.compare_label } : {})
  }, !query.samplingFactor, math(series) === "unique_group");
  return { cell: (row, column) => column ? ask(result[column - 1], row) : null, drawn: (set, i) => ask(result[set], i) };
}

function paths(query, result) {
  if (query.pathsFilter?.pathDropoffKey) {
    return null;
  }
  return {
    cell: (row, column) => {
      const path = result[row];
      return column === 3 ? point(path.value, [`${pathStep(path.source)} → ${pathStep(path.target)}`], {
        kind: "InsightActorsQuery", source: { ...query, pathsFilter: { ...query.pathsFilter, pathStartKey: path.source, pathEndKey: path.target } }
      }, false) : null;
    },
    drawn: () => null
  };
}

const kinds = { TrendsQuery: trends, FunnelsQuery: funnels, RetentionQuery: retention, LifecycleQuery: lifecycles, StickinessQuery: stickiness, PathsQuery: paths };

/**
 * The points of an answer.
 *
 * @return `cell(row, column)` of its table and `drawn(set, index)` of its chart; null when people stand behind none of its numbers
 */
export function pointsOf(insight) {
  const query = insight.query && source(insight.query);
  const kind = insight.query && kinds[kindOf(insight)];
  return kind && Array.isArray(insight.result) && insight.result.length ? kind(query, insight.result) : null;
}
