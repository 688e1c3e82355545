// Draws the lanes of a page: dates, marks, bars, flags, and at the right who holds each post on the day.
// Whatever comes from the log is put in as text, never as markup.
"use strict";

const timelineLanes = (() => {
  const SVG = "http://www.w3.org/2000/svg", HATCH = 6, FLAG = 17, SHORTEST = 3, TOP = 26;

  function node(kind, attributes, ...children) {
    const made = document.createElementNS(SVG, kind);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  // A text of several pieces, [language, words], each said to be of its language.
  function text(attributes, pieces) {
    const made = node("text", attributes);
    pieces.forEach(([language, words], index) => {
      made.append(node("tspan", language ? { lang: language } : {}, (index ? " " : "") + words));
    });
    return made;
  }

  // Cut a text that is wider than there is room, once it is in the page.
  function cut(made, room) {
    const whole = made.textContent;
    if (made.getComputedTextLength() <= room) return;
    let last = whole.length;
    while (last > 1 && made.getComputedTextLength() > room) {
      last -= Math.max(1, Math.floor(last / 12));
      made.textContent = `${whole.slice(0, last)}…`;
    }
    made.append(node("title", {}, whole));
  }

  // What is only possible is hatched in its colour.
  function hatching(color) {
    const stroke = node("line", { x1: 0, x2: 0, y1: 0, y2: HATCH, stroke: color, "stroke-width": 1.6 });
    const size = { width: HATCH, height: HATCH, patternUnits: "userSpaceOnUse", patternTransform: "rotate(25)" };
    return node("pattern", { id: `hatch-${color.slice(1)}`, ...size }, stroke);
  }

  class Drawing {
    // what: data, shown (rows), asked, from, to, width, layout, names, label, holders, found, letters.
    constructor(what) {
      Object.assign(this, what);
      this.left = this.layout.left;
      this.plot = Math.max(120, this.width - this.left - this.layout.right);
      this.letters = new Map();
      this.svg = node("svg", { role: "group", "aria-label": timelineWords.say("Lanes over time"), width: this.width });
      this.colors = new Set();
      this.limited = [];
    }

    x(day) {
      return this.left + ((day - this.from) / (this.to - this.from)) * this.plot;
    }

    clamped(day) {
      return Math.min(Math.max(this.x(day), this.left), this.left + this.plot);
    }

    add(kind, attributes, ...children) {
      const made = node(kind, attributes, ...children);
      this.svg.append(made);
      return made;
    }

    draw() {
      const notes = this.data.notes.filter((note) => note.hi > this.from && note.lo < this.to);
      const at = notes.map((note) => (note.lo + note.hi) / 2);
      const levels = timelineLayout.levels(at.map((day) => this.x(day)));
      this.top = TOP + 20 + 18 * (Math.max(-1, ...levels) + 1);
      const rows = this.placed();
      this.height = rows.length ? rows.at(-1).y + rows.at(-1).height + 2 : this.top + this.layout.pitch;
      this.svg.setAttribute("height", this.height);
      this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
      this.axis();
      this.lines(rows);
      this.asOf();
      this.marks(notes, at, levels);
      for (const row of rows) this.row(row);
      this.svg.prepend(node("defs", {}, ...[...this.colors].map(hatching)));
      return this;
    }

    // Each row with where it stands, its bars' labels, and its height.
    placed() {
      let y = this.top;
      const limit = this.plot + this.layout.right;
      return this.shown.map((row) => {
        const bars = this.bars(row);
        const spots = bars.map((bar) => bar.spot);
        const labels = timelineLayout.labelled(spots, limit, this.letters);
        const deepest = Math.max(-1, ...labels.map((label) => label.row ?? -1)) + 1;
        const height = this.layout.pitch + (deepest ? deepest * FLAG + 2 : 0);
        const placed = { row, bars, labels, y, height };
        y += height;
        return placed;
      });
    }

    // The bars of a row as far as they are seen, each with its parts and the longest of these.
    bars(row) {
      const found = new Map();
      for (const [t, lo, hi, sure, half, joint] of row.parts || []) {
        const part = { lo: Math.max(lo, this.from), hi: Math.min(hi, this.to), sure, half, joint, begins: lo };
        if (part.hi < part.lo || lo >= this.to || Math.max(hi, lo + 1) <= this.from) continue;
        if (!found.has(t)) found.set(t, { t, parts: [] });
        found.get(t).parts.push(part);
      }
      return [...found.values()].map((bar) => {
        const long = bar.parts.reduce((a, b) => (b.hi - b.lo > a.hi - a.lo || (b.sure && !a.sure && b.hi - b.lo === a.hi - a.lo) ? b : a));
        const tenure = this.data.tenures[bar.t];
        const place = { lo: this.x(long.lo) - this.left, hi: this.x(long.hi) - this.left };
        return { ...bar, long, tenure, spot: { ...place, name: this.names(tenure), needs: tenure.needs } };
      });
    }

    axis() {
      const group = this.add("g", { class: "axis", "aria-hidden": "true" });
      const line = this.top - 1;
      group.append(node("line", { x1: this.left, x2: this.left + this.plot, y1: line, y2: line, class: "domain" }));
      for (const [day, label] of timelineLayout.ticks(this.from, this.to, this.plot)) {
        const x = this.x(day), half = label.length * 3.4;
        const side = Math.min(Math.max(x, this.left + half), this.left + this.plot - half);
        group.append(
          node("line", { x1: x, x2: x, y1: line, y2: this.height, class: "grid" }),
          node("line", { x1: x, x2: x, y1: line - 5, y2: line, class: "tick" }),
          node("text", { x: side, y: line - 9, "text-anchor": "middle", class: "date" }, label),
        );
      }
    }

    lines(rows) {
      const group = this.add("g", { class: "lines_marks", "aria-hidden": "true" });
      for (const { row, y } of rows) {
        if (!row.lane) group.append(node("line", { x1: 0, x2: this.left + this.plot, y1: y, y2: y }));
      }
    }

    // Milestones: a line down through the lanes, and a numbered mark at its upper end.
    marks(notes, at, levels) {
      const group = this.add("g", { class: "milestones", "aria-hidden": "true" });
      notes.forEach((note, index) => {
        const x = this.clamped(at[index]), y = this.top - 30 - levels[index] * 18;
        const ends = { x1: this.clamped(note.lo), x2: this.clamped(note.hi), y1: this.top - 2, y2: this.top - 2 };
        group.append(node("line", { x1: x, x2: x, y1: y, y2: this.height, class: "stem" }));
        if (note.hi - note.lo > 1) group.append(node("line", { ...ends, class: "spread" }));
        const mark = node("g", { class: "mark", "data-note": note.number });
        mark.append(node("circle", { cx: x, cy: y, r: 8 }));
        mark.append(node("text", { x, y: y + 3.5, "text-anchor": "middle" }, String(note.number)));
        group.append(mark);
      });
    }

    // The line of the day, or a band where it is several; bars cover it.
    asOf() {
      const [lo, hi, said] = this.asked;
      if (hi < this.from || lo >= this.to) return;
      const group = this.add("g", { "aria-hidden": "true" });
      const from = this.clamped(lo), to = this.clamped(hi + 1);
      const down = { y: 16, height: this.height - 16 };
      if (hi > lo) group.append(node("rect", { x: from, width: Math.max(1, to - from), ...down, class: "band" }));
      if (lo >= this.from) {
        const line = node("line", { x1: from, x2: from, y1: 16, y2: this.height });
        group.append(node("g", { class: "line_marks" }, line));
      }
      const at = Math.min(Math.max(from, this.left + 58), this.left + this.plot - 58);
      const says = node("text", { x: at, y: 12, "text-anchor": "middle" }, timelineWords.say("as of {day}", { day: said }));
      group.append(node("g", { class: "line_says_marks" }, says));
    }

    row(placed) {
      const { row, y } = placed;
      const narrow = !this.left;
      const group = this.add("g", { class: "row", "data-row": row.row });
      const isHead = row.post === undefined;
      const middle = isHead && narrow ? this.layout.pitch - 13 : narrow ? 13 : this.layout.pitch / 2;
      const label = this.label(row);
      if (label.length) {
        const kind = isHead ? "organization-label" : "post-label";
        const place = { x: narrow ? 0 : row.depth * 14, y: y + middle + 4.5, class: kind };
        const made = text({ ...place, "aria-hidden": "true" }, label);
        group.append(made);
        const room = isHead ? this.width : narrow ? this.width - 160 : this.left - 8;
        this.limited.push([made, room - (narrow ? 0 : row.depth * 14)]);
      }
      if (isHead) return;
      this.vacant(group, row, y);
      placed.bars.forEach((bar, index) => group.append(this.bar(bar, placed.labels[index], y, row)));
      placed.bars.forEach((bar) => group.append(...this.signs(bar, y + this.layout.bar_top, this.layout.bar)));
      this.beside(group, row, y + middle + 4.5, narrow);
    }

    vacant(group, row, y) {
      const middle = y + this.layout.bar_top + this.layout.bar / 2;
      for (const [lo, hi] of row.vacant || []) {
        if (hi <= this.from || lo >= this.to) continue;
        const ends = { x1: this.clamped(lo), x2: this.clamped(hi), y1: middle, y2: middle };
        group.append(node("line", { ...ends, class: "vacant_marks", "aria-hidden": "true" }));
      }
    }

    // Who holds the post on the day, in bold; or why nobody does.
    beside(group, row, y, narrow) {
      const [pieces, quiet] = this.holders(row);
      if (!pieces.length) return;
      const place = narrow ? { x: this.width, "text-anchor": "end" } : { x: this.left + this.plot + 6 };
      const made = text({ ...place, y, class: quiet ? "edge quiet-edge" : "edge", "aria-hidden": "true" }, pieces);
      group.append(made);
      this.limited.push([made, narrow ? 150 : this.layout.right - 8]);
    }

    bar(bar, label, y, row) {
      const { tenure } = bar;
      const marked = this.found.has(bar.t) ? " found" : "";
      const group = node("g", {
        class: `bar${marked}`, role: "button", tabindex: "-1", "data-t": bar.t, "aria-label": this.said(bar, row),
      });
      const top = y + this.layout.bar_top, tall = this.layout.bar;
      if (label.row !== undefined) group.append(...this.flag(label, bar, top));
      for (const part of bar.parts) {
        group.append(this.part(part, tenure, top, tall));
        const unseen = this.unseen(part, tenure);
        if (unseen === null) continue;
        const x = this.x(unseen), rest = { x, width: Math.max(0, this.x(part.hi) - x), y: top, height: tall };
        group.append(node("rect", { ...rest, class: "unseen_marks" }));
      }
      const start = this.x(bar.long.lo), short = this.x(bar.long.hi) - start < SHORTEST;
      if (short) {
        const tick = { x: start, y: top, width: SHORTEST, height: tall, fill: tenure.color };
        group.append(node("rect", { ...tick, class: "tick_marks" }));
      }
      if (label.row === undefined) {
        const solid = bar.long.sure && tenure.capacity === "permanent" && this.unseen(bar.long, tenure) === null;
        const place = { x: start + 4, y: top + tall / 2 + 4.5, class: solid ? "on_solid" : "on_open" };
        const ink = solid ? { style: `fill: ${tenure.ink}` } : {};
        group.append(this.holder(label.text, tenure, { ...place, ...ink }));
      }
      return group;
    }

    // From when on nobody has seen a tenure that goes on; null if all of a part is seen.
    unseen(part, tenure) {
      if (tenure.end || !tenure.seen || tenure.seen[2] + 1 >= part.hi) return null;
      return Math.max(part.lo, tenure.seen[2] + 1);
    }

    // A name in its language, or the letter that stands for it.
    holder(words, tenure, attributes) {
      const language = this.data.people[tenure.person].lang;
      return node("text", language ? { ...attributes, lang: language } : attributes, words);
    }

    part(part, tenure, top, tall) {
      const x = this.x(part.lo), width = Math.max(this.x(part.hi) - x, 0.5);
      const y = part.half === "bottom" ? top + tall / 2 : top;
      const height = part.half ? tall / 2 : tall;
      const hollow = tenure.capacity !== "permanent";
      const box = { x, y, width, height };
      if (!part.sure) {
        this.colors.add(tenure.color);
        return node("rect", { ...box, class: "maybe_marks", fill: `url(#hatch-${tenure.color.slice(1)})`, stroke: tenure.color });
      }
      const inner = { x: x + 1.2, y: y + 1.2, width: Math.max(0, width - 2.4), height: height - 2.4 };
      if (hollow) return node("rect", { ...inner, class: "hollow_marks", stroke: tenure.color, fill: tenure.color });
      const joint = part.joint && part.begins >= this.from ? 1.5 : 0;
      const right = { x: x + joint, width: Math.max(width - joint, 0.5) };
      return node("rect", { ...box, ...right, class: "solid_marks", fill: tenure.color });
    }

    // The name of a tenure that is too short for one, below the lane, with a pole to it.
    flag(label, bar, top) {
      const { tenure } = bar;
      const under = top + this.layout.bar + 3 + label.row * FLAG;
      const solid = bar.long.sure && tenure.capacity === "permanent";
      const pole = this.left + Math.min(bar.spot.lo + 1.5, this.plot);
      const ends = { x1: pole, x2: pole, y1: top, y2: under + 6, stroke: tenure.color, class: "pole_marks" };
      const box = { x: this.left + label.x, y: under, width: label.width, height: FLAG - 3, stroke: tenure.color };
      const style = solid ? { fill: tenure.color, class: "flag_marks" } : { class: "flag_marks open" };
      const words = { x: this.left + label.x + 4, y: under + 11, class: solid ? "flag_says" : "flag_says on_open" };
      const ink = solid ? { style: `fill: ${tenure.ink}` } : {};
      return [node("line", ends), node("rect", { ...box, ...style }), this.holder(label.text, tenure, { ...words, ...ink })];
    }

    // Signs upon a bar: that it is disputed, and when it is expected to end.
    signs({ tenure, parts }, top, tall) {
      const found = [];
      const start = this.x(parts[0].lo), end = tenure.term;
      if (tenure.disputed) {
        found.push(node("circle", { cx: start, cy: top, r: 6, class: "dispute_marks", "aria-hidden": "true" }));
        found.push(node("text", { x: start, y: top + 3.2, "text-anchor": "middle", class: "dispute_sign", "aria-hidden": "true" }, "?"));
      }
      if (end && !tenure.end && end[2] >= this.from && end[2] < this.to) {
        const x = this.x(end[2]), y = top + tall / 2;
        found.push(node("path", { d: `M${x - 6},${y}L${x + 3},${y - 5}V${y + 5}Z`, class: "term_marks" }));
      }
      return found;
    }
  }

  // Go from a bar to the next: along its lane, or to the nearest in another.
  function next(svg, bar, key) {
    const all = [...svg.querySelectorAll(".bar")];
    if (!bar) return all[0];
    if (key === "ArrowLeft" || key === "ArrowRight") return all[all.indexOf(bar) + (key === "ArrowLeft" ? -1 : 1)];
    const middle = (found) => found.getBoundingClientRect().left + found.getBoundingClientRect().width / 2;
    const row = (found) => Number(found.parentNode.dataset.row);
    const down = key === "ArrowDown";
    const beyond = all.filter((other) => (down ? row(other) > row(bar) : row(other) < row(bar)));
    if (!beyond.length) return null;
    const lane = down ? Math.min(...beyond.map(row)) : Math.max(...beyond.map(row));
    const near = beyond.filter((other) => row(other) === lane);
    return near.reduce((a, b) => (Math.abs(middle(b) - middle(bar)) < Math.abs(middle(a) - middle(bar)) ? b : a));
  }

  // Draw what is asked for; gives the svg element, the letters that stand for names, and what is where.
  return { cut, next, draw: (what) => new Drawing(what).draw() };
})();
