// The page of what-ifs: a slider and its number are one; a change asks for the outcome, and forms work without it.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("[data-what-if]");
  if (!form) return;
  const outcome = document.querySelector("#outcome");
  const mark = (row) => {
    const number = row.querySelector("input[type=number]");
    row.classList.toggle("changed", number.value !== number.dataset.now);
  };
  form.addEventListener("input", (event) => {
    const row = event.target.closest(".slider-row");
    if (!row) return;
    const [slider, number] = [row.querySelector("input[type=range]"), row.querySelector("input[type=number]")];
    if (event.target === slider) number.value = slider.value;
    else if (slider && number.value !== "") slider.value = number.value;
    mark(row);
    ask();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-reset]");
    if (!button) return;
    for (const row of form.querySelectorAll(".slider-row")) {
      const [slider, number] = [row.querySelector("input[type=range]"), row.querySelector("input[type=number]")];
      number.value = number.dataset.now;
      if (slider && number.dataset.now !== "") slider.value = number.dataset.now;
      row.classList.remove("changed");
    }
    ask();
  });
  // One request at a time, always for the newest state.
  let busy = false, again = false;
  async function ask() {
    if (busy) { again = true; return; }
    busy = true;
    const changed = new URLSearchParams({ year: form.dataset.year });
    for (const row of form.querySelectorAll(".slider-row.changed input[type=number]")) {
      if (row.value !== "") changed.set(row.name, row.value);
    }
    try {
      const answer = await fetch(`${form.dataset.outcome}?${changed}`, { headers: { "HX-Request": "true" } });
      if (answer.ok) outcome.innerHTML = await answer.text();
      else outcome.querySelector("[data-failed]")?.removeAttribute("hidden");
    } catch { outcome.querySelector("[data-failed]")?.removeAttribute("hidden"); }
    busy = false;
    if (again) { again = false; ask(); }
  }
  for (const row of form.querySelectorAll(".slider-row")) mark(row);
});
