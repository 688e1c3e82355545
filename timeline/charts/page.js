// The page: a date that moves the line in the lanes and the state beside them.
// Whatever comes from the log is put into the page as text, never as markup.
"use strict";

(() => {
  const data = JSON.parse(document.getElementById("timeline-data").textContent);
  const at = (id) => document.getElementById(id);
  const EPOCH = 719163, DAY = 86400000, LANES = 60, NARROW = 640;
  const milliseconds = (day) => (day - EPOCH) * DAY;
  const iso = (day) => new Date(milliseconds(day)).toISOString().slice(0, 10);
  const STATUS = { vacant: "vacant", "no-record": "no record", "no-such-post": "no such post" };

  let asked = data.asked; // the days [lo, hi] of the state, and how they are said
  let view = null; // what Vega drew
  let drawing = 0; // counts the times it drew
  let shown = []; // the rows of the lanes on this leaf
  let leaf = 0;

  data.posts.forEach((post) => {
    post.tenures = post.tenures.map((number) => data.tenures[number]);
  });

  function element(kind, text, className) {
    const made = document.createElement(kind);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  // What something is called on a day: [[from, name], …], the latest that has begun.
  function called(names, day) {
    let found = names[0][1];
    for (const [from, name] of names) if (from <= day) found = name;
    return found;
  }

  const holder = (tenure) => called(data.people[tenure.person], asked[1]);

  // --- the rows: all, or those that a search finds, a leaf of them at a time

  function found() {
    const words = at("find").value.trim().toLowerCase();
    if (!words) return data.rows;
    const kept = new Set();
    data.rows.forEach((row, index) => {
      if (row.search && row.search.includes(words)) {
        kept.add(index);
        kept.add(row.head);
      }
    });
    return data.rows.filter((_, index) => kept.has(index));
  }

  function turn(to) {
    const rows = found();
    const leaves = Math.max(1, Math.ceil(rows.length / LANES));
    leaf = Math.min(Math.max(0, to), leaves - 1);
    shown = rows.slice(leaf * LANES, (leaf + 1) * LANES);
    if (shown.length && shown[0].post !== undefined) shown = [data.rows[shown[0].head], ...shown];
    at("leaf").textContent = `part ${leaf + 1} of ${leaves}`;
    at("back").disabled = leaf === 0;
    at("on").disabled = leaf === leaves - 1;
    draw();
    tell();
  }

  // --- the lanes

  // Letters for the names that have no room in their bars, at this very width.
  function lettered(bars, pixels) {
    const letters = new Map();
    const letter = (number) => {
      const last = String.fromCharCode(97 + (number % 26));
      return number < 26 ? last : letter(Math.floor(number / 26) - 1) + last;
    };
    for (const bar of bars) {
      const width = (bar.hi - bar.lo) * pixels;
      delete bar.letter;
      if (bar.name === undefined || width >= bar.needs) continue;
      const sign = letters.get(bar.name) || letter(letters.size);
      if (width < 7 * sign.length + 5) continue;
      letters.set(bar.name, sign);
      bar.letter = sign;
    }
    const list = at("letters");
    list.replaceChildren();
    for (const [name, sign] of letters) {
      const item = element("li");
      item.append(element("b", sign), " ", element("bdi", name));
      list.append(item);
    }
  }

  function draw() {
    const room = at("chart").clientWidth;
    if (!room) return;
    const narrow = room < NARROW;
    const spec = structuredClone(narrow ? data.narrow : data.wide);
    const places = new Map(shown.map((row, index) => [row.row, index * spec.usermeta.pitch]));
    spec.width = Math.max(120, room - spec.padding.left - spec.padding.right);
    spec.height = Math.max(1, shown.length) * spec.usermeta.pitch;
    spec.datasets = { milestones: narrow ? data.datasets.narrow : data.datasets.wide };
    spec.datasets.once = data.datasets.once;
    for (const name of ["rows", "vacant", "bars", "edge", "signs"]) {
      const rows = data.datasets[name].filter((row) => places.has(row.row));
      spec.datasets[name] = rows.map((row) => ({ ...row, y: places.get(row.row) }));
    }
    const time = milliseconds(data.last + 1) - milliseconds(data.first);
    lettered(spec.datasets.bars, spec.width / time);
    spec.params.forEach((param) => {
      const now = { day_lo: milliseconds(asked[0]), day_hi: milliseconds(asked[1]), day_text: asked[2] };
      if (param.name in now) param.value = now[param.name];
    });
    const mine = (drawing += 1);
    const options = { actions: false, renderer: "svg", ast: true, defaultStyle: false, tooltip: point };
    const holderOf = element("div");
    vegaEmbed(holderOf, spec, options).then((result) => {
      if (mine !== drawing) return result.finalize();
      if (view) view.finalize();
      view = result.view;
      at("chart").replaceChildren(holderOf);
      move();
      document.body.dataset.drawn = String(mine);
    });
  }

  function move() {
    if (!view) return;
    view.signal("day_lo", milliseconds(asked[0])).signal("day_hi", milliseconds(asked[1]));
    view.signal("day_text", asked[2]).runAsync();
  }

  // --- what a bar or a mark tells where one points at it

  function point(_, event, item) {
    const tip = at("tip");
    const datum = item && item.datum;
    const lines = datum && (datum.t !== undefined ? data.tenures[datum.t].told : datum.number && [
      ["Milestone", datum.Milestone], ["Date", datum.Date],
    ]);
    // A finger has gone as soon as it has pointed; what it pointed at stays until it taps elsewhere.
    if (!lines && event && event.pointerType === "touch") return;
    tip.hidden = !lines;
    if (!lines) return;
    tip.replaceChildren();
    for (const [key, text] of lines) {
      tip.append(element("dt", key));
      const value = element("dd", text);
      value.dir = "auto";
      tip.append(value);
    }
    const { clientX: x, clientY: y } = event.touches ? event.touches[0] || event : event;
    const left = Math.min(x + 14, window.innerWidth - tip.offsetWidth - 8);
    const below = y + 14 + tip.offsetHeight < window.innerHeight;
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${Math.max(8, below ? y + 14 : y - tip.offsetHeight - 14)}px`;
  }

  // --- the state

  // The same as `remarks` in views/words.py.
  function remarks(tenure, sure) {
    const said = [sure];
    if (tenure.capacity !== "permanent") said.push(tenure.capacity);
    if (tenure.end) said.push(`until ${tenure.end[0]}`);
    else if (tenure.term) said.push(`term ${tenure.term[2] <= asked[0] ? "was to end" : "ends"} ${tenure.term[0]}`);
    if (tenure.seen && tenure.seen[2] + 366 < asked[0]) said.push(`presumed, last seen ${tenure.seen[0]}`);
    if (tenure.conflicting) said.push("conflicting");
    if (tenure.disputed) said.push(`disputed: ${tenure.disputed}`);
    return said.join(", ");
  }

  function cell(text, swatch) {
    const made = element("td");
    if (swatch) {
      const sign = element("span", undefined, `swatch ${swatch[1]}`);
      sign.style.setProperty("--person", swatch[0]);
      made.append(sign);
    }
    made.append(element("bdi", text));
    return made;
  }

  function row(label, ...cells) {
    const made = element("tr");
    const head = element("th");
    head.scope = "row";
    head.append(element("bdi", label));
    made.append(head, ...cells);
    return made;
  }

  function rowsOf(post, names) {
    const state = timelineState.on(post, asked[0], asked[1]);
    if (!state.holding.length) {
      const sure = state.status === "no-record" ? "" : state.certainty;
      const status = cell(STATUS[state.status]);
      status.className = "unheld";
      return [row(names, status, cell(state.since ? state.since[0] : ""), cell(sure))];
    }
    return state.holding.map(([tenure, sure], index) => {
      const kind = `${sure} ${tenure.capacity === "permanent" ? "" : "stand-in"}`;
      const made = row(
        index ? "" : names,
        cell(holder(tenure), [tenure.color, kind]),
        cell(tenure.start[0]),
        cell(remarks(tenure, sure)),
      );
      const changed = [tenure.start, tenure.end].some((date) => date && date[0] === asked[2]);
      if (changed) made.className = "changed";
      return made;
    });
  }

  function tell() {
    at("day").textContent = asked[2];
    const body = at("state");
    body.replaceChildren();
    const done = new Set();
    for (const item of shown) {
      if (item.post === undefined) {
        const head = element("th");
        head.scope = "rowgroup";
        head.colSpan = 4;
        head.append(element("bdi", called(item.names, asked[1])));
        head.style.setProperty("--depth", item.depth);
        const made = element("tr", undefined, "organization");
        made.append(head);
        body.append(made);
      } else if (!done.has(item.post)) {
        done.add(item.post);
        const post = data.posts[item.post];
        const rows = rowsOf(post, called(post.names, asked[1]));
        rows.forEach((made) => made.style.setProperty("--depth", item.depth));
        body.append(...rows);
      }
    }
    changes([...done].map((number) => data.posts[number]));
  }

  // Who handed over to whom on the day, and what is told of it.
  function changes(posts) {
    const list = at("changes");
    list.replaceChildren();
    for (const post of posts) {
      const came = post.tenures.filter((tenure) => tenure.start[0] === asked[2]);
      const left = post.tenures.filter((tenure) => tenure.end && tenure.end[0] === asked[2]);
      if (!came.length && !left.length) continue;
      const names = (tenures) => tenures.map(holder).join(", ");
      const into = came.length ? names(came) : left[0].ended;
      const item = element("li");
      item.append(element("b", `${names(left)} → ${into}`.trim()), " ", element("bdi", called(post.full, asked[1])));
      const facts = [...left.map((tenure) => tenure.ends), ...came.map((tenure) => tenure.begins)];
      for (const key of ["Reason", "Because", "Announced", "Source"]) {
        const said = new Set(facts.flatMap((fact) => fact[key] || []));
        if (said.size) item.append(element("br"), element("small", `${key}: ${[...said].join("; ")}`));
      }
      list.append(item);
    }
    at("changes-box").hidden = !list.childElementCount;
  }

  // --- the date

  function ask(lo, hi, text) {
    asked = [lo, hi, text];
    if (lo === hi) at("date").value = iso(lo);
    at("slider").value = lo;
    at("slider").setAttribute("aria-valuetext", text);
    at("earlier").disabled = !data.changes.some((day) => day < lo);
    at("later").disabled = !data.changes.some((day) => day > hi);
    move();
    tell();
  }

  const askDay = (day) => ask(day, day, iso(day));

  at("date").addEventListener("change", (event) => {
    const time = event.target.valueAsNumber;
    if (!Number.isNaN(time)) askDay(Math.round(time / DAY) + EPOCH);
  });
  at("slider").addEventListener("input", (event) => askDay(Number(event.target.value)));
  at("earlier").addEventListener("click", () => askDay(data.changes.findLast((day) => day < asked[0])));
  at("later").addEventListener("click", () => askDay(data.changes.find((day) => day > asked[1])));
  at("back").addEventListener("click", () => turn(leaf - 1));
  at("on").addEventListener("click", () => turn(leaf + 1));
  at("find").addEventListener("input", () => turn(0));
  at("search").hidden = data.rows.length <= LANES;
  at("date").value = iso(asked[0]);
  at("slider").min = data.first;
  at("slider").max = data.last;

  document.addEventListener("pointerdown", (event) => {
    const item = event.target.closest("[class*=_marks]") && event.target.__data__; // Vega's own
    if (!item) at("tip").hidden = true;
    else if (event.pointerType === "touch") point(null, event, item);
  });

  turn(0);
  ask(...asked);
  let waiting = 0;
  let width = at("chart").clientWidth;
  new ResizeObserver(() => {
    if (at("chart").clientWidth === width) return;
    width = at("chart").clientWidth;
    clearTimeout(waiting);
    waiting = setTimeout(draw, 120);
  }).observe(at("chart"));
})();
