// Arranges tiles, by keyboard with their buttons, by pointer with their handles.

import { texts } from "./texts.js";
import { el, select } from "./dom.js";
import { placed, widthOf, widths } from "./dashboard-layout.js";
import { tileName } from "./dashboard-tiles.js";

const words = texts.dashboards;

/**
 * Begins to arrange.
 *
 * @param grid holds the elements of the views, in reading order
 * @param views of the tiles
 * @return `places` for the API; `end` takes away what was put there for arranging
 */
export function arrange(grid, views) {
  let order = [...views];
  const said = el("p", { class: "only-read", role: "status" });
  grid.before(said);
  grid.classList.add("arranging");

  const tell = view => {
    said.textContent = words.place(tileName(view.tile), order.indexOf(view) + 1, order.length);
  };

  const move = (view, to) => {
    const from = order.indexOf(view);
    if (to < 0 || to >= order.length || to === from) {
      return;
    }
    order.splice(from, 1);
    order.splice(to, 0, view);
    const next = order[to + 1];
    grid.insertBefore(view.element, next ? next.element : null);
    mark();
    tell(view);
  };

  const controls = new Map();
  const mark = () => order.forEach((view, i) => {
    const { earlier, later } = controls.get(view);
    earlier.setAttribute("aria-disabled", String(i === 0));
    later.setAttribute("aria-disabled", String(i === order.length - 1));
  });

  for (const view of views) {
    const name = tileName(view.tile);
    const step = (by, button) => {
      move(view, order.indexOf(view) + by);
      button.focus();
      view.element.scrollIntoView({ block: "nearest" });
    };
    const button = (by, label, text) => {
      const element = el("button", { type: "button", "aria-label": label, onclick: () => step(by, element) }, text);
      return element;
    };
    const earlier = button(-1, words.earlier(name), words.earlierShort);
    const later = button(1, words.later(name), words.laterShort);
    const width = select(Object.fromEntries(widths.map(each => [each, words.widths[each]])), String(widthOf(view.tile)), {
      "aria-label": `${words.width}: ${name}`,
      onchange: () => view.element.style.setProperty("--span", width.value)
    });
    const handle = el("span", { class: "handle", title: words.drag, "aria-hidden": "true" }, "⠿");
    drag(handle, view);
    controls.set(view, { earlier, later, width });
    view.place.replaceChildren(handle, earlier, later, width);
  }
  mark();

  /** While the pointer is down, the tile goes before or behind the one that the pointer is over. */
  function drag(handle, view) {
    let before = null;
    const over = event => {
      const target = document.elementFromPoint(event.clientX, event.clientY)?.closest(".tile");
      const other = order.find(each => each.element === target);
      if (!other || other === view) {
        return;
      }
      const box = target.getBoundingClientRect();
      const [from, to] = [order.indexOf(view), order.indexOf(other)];
      const past = to > from
        ? event.clientY > box.top + box.height / 2 || event.clientX > box.left + box.width / 2
        : event.clientY < box.top + box.height / 2 || event.clientX < box.left + box.width / 2;
      if (past) {
        move(view, to);
      }
    };
    const end = kept => {
      if (before && !kept) {
        move(view, before.indexOf(view));
      }
      before = null;
      view.element.classList.remove("dragged");
      document.removeEventListener("keydown", escape);
    };
    const escape = event => {
      if (event.key === "Escape") {
        end(false);
      }
    };
    handle.addEventListener("pointerdown", event => {
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      before = [...order];
      view.element.classList.add("dragged");
      document.addEventListener("keydown", escape);
    });
    handle.addEventListener("pointermove", event => {
      if (before) {
        over(event);
      }
    });
    handle.addEventListener("pointerup", () => end(true));
    handle.addEventListener("pointercancel", () => end(false));
  }

  return {
    places: () => placed(order.map(view => ({ id: view.tile.id, layouts: view.tile.layouts, width: Number(controls.get(view).width.value) }))),
    end: () => {
      said.remove();
      grid.classList.remove("arranging");
      views.forEach(view => view.place.replaceChildren());
    }
  };
}
