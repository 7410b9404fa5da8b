// A judge's phone: it follows the room, and shows the next entry by itself. The ballot itself is contests/desk.js.
"use strict";

(() => {
  const page = document.querySelector("[data-phone]");
  if (!page) return;
  const shown = `${page.dataset.place} ${page.dataset.scoring} ${page.dataset.room}`;
  const mark = document.getElementById("live-state");
  const clock = document.getElementById("live-clock");
  let board = JSON.parse(document.getElementById("live-board").textContent);

  const key = (next) => `${next.current?.place || ""} ${next.current?.scoring || ""} ${next.state}`;
  // What was written is in the browser's store before the page goes, and comes back with the next (contests/desk.js).
  function draw(next) {
    board = next;
    if (key(next) !== shown) window.location.reload();
  }
  const follow = followBoard({
    stream: page.dataset.stream, board: page.dataset.board, onBoard: draw,
    onState: (state) => {
      mark.textContent = state === "live" ? page.dataset.live : page.dataset.waiting;
      mark.classList.toggle("is-live", state === "live");
    },
  });
  setInterval(() => {
    const now = clockOf(board.current, follow.offset);
    if (!clock) return;
    clock.textContent = now ? now.text : "";
    clock.classList.toggle("over", Boolean(now?.over));
  }, 500);
  setInterval(() => { fetch(page.dataset.board, { cache: "no-store" }).catch(() => {}); }, 20000); // still here

  // How many ballots of this judge are still in this browser only: always said.
  const box = document.getElementById("live-outbox");
  function count() {
    const begin = `gaoxin.ballot.${page.dataset.judge}.`;
    let waiting = 0, refused = 0;
    for (const name of Object.keys(localStorage).filter((one) => one.startsWith(begin))) {
      try { if (JSON.parse(localStorage.getItem(name)).refused) refused += 1; else waiting += 1; } catch { /* not ours */ }
    }
    box.textContent = waiting ? page.dataset.count.replace("{n}", waiting) : refused ? page.dataset.refused : page.dataset.saved;
    box.className = `live-outbox alert mb-0 mt-3 alert-${waiting ? "warning" : refused ? "danger" : "success"}`;
  }
  count();
  setInterval(count, 700);
})();
