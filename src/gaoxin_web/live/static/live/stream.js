// A board as it changes: by a stream where there is one, else asked for again. Every board is whole.
"use strict";

const POLL_MS = 3000;

// onBoard(board, tag), onState("live" | "waiting"); `offset` is how far the server's clock is ahead, in milliseconds.
function followBoard({ stream, board, onBoard, onState }) {
  const follow = { offset: 0 };
  let tag = "", source = null, lost = 0;

  function take(text, newTag) {
    if (newTag && newTag === tag) return;
    tag = newTag;
    onBoard(JSON.parse(text), tag);
  }

  // Asked for whenever the connection may have been lost: it also tells the server's clock.
  async function resync() {
    if (!board) return;
    try {
      const headers = tag ? { "If-None-Match": `"${tag}"` } : {};
      const answer = await fetch(board, { headers, cache: "no-store" });
      const date = Date.parse(answer.headers.get("Date") || "");
      if (date) follow.offset = date - Date.now();
      if (answer.status === 200) take(await answer.text(), (answer.headers.get("ETag") || "").replaceAll(/W\/|"/g, ""));
      if (answer.ok || answer.status === 304) onState("live");
    } catch { onState("waiting"); }
  }

  function open() {
    source = new EventSource(stream);
    source.addEventListener("open", () => { lost = 0; onState("live"); resync(); });
    source.addEventListener("board", (event) => { onState("live"); take(event.data, event.lastEventId); });
    source.addEventListener("error", () => {
      lost += 1;
      onState("waiting");
      if (source.readyState === EventSource.CLOSED) setTimeout(open, Math.min(30, 2 ** lost) * 1000);
    });
  }

  if (window.EventSource && stream) open();
  setInterval(() => { if (!source || source.readyState !== EventSource.OPEN) resync(); }, POLL_MS);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) resync(); });
  window.addEventListener("online", resync);
  resync();
  return follow;
}

// Minutes and seconds left of a phase, and whether it is over: {text, over}; null where no clock runs.
function clockOf(current, offset) {
  if (!current || !current.phase_at || !current.minutes) return null;
  const left = current.phase_at + current.minutes * 60000 - (Date.now() + offset);
  const seconds = Math.ceil(Math.abs(left) / 1000);
  const text = `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  return { text: left < 0 ? `+${text}` : text, over: left < 0, soon: left >= 0 && left < 60000 };
}
