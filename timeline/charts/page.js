// The page: a date that moves the line in the lanes and the state beside them; zoom, links, find, play.
// Whatever comes from the log is put into the page as text, never as markup.
"use strict";

(() => {
  const { data, say } = timelineWords;
  const at = (id) => document.getElementById(id);
  const { called, capacity, element, STATUS } = timelineTable;
  const { iso, read } = timelineLayout;
  const EPOCH = 719163, DAY = 86400000, LANES = 60, MANY = 40, NARROW = 640, SHORTEST = 10, PACE = 1200;
  const WHOLE = [data.first, data.last + 1];

  let asked = data.asked; // the days [lo, hi] of the state, and how they are said
  let [from, to] = WHOLE; // the days that are drawn
  let post = null; // the post that a link leads to
  let drawn = null; // what was drawn last
  let drawings = 0;
  let frame = 0;
  let shown = []; // the rows of the lanes on this leaf
  let leaf = 0;
  let finding = { words: [], tenures: new Set(), posts: new Set() };
  let playing = 0;
  let recorded = null; // the step of the recorded axis; null for all that is recorded
  let changes = data.changes; // the days on which a state changes
  let there = null; // the posts and rows at that step
  let asTree = data.asTree;

  // --- find: whatever case, width and accents

  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().normalize("NFKC");
  data.people.forEach((person) => (person.search = folded(person.search)));
  data.rows.forEach((row) => (row.search = row.search === undefined ? undefined : folded(row.search)));
  there = timelinePast.at(data, null);

  // The tenures and posts that a search finds.
  function find(text) {
    const words = folded(text).split(/\s+/).filter(Boolean);
    const found = { words, tenures: new Set(), posts: new Set() };
    if (!words.length) return found;
    for (const row of there.rows) {
      if (row.post === undefined || row.lane) continue;
      const item = there.posts[row.post];
      if (words.every((word) => row.search.includes(word))) found.posts.add(row.post);
      item.numbers.forEach((number) => {
        const person = data.people[data.tenures[number].person].search;
        const named = words.some((word) => person.includes(word));
        if (named && words.every((word) => person.includes(word) || row.search.includes(word))) {
          found.tenures.add(number);
        }
      });
    }
    return found;
  }

  function search(text) {
    finding = find(text);
    const { words, tenures, posts } = finding;
    const nothing = words.length && !tenures.size && !posts.size;
    const counts = { posts: posts.size, tenures: tenures.size };
    const said = nothing ? say("nothing is called “{text}”", { text: text.trim() }) : say("found {posts} posts, {tenures} tenures", counts);
    at("said").textContent = words.length ? said : "";
    at("find").classList.toggle("nothing", Boolean(nothing));
    turn(0);
  }

  // The rows to show: those that were found, or all.
  function rows() {
    const { words, tenures, posts } = finding;
    if (!words.length || !(tenures.size || posts.size)) return there.rows;
    const wanted = (row) => row.post !== undefined
      && (posts.has(row.post) || there.posts[row.post].numbers.some((number) => tenures.has(number)));
    const heads = new Set(there.rows.filter(wanted).map((row) => row.head));
    return there.rows.filter((row) => wanted(row) || heads.has(row.row));
  }

  function turn(to_) {
    const all = rows();
    const leaves = Math.max(1, Math.ceil(all.length / LANES));
    leaf = Math.min(Math.max(0, to_), leaves - 1);
    shown = all.slice(leaf * LANES, (leaf + 1) * LANES);
    if (shown.length && shown[0].post !== undefined) shown = [there.rows[shown[0].head], ...shown];
    at("leaf").textContent = say("part {number} of {all}", { number: leaf + 1, all: leaves });
    at("leaves").hidden = leaves === 1;
    at("back").disabled = leaf === 0;
    at("on").disabled = leaf === leaves - 1;
    tell();
    draw();
  }

  // --- the lanes

  const nameOf = (tenure) => {
    const [[, name]] = called(data.people[tenure.person].names, asked[1]);
    return tenure.capacity === "permanent" ? name : `${name} (${capacity(tenure)})`;
  };

  function labelOf(row) {
    if (row.lane) return [];
    return called(row.post === undefined ? row.names : there.posts[row.post].names, asked[1]);
  }

  // Who stands at the right of a lane: its holders on the day, or why nobody holds the post.
  function holders(row) {
    const item = there.posts[row.post];
    const state = timelineState.on(item, asked[0], asked[1]);
    const unsure = (sure) => (sure === "possible" ? "?" : "");
    const held = state.holding.filter(([tenure]) => (tenure.lane || 0) === row.lane);
    if (held.length) {
      const names = held.map(([tenure, sure], index) => {
        const comma = index < held.length - 1 ? "," : "";
        return [data.people[tenure.person].lang, nameOf(tenure) + unsure(sure) + comma];
      });
      return [names, false];
    }
    if (row.lane || state.holding.length) return [[], false];
    return [[["", STATUS[state.status] + unsure(state.certainty)]], true];
  }

  function describe(bar, row) {
    const { tenure } = bar;
    const until = tenure.end ? ` to ${tenure.end[0]}` : "";
    const where = called(there.posts[row.post].names, asked[1]).map(([, words]) => words).join(" ");
    const disputed = tenure.disputed ? `, ${say("disputed")}` : "";
    return `${nameOf(tenure)}, ${where}, ${tenure.start[0]}${until}${disputed}`;
  }

  function draw() {
    if (!frame) frame = requestAnimationFrame(paint);
  }

  // The tree of the posts that were found, or of all.
  function plant() {
    const { words, tenures, posts } = finding;
    const isAll = !words.length || !(tenures.size || posts.size);
    const wanted = (number) => isAll || posts.has(number) || there.posts[number].numbers.some((n) => tenures.has(n));
    const focused = document.activeElement?.closest?.(".holder")?.dataset.t;
    at("tree").replaceChildren(timelineTree.draw(data, there.posts, asked, wanted));
    if (focused !== undefined) at("tree").querySelector(`.holder[data-t="${focused}"]`)?.focus();
    document.body.dataset.drawn = String((drawings += 1));
  }

  function paint() {
    frame = 0;
    if (asTree) return plant();
    const width = at("chart").clientWidth;
    if (!width) return;
    const focused = document.activeElement?.closest?.(".bar")?.dataset.t;
    drawn = timelineLanes.draw({
      data, shown, asked, from, to, width,
      layout: width < NARROW ? data.layouts.narrow : data.layouts.wide,
      names: nameOf, label: labelOf, holders, said: describe, found: finding.tenures,
    });
    at("chart").replaceChildren(drawn.svg);
    const isMany = there.rows.length > MANY;
    at("overview").replaceChildren(...(isMany ? [timelineOverview.draw(there.posts, WHOLE, [from, to], asked[0], drawn)] : []));
    drawn.limited.forEach(([made, room]) => timelineLanes.cut(made, room));
    const items = [...drawn.letters].map(([name, sign]) => {
      const item = element("li");
      item.append(element("b", sign), " ", element("bdi", name, "name"));
      return item;
    });
    at("letters").replaceChildren(...items);
    mark();
    const bars = drawn.svg.querySelectorAll(".bar");
    const kept = focused === undefined ? null : drawn.svg.querySelector(`.bar[data-t="${focused}"]`);
    if (kept) kept.focus();
    else if (bars.length) bars[0].setAttribute("tabindex", "0");
    at("in").disabled = to - from <= SHORTEST;
    at("out").disabled = at("all").disabled = from === WHOLE[0] && to === WHOLE[1];
    document.body.dataset.drawn = String((drawings += 1));
  }

  // Mark the posts that were found, and the one that the link leads to.
  function mark() {
    if (!drawn) return;
    for (const group of drawn.svg.querySelectorAll(".row")) {
      const row = there.rows[Number(group.dataset.row)];
      const isFound = row.post !== undefined && !row.lane && finding.posts.has(row.post);
      group.classList.toggle("found-post", isFound);
      group.classList.toggle("linked", row.post !== undefined && there.posts[row.post].id === post);
    }
  }

  // --- zoom and pan

  function look(low, high) {
    const span = Math.min(Math.max(high - low, Math.min(SHORTEST, WHOLE[1] - WHOLE[0])), WHOLE[1] - WHOLE[0]);
    const start = Math.min(Math.max((low + high - span) / 2, WHOLE[0]), WHOLE[1] - span);
    [from, to] = [start, start + span];
    draw();
    link();
  }

  // Show the days in `times` of the length, keeping one day where it is.
  function zoom(times, day = Math.min(Math.max(asked[0], from), to)) {
    look(day - (day - from) * times, day + (to - day) * times);
  }

  const pan = (part) => look(from + (to - from) * part, to + (to - from) * part);
  const perPixel = () => (to - from) / (drawn ? drawn.plot : 1);
  const dayAt = (x) => from + (x - at("chart").getBoundingClientRect().left - drawn.left) * perPixel();

  at("chart").addEventListener("wheel", (event) => {
    const overDates = event.clientY - at("chart").getBoundingClientRect().top < drawn.top;
    const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (event.ctrlKey || event.metaKey || (overDates && !sideways)) {
      zoom(Math.exp(Math.min(Math.max(event.deltaY, -120), 120) / 300), dayAt(event.clientX));
    } else if (sideways && Math.abs(sideways) > (event.shiftKey ? 0 : Math.abs(event.deltaY))) {
      look(from + sideways * perPixel(), to + sideways * perPixel());
    } else return;
    event.preventDefault();
  }, { passive: false });

  const fingers = new Map();
  let dragged = false;
  at("chart").addEventListener("pointerdown", (event) => {
    if (event.button) return;
    fingers.set(event.pointerId, event.clientX);
    dragged = false;
  });
  window.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    const before = [...fingers.values()], moved = event.clientX - fingers.get(event.pointerId);
    if (!dragged && fingers.size === 1 && Math.abs(moved) < 4) return;
    dragged = true;
    timelineCard.hide();
    fingers.set(event.pointerId, event.clientX);
    const after = [...fingers.values()];
    if (fingers.size === 1) return look(from - moved * perPixel(), to - moved * perPixel());
    const apart = ([one, other]) => Math.max(12, Math.abs(one - other));
    zoom(apart(before) / apart(after), dayAt((after[0] + after[1]) / 2));
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    window.addEventListener(kind, (event) => fingers.delete(event.pointerId));
  }

  at("in").addEventListener("click", () => zoom(0.5));
  at("out").addEventListener("click", () => zoom(2));
  at("west").addEventListener("click", () => pan(-0.25));
  at("east").addEventListener("click", () => pan(0.25));
  at("all").addEventListener("click", () => look(...WHOLE));

  // --- bars: a tip where one points, a card where one clicks

  const barAt = (target) => target.closest?.(".bar");

  function tipOf(target) {
    const bar = barAt(target), note = target.closest?.(".mark");
    if (bar) {
      const { told, sources } = data.tenures[Number(bar.dataset.t)];
      const said = sources.map((number) => data.sources[number].says).join("; ");
      return said ? [...told, [say("Source"), said]] : told;
    }
    if (!note) return null;
    const { title, date } = data.notes[Number(note.dataset.note) - 1];
    return [[say("Milestone"), title], [say("Date"), date]];
  }

  at("chart").addEventListener("pointermove", (event) => {
    if (fingers.size || event.pointerType === "touch") return;
    const told = tipOf(event.target);
    if (told) timelineCard.point(told, event.clientX, event.clientY);
    else timelineCard.hide();
  });
  at("chart").addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") timelineCard.hide();
  });
  at("chart").addEventListener("focusin", (event) => {
    const bar = barAt(event.target);
    if (!bar) return;
    for (const other of drawn.svg.querySelectorAll('.bar[tabindex="0"]')) other.setAttribute("tabindex", "-1");
    bar.setAttribute("tabindex", "0");
    const box = bar.getBoundingClientRect();
    if (bar.matches(":focus-visible")) timelineCard.point(tipOf(bar), Math.max(0, box.left), box.bottom - 10);
  });
  at("chart").addEventListener("focusout", () => timelineCard.hide());
  window.addEventListener("scroll", () => timelineCard.hide(), { passive: true });

  at("overview").addEventListener("click", (event) => {
    const share = (event.clientX - at("overview").getBoundingClientRect().left - drawn.left) / drawn.plot;
    if (share >= 0 && share < 1) askDay(Math.floor(WHOLE[0] + share * (WHOLE[1] - WHOLE[0])));
  });

  // --- the tree

  function turnInto(tree) {
    asTree = tree;
    document.body.classList.toggle("as-tree", tree);
    at("as-tree").setAttribute("aria-pressed", String(tree));
    timelineCard.hide();
    draw();
    link();
  }

  at("as-tree").addEventListener("click", () => turnInto(!asTree));
  at("tree").addEventListener("click", (event) => {
    const holder = event.target.closest(".holder");
    if (!holder) return;
    holder.focus();
    timelineCard.open(data, data.tenures[Number(holder.dataset.t)]);
  });

  function openBar(bar) {
    const number = Number(bar.dataset.t);
    post = there.posts.find((item) => item.numbers.includes(number)).id;
    mark();
    link();
    timelineCard.open(data, data.tenures[number]);
  }

  function closeCard() {
    if (!timelineCard.close()) return;
    const number = timelineCard.opener()?.dataset?.t;
    const kind = asTree ? ".holder" : ".bar";
    const bar = number === undefined ? null : document.querySelector(`${kind}[data-t="${number}"]`);
    (bar || at(asTree ? "tree" : "chart")).focus({ preventScroll: true });
    timelineCard.hide();
  }

  at("chart").addEventListener("click", (event) => {
    if (dragged) return;
    const bar = barAt(event.target), note = event.target.closest(".mark");
    if (bar) {
      bar.focus({ preventScroll: true });
      openBar(bar);
    } else if (note) timelineCard.point(tipOf(note), event.clientX, event.clientY);
    else if (event.clientY - at("chart").getBoundingClientRect().top < drawn.top && drawn) {
      const day = Math.floor(dayAt(event.clientX));
      if (day >= from && day < to) askDay(day);
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (!tipOf(event.target)) timelineCard.hide();
  });
  at("card-close").addEventListener("click", closeCard);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (!at("tip").hidden) timelineCard.hide();
    else closeCard();
  });

  at("chart").addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const bar = barAt(event.target);
    const keys = { "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), 0: () => look(...WHOLE) };
    if (keys[event.key]) keys[event.key]();
    else if (event.key.startsWith("Arrow") && event.shiftKey && /Left|Right/.test(event.key)) {
      pan(event.key === "ArrowLeft" ? -0.25 : 0.25);
    } else if (event.key.startsWith("Arrow")) {
      timelineLanes.next(drawn.svg, bar, event.key)?.focus();
    } else if (bar && (event.key === "Enter" || event.key === " ")) openBar(bar);
    else return;
    event.preventDefault();
  });

  // --- the state

  function tell() {
    at("day").textContent = asked[2];
    for (const place of document.querySelectorAll(".day")) place.textContent = asked[2];
    at("state").replaceChildren(...timelineTable.rows(data, there.posts, shown, asked));
    const posts = [...new Set(shown.map((row) => row.post))].filter((number) => number !== undefined);
    const found = timelineTable.changes(data, posts.map((number) => there.posts[number]), asked);
    at("changes").replaceChildren(...found);
    at("changes-box").hidden = !found.length;
  }

  // --- the date

  function ask(lo, hi, text) {
    asked = [lo, hi, text];
    if (lo === hi) at("date").value = iso(lo);
    at("slider").value = lo;
    at("slider").setAttribute("aria-valuetext", text);
    at("earlier").disabled = !changes.some((day) => day < lo);
    at("later").disabled = !changes.some((day) => day > hi);
    draw();
    tell();
    link();
  }

  // Go to a day, and show it if it lies beside what is drawn.
  function askDay(day) {
    ask(day, day, iso(day));
    if (day >= WHOLE[0] && day < WHOLE[1] && (day < from || day >= to)) look(day - (to - from) / 2, day + (to - from) / 2);
  }

  function later() {
    const day = changes.find((change) => change > asked[1]);
    if (day === undefined) return false;
    askDay(day);
    return changes.some((change) => change > day);
  }

  at("date").addEventListener("change", (event) => {
    const time = event.target.valueAsNumber;
    if (!Number.isNaN(time)) askDay(Math.round(time / DAY) + EPOCH);
  });
  at("slider").addEventListener("input", (event) => askDay(Number(event.target.value)));
  at("earlier").addEventListener("click", () => askDay(changes.findLast((day) => day < asked[0])));
  at("later").addEventListener("click", later);
  at("back").addEventListener("click", () => turn(leaf - 1));
  at("on").addEventListener("click", () => turn(leaf + 1));
  at("find").addEventListener("input", () => search(at("find").value));

  // Play: from change to change, from the first one again after the last.
  function play(on) {
    clearInterval(playing);
    playing = 0;
    at("play").setAttribute("aria-pressed", String(on));
    at("play-says").textContent = on ? say("pause") : say("play");
    if (!on || !changes.length) return;
    if (!changes.some((day) => day > asked[1])) askDay(data.changes[0]);
    playing = setInterval(() => later() || play(false), PACE);
  }

  at("play").addEventListener("click", () => play(!playing));
  document.addEventListener("visibilitychange", () => document.hidden && play(false));

  // --- the recorded axis

  const axis = timelinePast.axis(data, (step) => {
    recorded = step;
    there = timelinePast.at(data, step);
    changes = step === null ? data.changes : timelineState.changes(there.posts, data.first, data.last);
    finding = find(at("find").value);
    turn(leaf);
    ask(...asked);
    return there.posts.map((item) => called(item.names, asked[1]));
  }, PACE);

  // --- links: #as-of=2023-09-10&post=acme/ceo&from=2022-01-01&to=2024-01-01&find=ann

  function linked() {
    const said = new URLSearchParams();
    said.set("as-of", asked[2]);
    if (post) said.set("post", post);
    if (from !== WHOLE[0] || to !== WHOLE[1]) {
      said.set("from", iso(Math.floor(from)));
      said.set("to", iso(Math.min(data.last, Math.ceil(to) - 1)));
    }
    if (finding.words.length) said.set("find", at("find").value);
    if (recorded !== null) said.set("recorded-by", data.past[recorded].moment);
    if (asTree) said.set("view", "tree");
    return `#${said}`.replaceAll("%2F", "/").replaceAll("%3A", ":");
  }

  function link() {
    const hash = linked();
    at("link").href = hash;
    if (location.hash !== hash && drawings) history.replaceState(null, "", hash);
  }

  // Go where the address says.
  function follow() {
    if (location.hash.length < 2 || location.hash === linked()) return;
    const said = new URLSearchParams(location.hash.slice(1));
    const [low, high, days] = [read(said.get("from")), read(said.get("to")), read(said.get("as-of"))];
    if (low || high) look(low ? low[0] : from, high ? high[1] + 1 : to);
    if (days) ask(...days, said.get("as-of"));
    const moment = said.get("recorded-by");
    axis.go(moment ? data.past.findLastIndex((past) => past.moment <= moment) : null);
    if ((said.get("view") === "tree") !== asTree) turnInto(!asTree);
    const words = said.get("find") || "";
    if (words !== at("find").value) {
      at("find").value = words;
      search(words);
    }
    if (said.get("post")) goTo(said.get("post"));
  }

  function goTo(id) {
    const number = there.posts.findIndex((item) => item.id === id);
    if (number < 0) return;
    post = id;
    const place = rows().findIndex((row) => row.post === number);
    if (place >= 0) turn(Math.floor(place / LANES));
    link();
    requestAnimationFrame(() => drawn?.svg.querySelector(".linked")?.scrollIntoView({ block: "center" }));
  }

  document.body.classList.toggle("as-tree", asTree);
  at("as-tree").setAttribute("aria-pressed", String(asTree));
  at("slider").min = data.first;
  at("slider").max = data.last;
  at("date").value = iso(asked[0]);
  turn(0);
  ask(...asked);
  axis.go(null);
  follow();
  window.addEventListener("hashchange", follow);
  let width = at("chart").clientWidth;
  new ResizeObserver(() => {
    if (at("chart").clientWidth === width) return;
    width = at("chart").clientWidth;
    draw();
  }).observe(at("chart"));
})();
