// A list by keyboard: ↑ ↓ (or k j) go from row to row, Enter opens; what is ticked is counted; empty fields are not sent.
"use strict";

const rows = () => [...document.querySelectorAll("[data-list] tbody tr")];
const opener = (row) => row?.querySelector("a[href]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("textarea, select, .dropdown-menu")) return;
  const typing = event.target.closest("input:not([type=checkbox])");
  const down = event.key === "ArrowDown" || (event.key === "j" && !typing);
  const up = event.key === "ArrowUp" || (event.key === "k" && !typing);
  if (!down && !up) return;
  const all = rows(), at = all.findIndex((row) => row.contains(document.activeElement));
  const next = opener(all[down ? at + 1 : Math.max(at - 1, 0)]);
  if (!next) return;
  event.preventDefault();
  next.focus();
});

function count() {
  const place = document.querySelector("[data-bulk-count]");
  if (!place) return;
  place.dataset.first ??= place.textContent;
  const ticked = document.querySelectorAll('[data-list] input[name="row"]:checked').length;
  place.textContent = ticked ? place.dataset.words.replace("#", ticked) : place.dataset.first;
}
document.addEventListener("change", () => setTimeout(count));
window.addEventListener("pageshow", () => {
  count();
  for (const field of document.querySelectorAll("[data-sparse] :disabled")) field.disabled = false;  // come back to
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sparse]")) return;
  for (const field of event.target.elements) if (field.name && !field.value) field.disabled = true;
});
