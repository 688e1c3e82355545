// The strip above lanes that are more than a screen shows: how many tenures began when, which days
// are drawn below, and the day of the state. It counts as charts/density.py does.
"use strict";

const timelineOverview = (() => {
  const SVG = "http://www.w3.org/2000/svg", BAR = 5, HIGH = 22, LAST = 3652059;

  // How many tenures of some posts began in each of equal spans of the days [first, last).
  function counted(posts, first, last, width) {
    const spans = Math.max(1, Math.min(last - first, Math.floor(width / BAR)));
    const found = new Map();
    for (const { tenures } of posts) {
      for (const { start: [, lo, hi] } of tenures) {
        const middle = Math.floor((lo + hi) / 2);
        if (lo <= 0 || hi > LAST || middle < first || middle >= last) continue;
        const span = Math.floor(((middle - first) * spans) / (last - first));
        found.set(span, (found.get(span) || 0) + 1);
      }
    }
    return [spans, found];
  }

  function rect(kind, x, width, y, height) {
    const made = document.createElementNS(SVG, "rect");
    const size = { class: kind, x, width: Math.max(1, width), y, height };
    Object.entries(size).forEach(([name, value]) => made.setAttribute(name, value));
    return made;
  }

  // The strip of the posts, as wide as the lanes' plot, with what is drawn of it and the day.
  function draw(posts, [first, last], [from, to], day, { left, plot, width }) {
    const made = document.createElementNS(SVG, "svg");
    made.setAttribute("width", width);
    made.setAttribute("height", HIGH + 4);
    const x = (at) => left + ((Math.min(Math.max(at, first), last) - first) / (last - first)) * plot;
    const [spans, found] = counted(posts, first, last, plot);
    const most = Math.max(1, ...found.values());
    if (from > first || to < last) made.append(rect("seen_days", x(from), x(to) - x(from), 0, HIGH + 4));
    for (const [span, count] of found) {
      const high = (HIGH * count) / most;
      made.append(rect("began", left + (span / spans) * plot, plot / spans - 0.5, HIGH + 2 - high, high));
    }
    if (day >= first && day < last) made.append(rect("asked_day", x(day) - 1, 2, 0, HIGH + 4));
    return made;
  }

  return { counted, draw };
})();
