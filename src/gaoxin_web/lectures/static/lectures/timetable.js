// Cards of the timetable moved by mouse, finger or keyboard; the server checks every move and draws the grid anew.
"use strict";

(() => {
  const grid = () => document.getElementById("grid");
  if (!grid()?.hasAttribute("data-editable")) return;
  let held = null; // the card picked up
  let target = null; // where it would go

  const card = (element) => element.closest?.(".talk[draggable]");
  const place = (element) => element.closest?.("[data-to]");

  function aim(at) {
    target?.classList.remove("is-target");
    target = at;
    target?.classList.add("is-target");
  }

  function pick(one) {
    drop();
    held = one;
    one.classList.add("is-held");
    aim(place(one));
  }

  function drop() {
    held?.classList.remove("is-held");
    held = null;
    aim(null);
  }

  function move(entry, to) {
    const step = grid().dataset.step;
    grid().classList.add("is-busy");
    htmx.ajax("POST", grid().dataset.move, { target: "#grid", swap: "outerHTML", values: { entry, to, step } }).then(() => {
      grid().classList.remove("is-busy");
      for (const field of document.querySelectorAll("input[data-step]")) field.value = grid().dataset.step;
      grid().querySelector(`[data-entry="${entry}"]`)?.focus();
    });
  }

  function settle() {
    if (!held || !target) return drop();
    const [entry, from, to] = [held.dataset.entry, place(held).dataset.to, target.dataset.to];
    drop();
    if (from !== to) move(entry, to);
  }

  // mouse
  document.addEventListener("dragstart", (event) => {
    const one = card(event.target);
    if (!one) return;
    event.dataTransfer.setData("text/plain", one.dataset.entry);
    event.dataTransfer.effectAllowed = "move";
    pick(one);
  });
  document.addEventListener("dragover", (event) => {
    const at = place(event.target);
    if (!held || !at) return;
    event.preventDefault();
    aim(at);
  });
  document.addEventListener("drop", (event) => {
    if (!held) return;
    event.preventDefault();
    aim(place(event.target));
    settle();
  });
  document.addEventListener("dragend", drop);

  // finger: a card held for a moment is picked up, the next place touched takes it
  let timer = 0;
  document.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse") return;
    const one = card(event.target);
    if (one && !event.target.closest("a")) timer = window.setTimeout(() => pick(one), 350);
  });
  for (const kind of ["pointercancel", "pointermove"]) document.addEventListener(kind, () => window.clearTimeout(timer));
  let picked = null;
  document.addEventListener("pointerup", (event) => {
    window.clearTimeout(timer);
    if (event.pointerType === "mouse" || !held) return;
    if (picked !== held) { picked = held; return; } // the finger that picked it up is lifted
    picked = null;
    aim(place(event.target));
    settle();
  });
  document.addEventListener("contextmenu", (event) => { if (held && card(event.target)) event.preventDefault(); });

  // keyboard
  const table = () => [...grid().querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")]);
  const tray = () => grid().querySelector(".tray");

  function next(from, key) {
    const rows = table();
    const at = rows.findIndex((row) => row.includes(from));
    if (at < 0) return key === "ArrowUp" ? rows[rows.length - 1]?.[0] : key === "ArrowRight" ? rows[0]?.[0] : from;
    const column = rows[at].indexOf(from);
    if (key === "ArrowUp") return rows[at - 1]?.[column] || from;
    if (key === "ArrowDown") return rows[at + 1]?.[column] || tray();
    if (key === "ArrowLeft") return rows[at][column - 1] || from;
    return rows[at][column + 1] || from;
  }

  document.addEventListener("keydown", (event) => {
    const one = card(event.target);
    if (!one || event.target.closest("a")) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (held) settle(); else pick(one);
    } else if (event.key === "Escape" && held) {
      drop();
    } else if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      if (held) {
        aim(next(target, event.key));
        target?.scrollIntoView({ block: "nearest", inline: "nearest" });
      } else {
        next(place(one), event.key)?.querySelector(".talk")?.focus();
      }
    }
  });

  // solving takes seconds: say so
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-solve]")) return;
    event.target.querySelector("[data-waiting]").hidden = false;
  });
})();
