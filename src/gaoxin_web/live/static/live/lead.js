// The leader's page is drawn anew whenever the room changed, and every few seconds for who is there; never while one writes.
"use strict";

(() => {
  const page = document.querySelector("[data-lead]");
  if (!page) return;
  const part = document.getElementById("live-part");
  const clock = () => document.getElementById("live-clock");
  const mark = document.getElementById("live-state");
  let board = null, asked = false;

  async function draw() {
    const writing = part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
    if (writing || part.querySelector("details[open]")) return;
    if (asked) return;
    asked = true;
    try {
      const answer = await fetch(page.dataset.part, { cache: "no-store" });
      if (answer.ok) part.innerHTML = await answer.text();
    } catch { /* the mark says so */ } finally { asked = false; }
  }
  const follow = followBoard({
    stream: page.dataset.stream, board: page.dataset.board,
    onBoard: (next) => { const first = board === null; board = next; if (!first) draw(); },
    onState: (state) => {
      mark.textContent = state === "live" ? page.dataset.live : page.dataset.waiting;
      mark.classList.toggle("is-live", state === "live");
    },
  });
  setInterval(draw, 5000);
  setInterval(() => {
    const now = clockOf(board?.current, follow.offset), place = clock();
    if (!place) return;
    place.textContent = now ? now.text : "";
    place.classList.toggle("over", Boolean(now?.over));
  }, 500);
})();
