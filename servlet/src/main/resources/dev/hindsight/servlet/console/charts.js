// Draws an answer. What cannot be drawn is said, and is in the table.

import { texts, formatNumber, formatShare, formatDuration } from "./texts.js";
import { el } from "./dom.js";
import { source, kindOf, seriesName, conversionName, isAhead, isBoxPlot, isOverTime, isTimes, timesOf, funnelsOf } from "./tables.js";
import { boxes } from "./chart-boxes.js";
import { sankey } from "./chart-sankey.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const lifecycleOrder = ["new", "returning", "resurrecting", "dormant"];
const mostSeries = 25;
const longestName = 40;

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function palette(i) {
  return colour(`--series-${(i % 10) + 1}`);
}

/** A name as far as there is room for it; the table has all of it. */
function shortened(name) {
  const signs = Array.from(String(name ?? ""));
  return signs.length > longestName ? `${signs.slice(0, longestName - 1).join("")}…` : String(name ?? "");
}

/** The legend as this type of chart has it, with names that fit. */
function legendLabels(chart) {
  const usual = Chart.overrides[chart.config.type]?.plugins?.legend?.labels?.generateLabels ?? Chart.defaults.plugins.legend.labels.generateLabels;
  return usual(chart).map(label => ({ ...label, text: shortened(label.text) }));
}

/** Settings that all charts share; nothing moves for those who want it still. */
function options(more = {}, legend = true) {
  const text = colour("--muted");
  const grid = colour("--line");
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: false,
    interaction: { mode: "index", intersect: false },
    plugins: {
      legend: { display: legend, position: "bottom", labels: { color: text, boxWidth: 12, boxHeight: 12, generateLabels: legendLabels } },
      tooltip: { callbacks: { label: item => `${item.dataset.label || item.label}: ${formatNumber(item.raw)}` } }
    },
    scales: {
      x: { stacked: more.stacked, ticks: { color: text, maxRotation: 0, autoSkipPadding: 12 }, grid: { display: false }, border: { color: grid } },
      y: { stacked: more.stacked, beginAtZero: true, ticks: { color: text, precision: 0, callback: value => formatNumber(value) }, grid: { color: grid }, border: { display: false } }
    },
    ...more.top
  };
}

function canvas(label, configuration) {
  const element = el("canvas", { role: "img", "aria-label": label });
  const box = el("div", { class: "canvas" }, element);
  let chart = null;
  const draw = () => {
    chart?.destroy();
    chart = new Chart(element, configuration());
  };
  return {
    element: box,
    start: () => {
      draw();
      dark.addEventListener("change", draw);
    },
    stop: () => {
      dark.removeEventListener("change", draw);
      chart?.destroy();
    }
  };
}

/** No picture: the table says it all. */
function onlyTable(said) {
  return { ...still(el("p", { class: "hint" }, said)), isTable: true };
}

function still(element, ...more) {
  return { element: el("div", { class: "drawn" }, element, ...more), start: () => {}, stop: () => {} };
}

/** Boxes of plain colour, also for dashed lines. */
function plainLegend(settings) {
  settings.plugins.legend.labels.generateLabels = chart =>
    legendLabels(chart).map(label => ({ ...label, fillStyle: label.strokeStyle, lineDash: [], lineWidth: 0 }));
  return settings;
}

function lines(label, result, filled, name = seriesName) {
  return canvas(label, () => ({
    type: "line",
    data: {
      labels: result[0].labels,
      datasets: result.map((series, i) => ({
        label: name(series),
        data: series.data,
        borderColor: palette(i),
        backgroundColor: filled ? palette(i) + "55" : palette(i),
        fill: filled ? (i ? "-1" : "origin") : false,
        borderDash: series.compare_label === "previous" ? [5, 4] : [],
        borderWidth: 2,
        pointRadius: series.data.length > 45 ? 0 : 2,
        tension: 0
      }))
    },
    options: plainLegend(options({ stacked: filled }))
  }));
}

function bars(label, result, stacked, name = seriesName, tint = palette) {
  return canvas(label, () => ({
    type: "bar",
    data: {
      labels: result[0].labels,
      datasets: result.map((series, i) => ({ label: name(series), data: series.data, backgroundColor: tint(i, series), stack: stacked ? series.compare_label ?? "one" : undefined }))
    },
    options: options({ stacked })
  }));
}

function valueBars(label, result) {
  const chart = canvas(label, () => {
    const settings = options({ top: { indexAxis: "y", interaction: { mode: "nearest", axis: "y", intersect: false } } }, false);
    const { x, y } = settings.scales;
    settings.scales = { x: { ...y }, y: { ...x, beginAtZero: undefined } };
    return {
      type: "bar",
      data: { labels: result.map(series => shortened(seriesName(series))), datasets: [{ data: result.map(series => series.aggregated_value), backgroundColor: result.map((_, i) => palette(i)) }] },
      options: settings
    };
  });
  chart.element.style.height = `${Math.max(160, result.length * 30 + 60)}px`;
  return chart;
}

function pie(label, result) {
  return canvas(label, () => {
    const settings = options({ top: { interaction: { mode: "nearest", intersect: true } } });
    delete settings.scales;
    return {
      type: "pie",
      data: { labels: result.map(seriesName), datasets: [{ data: result.map(series => series.aggregated_value), backgroundColor: result.map((_, i) => palette(i)), borderColor: colour("--panel"), borderWidth: 2 }] },
      options: settings
    };
  });
}

function number(result) {
  return still(el("div", { class: "numbers" }, result.map(series =>
    el("p", { class: "number" }, el("strong", {}, formatNumber(series.aggregated_value)), el("span", {}, seriesName(series))))));
}

function trend(label, insight) {
  if (isBoxPlot(insight)) {
    return canvas(label, () => boxes(insight.result, options(), palette));
  }
  const display = source(insight.query).trendsFilter?.display ?? insight.filters?.display ?? "ActionsLineGraph";
  const result = insight.result.slice(0, mostSeries);
  const valued = result.every(series => typeof series?.aggregated_value === "number");
  if (display === "ActionsTable" || display === "CalendarHeatmap") {
    return onlyTable(texts.insight.onlyTable);
  }
  if (result.every(isOverTime)) {
    switch (display) {
      case "ActionsLineGraph":
      case "ActionsLineGraphCumulative":
        return lines(label, result, false);
      case "ActionsAreaGraph":
        return lines(label, result, true);
      case "ActionsBar":
      case "ActionsStackedBar":
        return bars(label, result, true);
      case "ActionsUnstackedBar":
        return bars(label, result, false);
      default:
    }
  }
  if (valued) {
    switch (display) {
      case "BoldNumber":
        return number(result);
      case "ActionsPie":
        return pie(label, result);
      case "ActionsBarValue":
      case "WorldMap":
        return valueBars(label, result);
      default:
    }
  }
  return onlyTable(texts.insight.noChart);
}

function funnelSteps(steps, heading) {
  const first = steps[0].count;
  return el("section", { class: "funnel" }, heading ? el("h3", {}, heading) : null, el("ol", {}, steps.map((step, i) => {
    const bar = el("div", { class: "bar" });
    bar.style.width = `${first ? (step.count / first) * 100 : 0}%`;
    const before = i ? steps[i - 1].count : step.count;
    return el("li", {},
      el("div", { class: "step" },
        el("strong", {}, step.custom_name ?? step.name ?? texts.chart.step(i + 1)),
        el("span", {}, texts.funnel.converted(formatNumber(step.count), formatShare(step.count, first)))),
      el("div", { class: "track" }, bar),
      i ? el("small", {}, texts.funnel.lost(formatNumber(before - step.count), formatShare(before - step.count, before))) : null);
  })));
}

function funnel(label, result) {
  if (isTimes(result)) {
    return bars(label, timesOf(result).map(({ name, bins }) => ({ label: name, labels: bins.map(([seconds]) => formatDuration(seconds)), data: bins.map(([, count]) => count) })), false);
  }
  if (isOverTime(result[0])) {
    return lines(label, result.slice(0, mostSeries), false, conversionName);
  }
  return still(funnelsOf(result).slice(0, mostSeries).map(({ name, steps }) => funnelSteps(steps, name)));
}

/** Shares of each cohort; the table has the counts. */
function retention(name, result) {
  const width = Math.max(...result.map(cohort => cohort.values.length));
  const broken = result.some(cohort => cohort.breakdown_value !== undefined && cohort.breakdown_value !== null);
  const head = result.reduce((a, b) => (b.values.length > a.values.length ? b : a)).values;
  const rows = result.slice(0, 100).map(cohort => el("tr", {},
    broken ? el("th", { scope: "row" }, String(cohort.breakdown_value)) : null,
    el("th", { scope: "row" }, cohort.date ? cohort.date.slice(0, 10) : cohort.label),
    Array.from({ length: width }, (_, i) => {
      const value = cohort.values[i];
      if (!value || isAhead(result, cohort, i)) {
        return el("td");
      }
      const size = cohort.values[0].count;
      const share = size ? value.count / size : 0;
      const cell = el("td", {}, formatShare(value.count, size));
      cell.style.setProperty("--share", `${Math.round(share * 50)}%`);
      return cell;
    })));
  return still(el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": texts.table.share + ": " + name }, el("table", { class: "grid" },
    el("thead", {}, el("tr", {}, broken ? el("th", { scope: "col" }, texts.table.breakdown) : null, el("th", { scope: "col" }, texts.table.cohort), Array.from({ length: width }, (_, i) => el("th", { scope: "col" }, head[i]?.label ?? String(i))))),
    el("tbody", {}, rows))));
}

/**
 * Draws an answer.
 *
 * @param insight with `name`, `query` (or `filters`) and a `result` that is not empty
 * @return its element; `start` once that is on the page, `stop` before it goes
 */
export function chartOf(insight, name) {
  const kind = kindOf(insight);
  const label = texts.chart.label(name, texts.kinds[kind] ?? kind);
  switch (kind) {
    case "TrendsQuery":
      return trend(label, insight);
    case "FunnelsQuery":
      return funnel(label, insight.result);
    case "RetentionQuery":
      return insight.result.every(cohort => Array.isArray(cohort.values)) ? retention(name, insight.result) : onlyTable(texts.insight.noChart);
    case "LifecycleQuery": {
      const ordered = lifecycleOrder.map(status => insight.result.find(series => series.status === status)).filter(Boolean);
      return bars(label, ordered, true, series => texts.lifecycle[series.status], (_, series) => colour(`--lifecycle-${series.status}`));
    }
    case "StickinessQuery":
      return insight.result.every(isOverTime) ? bars(label, insight.result.slice(0, mostSeries), false) : onlyTable(texts.insight.noChart);
    case "PathsQuery":
      return sankey(label, name, insight.result);
    default:
      return onlyTable(texts.insight.onlyTable);
  }
}
