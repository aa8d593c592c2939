// Where tiles stand: rows of twelve columns on wide screens, one below the other on narrow ones.

const columns = 12;
const usualWidth = 6;
const usualHeight = 5;
export const widths = [4, 6, 8, 12];

/** How many columns a tile takes, of the widths that can be chosen here. */
export function widthOf(tile) {
  const wanted = tile.layouts.sm?.w ?? usualWidth;
  return widths.reduce((best, each) => (Math.abs(each - wanted) < Math.abs(best - wanted) ? each : best));
}

/**
 * Places for tiles that follow each other, row by row.
 *
 * @param tiles with the `width` that each is to have
 * @return what the API keeps of each: `id` and `layouts`
 */
export function placed(tiles) {
  let x = 0;
  let y = 0;
  let row = 0;
  let below = 0;
  return tiles.map(({ id, layouts, width }) => {
    const h = layouts.sm?.h ?? usualHeight;
    if (x + width > columns) {
      x = 0;
      y += row;
      row = 0;
    }
    const place = { id, layouts: { ...layouts, sm: { ...layouts.sm, x, y, w: width, h }, xs: { ...layouts.xs, x: 0, y: below, w: 1, h } } };
    x += width;
    row = Math.max(row, h);
    below += h;
    return place;
  });
}
