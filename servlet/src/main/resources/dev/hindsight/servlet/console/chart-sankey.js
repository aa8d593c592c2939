// Draws paths: a column for each step, a band for each way from one to the next, as thick as often it was gone.

import { texts, formatNumber } from "./texts.js";
import { el } from "./dom.js";
import { pathStep } from "./tables.js";

const bar = 10;
const narrowest = 128;
const slot = 20;
const gap = 8;
const top = 8;
const lowest = 220;
const tallest = 380;
const letterWidth = 7.2;

function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  element.append(...children);
  return element;
}

/** The site that all pages share, which says nothing on each of them. */
function commonSite(names) {
  const sites = new Set(names.map(name => /^https?:\/\/[^/]+/.exec(name)?.[0]).filter(Boolean));
  return sites.size === 1 ? [...sites][0] : "";
}

function shortened(name, letters) {
  const signs = Array.from(name);
  return signs.length > letters ? `${signs.slice(0, letters - 1).join("")}…` : name;
}

/** Steps by column, and ways between them; a step is as large as what comes in or goes out. */
function graph(result) {
  const steps = new Map();
  const stepOf = key => {
    if (!steps.has(key)) {
      steps.set(key, { column: Number(/^\d+/.exec(key)?.[0] ?? 1) - 1, name: pathStep(key), comes: [], goes: [] });
    }
    return steps.get(key);
  };
  for (const { source, target, value } of result) {
    const way = { from: stepOf(source), to: stepOf(target), value };
    way.from.goes.push(way);
    way.to.comes.push(way);
  }
  const sum = ways => ways.reduce((all, way) => all + way.value, 0);
  const columns = [];
  for (const step of steps.values()) {
    step.size = Math.max(sum(step.comes), sum(step.goes));
    (columns[step.column] ??= []).push(step);
  }
  const filled = columns.filter(Boolean);
  filled.forEach((column, i) => column.forEach(step => {
    step.column = i;
  }));
  return filled;
}

/**
 * Puts every step and both ends of every way in their places.
 *
 * @param room how high the largest column may be, without what is between its steps
 * @return the height of all
 */
function arrange(columns, width, room) {
  const largest = Math.max(...columns.map(column => column.reduce((all, step) => all + step.size, 0)));
  const scale = room / largest;
  const apart = width / columns.length;
  let height = 0;
  for (const column of columns) {
    column.sort((a, b) => b.size - a.size);
    let y = top;
    for (const step of column) {
      step.x = step.column * apart;
      step.y = y;
      step.height = Math.max(2, step.size * scale);
      y += Math.max(step.height, slot) + gap;
    }
    height = Math.max(height, y);
  }
  for (const step of columns.flat()) {
    let out = step.y;
    step.goes.sort((a, b) => a.to.y - b.to.y).forEach(way => {
      way.height = Math.max(1, way.value * scale);
      way.out = out;
      out += way.height;
    });
    let into = step.y;
    step.comes.sort((a, b) => a.from.y - b.from.y).forEach(way => {
      way.into = into;
      into += Math.max(1, way.value * scale);
    });
  }
  return height;
}

function band({ from, to, out, into, height, value }) {
  const x = from.x + bar;
  const middle = (x + to.x) / 2;
  const d = `M${x},${out} C${middle},${out} ${middle},${into} ${to.x},${into} V${into + height} C${middle},${into + height} ${middle},${out + height} ${x},${out + height} Z`;
  return svg("path", { d, class: "way" }, svg("title", {}, texts.chart.way(from.name, to.name, formatNumber(value))));
}

function draw(result, label, width) {
  const columns = graph(result);
  const all = Math.max(width, columns.length * narrowest);
  const height = arrange(columns, all, Math.min(tallest, Math.max(lowest, width * .45)));
  const steps = columns.flat();
  const site = commonSite(steps.map(step => step.name));
  const letters = Math.floor((all / columns.length - bar - 12) / letterWidth);
  const marks = steps.map(step => {
    const number = formatNumber(step.size);
    const name = step.name.startsWith(site) ? step.name.slice(site.length) || "/" : step.name;
    // Marks that turn the direction of a name do not reach its number.
    const text = `\u2068${shortened(name || texts.chart.nameless, Math.max(6, letters - number.length - 1))}\u2069 ${number}`;
    return svg("g", {},
      svg("title", {}, `${step.name} ${number}`),
      svg("rect", { x: step.x, y: step.y, width: bar, height: step.height, class: "stop" }),
      svg("text", { x: step.x + bar + 5, y: step.y + Math.min(step.height / 2, 60) + 4.5 }, text));
  });
  return svg("svg", { role: "img", "aria-label": label, width: all, height, viewBox: `0 0 ${all} ${height}` },
    ...steps.flatMap(step => step.goes).map(band), ...marks);
}

/**
 * Draws the answer of a question about paths, as wide as there is room.
 *
 * @return as of a chart
 */
export function sankey(label, name, result) {
  const element = el("div", { class: "sankey scroll", tabindex: "0", role: "region", "aria-label": texts.chart.paths(name) });
  let width = 0;
  const watcher = new ResizeObserver(([entry]) => {
    const now = Math.floor(entry.contentRect.width);
    if (now && now !== width) {
      width = now;
      element.replaceChildren(draw(result, label, width));
    }
  });
  return { element, start: () => watcher.observe(element), stop: () => watcher.disconnect() };
}
