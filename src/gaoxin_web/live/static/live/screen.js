// The big screen: the board drawn large. It knows nothing but the board.
"use strict";

const page = document.body.dataset;
const english = document.documentElement.lang.startsWith("en");
const at = (id) => document.getElementById(id);
const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
let board = JSON.parse(at("board").textContent);
let shownScore = "";

function title(line) { return (english && line.title_en) || line.title; }

function draw(next) {
  board = next;
  const current = board.current;
  const line = current && board.entries.find((one) => one.place === current.place);
  document.body.dataset.state = board.state;
  at("idle").hidden = Boolean(line) && board.state !== "ended";
  at("now").hidden = !at("idle").hidden;
  at("idle-words").textContent = board.state === "ended" ? page.ended : page.ready;
  at("hidden").hidden = !board.hidden;
  at("frozen").hidden = !board.frozen || board.hidden;
  at("vote").hidden = !board.audience;
  document.body.classList.toggle("voting", board.audience);
  if (line) drawCurrent(current, line);
  drawRanks();
}

function drawCurrent(current, line) {
  at("number").textContent = line.order;
  at("title").textContent = title(line);
  const open = current.scoring === "open";
  at("status").textContent = open ? page.open : page.closed;
  at("status").className = open ? "status open" : "status";
  at("phase").textContent = page[current.phase] || "";
  at("locked").hidden = !open;
  at("locked-words").textContent = page.locked.replace("{n}", current.locked).replace("{m}", current.judges);
  const dots = at("dots");
  dots.replaceChildren(...Array.from({ length: current.judges }, (_, place) => {
    const dot = document.createElement("i");
    dot.className = place < current.locked ? "dot in" : "dot";
    return dot;
  }));
  const score = open ? "" : "score" in line ? line.score ?? page.none : board.hidden ? page.secret : page.later;
  at("score").hidden = open;
  at("score-value").textContent = score;
  at("score-value").classList.toggle("words", !("score" in line) || line.score === null);
  at("score-rank").textContent = line.rank ? page.rank.replace("{n}", line.rank) : "";
  const key = `${line.place} ${score}`;
  if (key !== shownScore && !open && !calm) at("score").animate([{ opacity: 0, transform: "translateY(1rem)" }, { opacity: 1, transform: "none" }], { duration: 900, easing: "ease-out" });
  shownScore = key;
}

// The ranking: rows move to their new places. Entries without a shown score stand below, in the order of the draw.
function drawRanks() {
  const body = at("ranks");
  const before = new Map([...body.children].map((row) => [row.dataset.place, row.getBoundingClientRect().top]));
  const scored = board.entries.filter((one) => one.rank).sort((one, other) => one.rank - other.rank || one.order - other.order);
  const rest = board.entries.filter((one) => !one.rank);
  const rows = [...scored, ...rest].map(rowOf);
  body.replaceChildren(...rows);
  document.body.classList.toggle("dense", rows.length > 10);
  document.body.classList.toggle("denser", rows.length > 16);
  if (calm) return;
  for (const row of rows) {
    const old = before.get(row.dataset.place);
    const moved = old === undefined ? 0 : old - row.getBoundingClientRect().top;
    if (moved) row.animate([{ transform: `translateY(${moved}px)` }, { transform: "none" }], { duration: 800, easing: "ease-in-out" });
  }
}

function rowOf(line) {
  const row = document.createElement("tr");
  row.dataset.place = line.place;
  if (board.current && line.place === board.current.place && board.state === "running") row.className = "current";
  for (const [name, text] of [
    ["rank", line.rank || ""],
    ["order", line.order],
    ["name", title(line)],
    ["points", "score" in line ? line.score ?? page.none : line.scoring === "open" ? page.open : line.scoring === "closed" && !board.hidden ? page.later : ""],
  ]) {
    const cell = row.insertCell();
    cell.className = name === "points" && !line.score ? "points word" : name;
    cell.textContent = text;
  }
  return row;
}

function tick() {
  const clock = clockOf(board.current, follow.offset);
  at("clock").textContent = clock ? clock.text : "";
  at("clock").className = clock ? (clock.over ? "clock over" : clock.soon ? "clock soon" : "clock") : "clock";
}

const follow = followBoard({
  stream: page.stream,
  board: page.board,
  onBoard: draw,
  onState: (state) => {
    at("connection").className = `connection ${state}`;
    at("connection").textContent = state === "live" ? page.live : page.waiting;
  },
});
draw(board);
tick();
setInterval(tick, 250);
document.addEventListener("dblclick", () => document.documentElement.requestFullscreen?.());
