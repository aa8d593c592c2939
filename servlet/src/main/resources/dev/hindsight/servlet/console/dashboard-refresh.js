// Follows the calculations of a dashboard's tiles, and tells how many are done.

import { texts } from "./texts.js";
import { el } from "./dom.js";

const words = texts.dashboards;

/**
 * @param ended tells when the page is left
 * @param busy where the progress is shown
 * @param again has everything calculated, and answers the tiles
 * @param answerOf the insight of a tile with its new answer
 * @return `follow` waits for what is calculated already; `begin` has everything calculated
 */
export function refreshing({ project, ended, busy, again, answerOf }) {
  const isRunning = tile => {
    const status = tile.insight?.query_status;
    return Boolean(status) && !status.complete && !status.error;
  };

  const one = async (view, signal) => {
    const { tile } = view;
    view.busy(true);
    try {
      const status = await project.wait(tile.insight.query_status.id, () => {}, signal);
      if (!status) {
        return; // stopped
      }
      if (status.error) {
        view.say(status.error_message);
      } else {
        tile.insight = await answerOf(tile);
        view.show();
      }
    } catch (error) {
      view.say(error.message);
    } finally {
      view.busy(false);
    }
  };

  const follow = async views => {
    const running = views.filter(view => isRunning(view.tile));
    if (!running.length) {
      return;
    }
    const waiting = new AbortController();
    const leave = () => waiting.abort();
    ended.addEventListener("abort", leave);
    let cancelled = null;
    let done = 0;
    const bar = el("progress", { "aria-label": texts.insight.calculating, max: String(running.length), value: 0 });
    const said = el("span", {}, words.progress(0, running.length));
    busy.replaceChildren(el("div", { class: "progress", role: "status" }, bar, said, el("button", { type: "button", onclick: () => {
      cancelled = Promise.allSettled(running.filter(view => isRunning(view.tile)).map(view => project.cancel(view.tile.insight.query_status.id)));
      leave();
    } }, texts.insight.stop)));
    await Promise.all(running.map(async view => {
      await one(view, waiting.signal);
      done++;
      bar.value = done;
      said.textContent = words.progress(done, running.length);
    }));
    ended.removeEventListener("abort", leave);
    await cancelled; // or the next calculation would be stopped, too
    busy.replaceChildren();
  };

  return {
    follow,
    begin: async views => {
      const tiles = new Map((await again()).map(tile => [tile.id, tile]));
      for (const { tile } of views) {
        const now = tiles.get(tile.id)?.insight;
        if (now) {
          // The old answer stays in sight until the new one is there.
          tile.insight = now.result === null || now.result === undefined ? { ...tile.insight, query_status: now.query_status } : now;
        }
      }
      views.filter(view => view.tile.insight && !isRunning(view.tile)).forEach(view => view.show());
      await follow(views);
    }
  };
}
