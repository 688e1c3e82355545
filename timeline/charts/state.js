// What a post is on a day, or for certain on each of several, for a page that has no Python. It is a
// copy: `certainty` of Tenure.certainty (projections/tenures.py), the rest of PostHistory.on
// (projections/posts.py). tests/test_page_rule.py asks both and compares.
// A date is [text, earliest, latest], a day an ordinal; null is no date.
"use strict";

const timelineState = (() => {
  // Whether all days from lo to hi are within a span [first, end).
  function within([first, end], lo, hi) {
    return first <= lo && hi < end;
  }

  // Those of some tenures that hold which tell who holds a post, as told_by_one (tenures.py).
  function toldByOne(holding, lo, hi) {
    const last = new Map();
    for (const [tenure] of holding) {
      const joint = tenure.days ? tenure.days[2] : [];
      if (joint.some((span) => within(span, lo, hi))) last.set(who(tenure), tenure);
    }
    return holding.filter(([tenure]) => (last.get(who(tenure)) || tenure) === tenure);
  }

  function who(tenure) {
    return `${tenure.person} ${tenure.capacity}`;
  }

  // Whether a tenure holds on every day from lo to hi, or possibly on one; null if not.
  function certainty(tenure, lo, hi) {
    if (tenure.days) {
      const [certain, possible, joint] = tenure.days;
      if (!possible.some(([low, end]) => low <= hi && lo < end)) return null;
      return [...certain, ...joint].some((span) => within(span, lo, hi)) ? "certain" : "possible";
    }
    const [, first, sure] = tenure.start;
    const end = tenure.end;
    if (first > hi || (end && end[2] <= Math.max(lo, first))) return null;
    return sure <= lo && (!end || hi < end[1]) ? "certain" : "possible";
  }

  // Whether the spans [first, last) together hold every day from lo to hi.
  function covers(spans, lo, hi) {
    for (const [first, last] of [...spans].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
      if (first <= lo && lo < last) lo = last;
    }
    return lo > hi;
  }

  function unheld(post, lo, hi) {
    const state = (status, sure, since = null) => ({ status, certainty: sure, holding: [], since });
    if (covers(post.absences.map((a) => a[0]), lo, hi)) return state("no-such-post", "certain");
    const absent = post.absences.some(([, [first, last]]) => first <= hi && Math.max(first, lo) < last);
    let since = null;
    for (const date of post.began) {
      const later = !since || date[2] > since[2] || (date[2] === since[2] && date[1] > since[1]);
      if (date[2] <= lo && later) since = date;
    }
    if (since) return state("vacant", absent ? "possible" : "certain", since);
    if (absent) return state("no-such-post", "possible");
    if (post.began.some((date) => date[1] <= hi)) return state("vacant", "possible");
    return state("no-record", "certain");
  }

  // The status of a post, how sure that is, its holders each with a certainty, and vacant since when.
  function on(post, lo, hi) {
    const holding = [];
    for (const tenure of post.tenures) {
      const sure = certainty(tenure, lo, hi);
      if (sure) holding.push([tenure, sure]);
    }
    if (!holding.length) return unheld(post, lo, hi);
    const certain =
      holding.some(([, sure]) => sure === "certain") ||
      (post.held || []).some((span) => within(span, lo, hi));
    const told = toldByOne(holding, lo, hi);
    return { status: "held", certainty: certain ? "certain" : "possible", holding: told, since: null };
  }

  // Every day on which a post's state may change: the bounds of all its dates.
  function bounds(post) {
    const found = post.began.flatMap(([, lo, hi]) => [lo, hi]);
    for (const { start, end, days } of post.tenures) {
      for (const date of [start, end]) if (date) found.push(date[1], date[2]);
      if (days) found.push(...days.flat(2));
    }
    return [...found, ...post.absences.flat(2), ...(post.held || []).flat()];
  }

  // What a state is told by, as ChangeDays compares it.
  function told(post, day) {
    const { status, certainty: sure, holding, since } = on(post, day, day);
    return JSON.stringify([status, sure, since, holding.map(([tenure, held]) => [post.tenures.indexOf(tenure), held])]);
  }

  // The days from the first to the last on which what some posts are differs from the day before, as
  // ChangeDays (projections/answers/changes.py) says.
  function changes(posts, first, last) {
    const found = new Set();
    for (const post of posts) {
      for (const day of new Set(bounds(post))) {
        const seen = day >= first && day <= last && day > 1 && !found.has(day);
        if (seen && told(post, day - 1) !== told(post, day)) found.add(day);
      }
    }
    return [...found].sort((a, b) => a - b);
  }

  return { changes, on };
})();
