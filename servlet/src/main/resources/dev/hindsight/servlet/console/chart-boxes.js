// Draws box plots: a box from the first to the third quartile, a line at the median, whiskers to the least and the most.

import { texts, formatNumber } from "./texts.js";

const words = texts.table;

/** The rows of one series after the other. */
export function boxesBySeries(result) {
  const series = [];
  for (const row of result) {
    (series[row.series_index] ??= []).push(row);
  }
  return series.filter(Boolean);
}

/** What bars cannot say. */
const whiskers = {
  id: "whiskers",
  afterDatasetsDraw: chart => {
    const { ctx, scales: { y } } = chart;
    chart.data.datasets.forEach((dataset, i) => {
      if (!chart.isDatasetVisible(i)) {
        return;
      }
      ctx.save();
      ctx.strokeStyle = dataset.borderColor;
      ctx.lineWidth = 2;
      chart.getDatasetMeta(i).data.forEach((bar, at) => {
        const { min, p25, median, p75, max } = dataset.boxes[at];
        const half = bar.width / 2;
        const line = (x1, y1, x2, y2) => {
          ctx.moveTo(x1, y.getPixelForValue(y1));
          ctx.lineTo(x2, y.getPixelForValue(y2));
        };
        ctx.beginPath();
        line(bar.x, min, bar.x, p25);
        line(bar.x, p75, bar.x, max);
        line(bar.x - half / 2, min, bar.x + half / 2, min);
        line(bar.x - half / 2, max, bar.x + half / 2, max);
        line(bar.x - half, median, bar.x + half, median);
        ctx.stroke();
      });
      ctx.restore();
    });
  }
};

/**
 * The settings of a chart of boxes.
 *
 * @param options those that all charts share
 * @param tint the colour of a series by its number
 */
export function boxes(result, options, tint) {
  const series = boxesBySeries(result);
  options.plugins.tooltip.callbacks.label = item => {
    const box = item.dataset.boxes[item.dataIndex];
    return [item.dataset.label, ...["max", "p75", "median", "p25", "min", "mean"].map(name => `${words.box[name]}: ${formatNumber(box[name])}`)];
  };
  options.scales.y.suggestedMax = Math.max(...result.map(row => row.max));
  options.scales.y.suggestedMin = Math.min(0, ...result.map(row => row.min));
  return {
    type: "bar",
    data: {
      labels: series[0].map(row => row.label),
      datasets: series.map((rows, i) => ({
        label: rows[0].series_label,
        data: rows.map(row => [row.p25, row.p75]),
        boxes: rows,
        backgroundColor: tint(i) + "66",
        borderColor: tint(i),
        borderWidth: 1,
        borderSkipped: false
      }))
    },
    options,
    plugins: [whiskers]
  };
}
