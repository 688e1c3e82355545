// What is told of a tenure or a milestone: in a tip where one points, and on a card, with sources
// and quotations, where one clicks or presses Enter.
"use strict";

const timelineCard = (() => {
  const { say } = timelineWords;
  const { element, spoken, unbroken } = timelineTable;
  const at = (id) => document.getElementById(id);
  let opener = null; // what had the focus before the card was opened

  function lines(list, told) {
    list.replaceChildren();
    for (const [key, text] of told) {
      const value = element("dd");
      value.dir = "auto";
      value.append(unbroken(text));
      list.append(element("dt", key), value);
    }
  }

  // Show a tip beside a place in the window.
  function point(told, x, y) {
    const tip = at("tip");
    lines(tip, told);
    tip.hidden = false;
    const left = Math.min(x + 14, window.innerWidth - tip.offsetWidth - 8);
    const below = y + 14 + tip.offsetHeight < window.innerHeight;
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${Math.max(8, below ? y + 14 : y - tip.offsetHeight - 14)}px`;
  }

  function hide() {
    at("tip").hidden = true;
  }

  function source({ says, url, quote, lang }) {
    const item = element("li");
    const name = url ? element("a", says || url) : element("span", says);
    if (url) {
      name.href = url;
      name.target = "_blank";
      name.rel = "noopener noreferrer";
    }
    item.append(name);
    if (quote) {
      const words = element("q", quote);
      if (lang) words.lang = lang;
      words.dir = "auto";
      item.append(element("br"), words);
    }
    return item;
  }

  // Show the card of a tenure: its holder, what is told of it, and who says so.
  function open(data, tenure) {
    opener = document.activeElement;
    hide();
    const names = data.people[tenure.person].names;
    at("card-head").replaceChildren(spoken(names.at(-1)[1]));
    lines(at("card-told"), tenure.told.slice(1));
    const sources = tenure.sources.map((number) => source(data.sources[number]));
    at("card-sources").replaceChildren(...(sources.length ? sources : [element("li", say("no source is on record"))]));
    at("card").hidden = false;
    at("card").focus();
  }

  // Close the card; tells whether it was open.
  function close() {
    if (at("card").hidden) return false;
    at("card").hidden = true;
    return true;
  }

  return { close, hide, open, point, opener: () => opener };
})();
