// Where things stand in the lanes of a page, in pixels. `labelled` is a copy of charts/labels.py;
// tests/test_page_rule.py asks both and compares.
"use strict";

const timelineLayout = (() => {
  const LETTER = 7, AROUND = 5, NAMED = 8, GAP = 3, MARK = 18;
  const EPOCH = 719163, DAY = 86400000;
  // Steps of an axis: a unit, how many of it, about how many days, and the pixels of a label.
  const STEPS = [
    ["d", 1, 1, 88], ["d", 2, 2, 88], ["d", 7, 7, 88], ["m", 1, 30.4, 68], ["m", 3, 91.3, 68], ["m", 6, 182.6, 68],
    ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].map((years) => ["y", years, years * 365.25, 48]),
  ];

  // a for 0, b for 1, … z, aa, ab and so on.
  function letterOf(number) {
    const last = String.fromCharCode(97 + (number % 26));
    return number < 26 ? last : letterOf(Math.floor(number / 26) - 1) + last;
  }

  // Flags for some [place, text, width], each in the first row in which it covers no other.
  function flags(wanted, limit) {
    let free = []; // of each row and all below it, where the first flag begins
    const found = [];
    for (const [lo, text, width] of [...wanted].reverse()) {
      const x = Math.max(0, Math.min(lo, limit - width));
      const fits = free.findIndex((end) => x + width + GAP <= end);
      const row = fits < 0 ? free.length : fits;
      free = free.map((end, index) => (index <= row ? Math.min(end, x) : end));
      if (row === free.length) free.push(x);
      found.push({ text, row, x, width });
    }
    return found.reverse();
  }

  // Labels for the bars of a lane: { text }, or a flag { text, row, x, width }. `letters` is a Map
  // of those that stand for names so far, and takes in new ones.
  function labelled(spots, limit, letters) {
    const given = (name) => {
      if (!letters.has(name)) letters.set(name, letterOf(letters.size));
      return letters.get(name);
    };
    const found = spots.map(({ lo, hi, name, needs }) => {
      const letter = letters.get(name) || letterOf(letters.size);
      if (hi - lo >= needs) return { text: name };
      return hi - lo >= LETTER * letter.length + AROUND ? { text: given(name) } : null;
    });
    const outside = spots.filter((_, index) => !found[index]);
    let placed = flags(outside.map((s) => [s.lo, s.name, Math.floor((s.needs * 11) / 12)]), limit);
    if (placed.some((flag) => flag.row >= NAMED)) {
      const signs = outside.map((spot) => given(spot.name));
      placed = flags(outside.map((s, i) => [s.lo, signs[i], LETTER * signs[i].length + AROUND + 3]), limit);
    }
    let next = 0;
    return found.map((label) => label || placed[next++]);
  }

  // For each mark, of which the places are given, the first line in which it touches no other.
  function levels(places) {
    const free = [];
    return places.map((x) => {
      const fits = free.findIndex((end) => end <= x);
      const level = fits < 0 ? free.length : fits;
      free[level] = x + MARK;
      return level;
    });
  }

  const iso = (day) => new Date((day - EPOCH) * DAY).toISOString().slice(0, 10);
  const ordinal = (year, month, day) => {
    const time = new Date(0);
    time.setUTCFullYear(year, month - 1, day);
    return Math.round(time.getTime() / DAY) + EPOCH;
  };

  // The ticks of an axis that shows the days from `from` to `to`: [day, label].
  function ticks(from, to, width) {
    const [unit, step] = STEPS.find(([, , days, room]) => ((to - from) / days) * room <= width) || STEPS.at(-1);
    const found = [];
    if (unit === "d") {
      for (let day = Math.ceil(from); day < to; day += step) found.push([day, iso(day)]);
      return found;
    }
    const first = new Date((Math.max(1, Math.floor(from)) - EPOCH) * DAY);
    const year = first.getUTCFullYear(), months = unit === "y" ? step * 12 : step;
    for (let month = Math.floor((year * 12) / months) * months; ; month += months) {
      const at = ordinal(Math.floor(month / 12), (month % 12) + 1, 1);
      if (at >= to || month >= 119988) return found;
      if (at >= from && at >= 1) found.push([at, iso(at).slice(0, unit === "y" ? 4 : 7)]);
    }
  }

  // The days [lo, hi] of a date, a month or a year; null if it is none.
  function read(text) {
    const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text || "");
    if (!parts) return null;
    const [year, month, day] = [Number(parts[1]), Number(parts[2] || 1), Number(parts[3] || 1)];
    const lo = ordinal(year, month, day);
    if (year < 1 || !iso(lo).startsWith(text)) return null;
    if (parts[3]) return [lo, lo];
    return [lo, (parts[2] ? ordinal(year, month + 1, 1) : ordinal(year + 1, 1, 1)) - 1];
  }

  return { flags, iso, labelled, levels, ordinal, read, ticks };
})();
