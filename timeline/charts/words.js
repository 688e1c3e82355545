// What the page says: each message in English, looked up in the words of the page's language.
"use strict";

const timelineWords = (() => {
  const data = JSON.parse(document.getElementById("timeline-data").textContent);
  const words = data.words || {};

  // Say a message, with its values in their places.
  const say = (message, values = {}) =>
    (words[message] || message).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  return { data, say };
})();
