// The table of a page: what each post is on the day, and what changed on it.
"use strict";

const timelineTable = (() => {
  const { say } = timelineWords;
  const STATUS = { vacant: say("vacant"), "no-record": say("no record"), "no-such-post": say("no such post") };

  function element(kind, text, className) {
    const made = document.createElement(kind);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  // Names in pieces, [language, words], each said to be of its language.
  function spoken(pieces) {
    const made = document.createDocumentFragment();
    pieces.forEach(([language, words], index) => {
      const piece = element("bdi", words, "name");
      if (language) piece.lang = language;
      if (index) made.append(" ");
      made.append(piece);
    });
    return made;
  }

  // Words of which no date is broken over two lines.
  function unbroken(text) {
    const made = document.createDocumentFragment();
    for (const part of text.split(/(\s+)/)) {
      made.append(/^\d{3}/.test(part) ? element("span", part, "whole") : part);
    }
    return made;
  }

  // What something is called on a day: [[from, name], …], the latest that has begun.
  function called(names, day) {
    let found = names[0][1];
    for (const [from, name] of names) if (from <= day) found = name;
    return found;
  }

  const CAPACITY = { acting: say("acting"), interim: say("interim") };
  const capacity = (tenure) => CAPACITY[tenure.capacity] || tenure.capacity;
  const ENDED = {
    departed: say("departed"), succeeded: say("succeeded"), replaced: say("replaced"),
    abolished: say("abolished"), dissolved: say("dissolved"), died: say("died"),
  };
  const KEYS = { Reason: say("Reason"), Because: say("Because"), Announced: say("Announced"), Source: say("Source") };

  // The same as `remarks` in views/words.py.
  function remarks(tenure, sure, asked) {
    const said = [sure === "certain" ? say("certain") : say("possible")];
    if (tenure.capacity !== "permanent") said.push(capacity(tenure));
    if (tenure.end) said.push(say("until {date}", { date: tenure.end[0] }));
    else if (tenure.term) {
      const date = tenure.term[0];
      said.push(tenure.term[2] <= asked[0] ? say("term was to end {date}", { date }) : say("term ends {date}", { date }));
    }
    if (tenure.seen && tenure.seen[2] + 366 < asked[0]) said.push(say("presumed, last seen {date}", { date: tenure.seen[0] }));
    if (tenure.conflicting) said.push(say("conflicting"));
    if (tenure.disputed) said.push(say("disputed: {says}", { says: tenure.disputed }));
    return said.join(", ");
  }

  function cell(content, swatch) {
    const made = element("td");
    if (swatch) {
      const sign = element("span", undefined, `swatch ${swatch[1]}`);
      sign.style.setProperty("--person", swatch[0]);
      made.append(sign);
    }
    made.append(typeof content === "string" ? unbroken(content) : content);
    return made;
  }

  function row(label, ...cells) {
    const made = element("tr");
    const head = element("th");
    head.scope = "row";
    head.append(label);
    made.append(head, ...cells);
    return made;
  }

  function rowsOf(data, post, asked) {
    const label = (first) => (first ? spoken(called(post.names, asked[1])) : "");
    const state = timelineState.on(post, asked[0], asked[1]);
    if (!state.holding.length) {
      const certainty = state.certainty === "certain" ? say("certain") : say("possible");
      const sure = state.status === "no-record" ? "" : certainty;
      const status = cell(STATUS[state.status]);
      status.className = "unheld";
      return [row(label(true), status, cell(state.since ? state.since[0] : ""), cell(sure))];
    }
    return state.holding.map(([tenure, sure], index) => {
      const kind = `${sure} ${tenure.capacity === "permanent" ? "" : "stand-in"}`;
      const made = row(
        label(!index),
        cell(spoken(called(data.people[tenure.person].names, asked[1])), [tenure.color, kind]),
        cell(tenure.start[0]),
        cell(remarks(tenure, sure, asked)),
      );
      const changed = [tenure.start, tenure.end].some((date) => date && date[0] === asked[2]);
      if (changed) made.className = "changed";
      return made;
    });
  }

  // The rows of the table for some rows of lanes of some posts, on the days asked about.
  function rows(data, posts, shown, asked) {
    const done = new Set();
    const found = [];
    for (const item of shown) {
      if (item.post === undefined) {
        const head = element("th");
        head.scope = "rowgroup";
        head.colSpan = 4;
        head.append(spoken(called(item.names, asked[1])));
        head.style.setProperty("--depth", item.depth);
        const made = element("tr", undefined, "organization");
        made.append(head);
        found.push(made);
      } else if (!done.has(item.post)) {
        done.add(item.post);
        const made = rowsOf(data, posts[item.post], asked);
        made.forEach((tr) => tr.style.setProperty("--depth", item.depth));
        found.push(...made);
      }
    }
    return found;
  }

  // Who handed over to whom on the day, and what is told of it.
  function changes(data, posts, asked) {
    const found = [];
    const names = (tenures) => tenures.map((t) => called(data.people[t.person].names, asked[1])[0][1]).join(", ");
    for (const post of posts) {
      const came = post.tenures.filter((tenure) => tenure.start[0] === asked[2]);
      const left = post.tenures.filter((tenure) => tenure.end && tenure.end[0] === asked[2]);
      if (!came.length && !left.length) continue;
      const into = came.length ? names(came) : ENDED[left[0].ended] || left[0].ended;
      const item = element("li");
      const where = element("span", `${post.home}: `);
      where.append(spoken(called(post.names, asked[1])));
      item.append(element("b", `${names(left)} → ${into}`.trim()), " ", where);
      const facts = [...left.map((tenure) => tenure.ends), ...came.map((tenure) => tenure.begins)];
      for (const key of Object.keys(KEYS)) {
        const said = new Set(facts.flatMap((fact) => fact[key] || []));
        if (said.size) item.append(element("br"), element("small", `${KEYS[key]}: ${[...said].join("; ")}`));
      }
      found.push(item);
    }
    return found;
  }

  return { STATUS, called, capacity, changes, element, remarks, rows, spoken, unbroken };
})();
