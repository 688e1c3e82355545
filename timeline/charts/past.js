// What the log said at each step in which it grew and was corrected. It is folded by Python
// (charts/past.py); tests/test_page_past.py asks both at each step and compares.
"use strict";

const timelinePast = (() => {
  const { say } = timelineWords;
  const { element, spoken } = timelineTable;
  const id = (name) => document.getElementById(name);
  const MOST = 12; // posts that are named
  const NOTHING = { tenures: [], absences: [], began: [], held: [], lanes: [], vacant: [] };

  // What was said of each post at a step: nothing of it yet, or null for what is said now.
  function told(data, step) {
    const found = new Map(data.posts.map((_, number) => [number, NOTHING]));
    for (const { posts } of data.past.slice(0, step + 1)) {
      posts.forEach(([number, then]) => found.set(number, then === 0 ? null : then || NOTHING));
    }
    return found;
  }

  function whole(data, post, then) {
    const { tenures, absences, began, held } = then || post;
    return { ...post, absences, began, held, numbers: tenures, tenures: tenures.map((number) => data.tenures[number]) };
  }

  // The rows of a post: those that it has now, or one for each lane that it had then.
  function lanes(row, own, then) {
    if (!then) return own;
    const all = then.lanes.length ? then.lanes : [[]];
    return all.map((parts, lane) => ({ ...row, lane, parts, vacant: lane ? [] : then.vacant }));
  }

  // The posts and rows at a step of the recorded axis; at null, as all that is recorded says.
  function at(data, step) {
    const then = step === null ? new Map() : told(data, step);
    const posts = data.posts.map((post, number) => whole(data, post, then.get(number)));
    const all = new Map();
    data.rows.forEach((row) => row.post !== undefined && all.set(row.post, [...(all.get(row.post) || []), row]));
    const rows = [];
    let head = 0;
    data.rows.forEach((row) => {
      if (row.post !== undefined && row.lane) return;
      const own = row.post === undefined ? [row] : all.get(row.post);
      if (row.post === undefined) head = rows.length;
      for (const made of row.post === undefined ? own : lanes(row, own, then.get(row.post))) {
        rows.push({ ...made, row: rows.length, head });
      }
    });
    rows.forEach((row) => (row.parts || []).forEach(([number]) => (data.tenures[number].lane = row.lane)));
    return { posts, rows };
  }

  function item(content) {
    const made = element("li");
    made.append(content);
    return made;
  }

  // Let a slider, two buttons and a play button go along the recorded axis; `show` draws a step, and
  // gives what the posts are called. Nothing is there to step through if all was recorded at once.
  function axis(data, show, pace) {
    const all = data.past.length;
    const everything = id("recorded").textContent;
    let step = null;
    let playing = 0;
    const now = () => (step === null ? all - 1 : step);

    function go(to) {
      if (all < 2 || (to === step && id("step-says").textContent)) return;
      step = to === null || to >= all - 1 ? null : Math.max(0, to);
      const names = show(step);
      const { says, at: position, posts } = data.past[now()];
      const text = step === null ? everything : say("recorded by {day}", { day: says });
      id("recorded").textContent = text;
      id("step").value = now();
      id("step").setAttribute("aria-valuetext", text);
      id("step-says").textContent = say("{moment}, position {position}", { moment: says, position });
      id("learnt").replaceChildren(...posts.slice(0, MOST).map(([number]) => item(spoken(names[number]))));
      if (posts.length > MOST) id("learnt").append(item(say("and {n} more", { n: posts.length - MOST })));
      id("step-back").disabled = now() === 0;
      id("step-on").disabled = step === null;
    }

    // Play: from step to step, from the first one again after the last.
    function play(on) {
      clearInterval(playing);
      playing = 0;
      id("replay").setAttribute("aria-pressed", String(on));
      id("replay-says").textContent = on ? say("pause") : say("play");
      if (!on) return;
      if (step === null) go(0);
      playing = setInterval(() => {
        go(now() + 1);
        if (step === null) play(false);
      }, pace);
    }

    id("past").hidden = all < 2;
    id("step").max = Math.max(0, all - 1);
    id("step").addEventListener("input", (event) => go(Number(event.target.value)));
    id("step-back").addEventListener("click", () => go(now() - 1));
    id("step-on").addEventListener("click", () => go(now() + 1));
    id("replay").addEventListener("click", () => play(!playing));
    document.addEventListener("visibilitychange", () => document.hidden && play(false));
    return { go, now };
  }

  return { at, axis };
})();
