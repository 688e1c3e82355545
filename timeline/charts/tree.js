// The organizations on a day with their people, as a tree of lists.
// Whatever comes from the log is put into the page as text, never as markup.
"use strict";

const timelineTree = (() => {
  const { say } = timelineWords;
  const { STATUS, called, element, remarks, spoken, unbroken } = timelineTable;
  const DEAD = ["no-such-post", "no-record"];

  // A holder: a button that opens what is known of the tenure, since when, and what else is to say.
  function holder(data, post, number, sure, asked) {
    const tenure = data.tenures[number];
    const made = element("li");
    const button = element("button", undefined, "holder");
    button.type = "button";
    button.dataset.t = number;
    const swatch = element("span", undefined, `swatch ${sure} ${tenure.capacity === "permanent" ? "" : "stand-in"}`);
    swatch.style.setProperty("--person", tenure.color);
    button.append(swatch, spoken(called(data.people[tenure.person].names, asked[1])));
    const told = [say("since {since}", { since: tenure.start[0] }), remarks(tenure, sure, asked)];
    const more = element("span", undefined, "quiet");
    more.append(unbroken(told.join(", ")));
    made.append(button, " ", more);
    return made;
  }

  function postOf(data, post, asked) {
    const state = timelineState.on(post, asked[0], asked[1]);
    if (DEAD.includes(state.status)) return null;
    const made = element("li", undefined, "post");
    made.dataset.post = post.id;
    const name = element("span", undefined, "title");
    name.append(spoken(called(post.names, asked[1])));
    made.append(name);
    if (!state.holding.length) {
      const unsure = state.certainty === "possible" ? "?" : "";
      const since = state.since ? ` ${say("since {since}", { since: state.since[0] })}` : "";
      const nobody = element("span", undefined, "unheld");
      nobody.append(unbroken(STATUS[state.status] + unsure + since));
      made.append(" ", nobody);
      return made;
    }
    const held = element("ul");
    const number = (tenure) => post.numbers[post.tenures.indexOf(tenure)];
    held.append(...state.holding.map(([tenure, sure]) => holder(data, post, number(tenure), sure, asked)));
    made.append(held);
    return made;
  }

  // The list of the tree; an organization without a post of those that are wanted is left out.
  function draw(data, posts, asked, wanted) {
    const root = element("ul", undefined, "tree");
    const open = [root];
    for (const { depth, names, posts: own } of data.tree) {
      const made = element("li", undefined, "home");
      const name = element("span", undefined, "title");
      name.append(spoken(called(names, asked[1])));
      const below = element("ul");
      below.append(...own.filter(wanted).map((number) => postOf(data, posts[number], asked)).filter(Boolean));
      made.append(name, below);
      open[depth].append(made);
      open[depth + 1] = below;
    }
    [...root.querySelectorAll(".home")].reverse().forEach((home) => {
      if (!home.querySelector(".post")) home.remove();
    });
    if (!root.firstChild) root.append(element("li", say("Nobody holds any of them.")));
    return root;
  }

  return { draw };
})();
