// The public call and the entry form: times in the reader's own zone, and a draft that is kept while one writes.
// Both work without this: the zone's time is on the page, and the buttons send the form itself.
"use strict";

const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const place of document.querySelectorAll("time[data-local]")) {
  const moment = new Date(place.dateTime);
  const words = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short", timeZone: own });
  const there = new Intl.DateTimeFormat("en", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "short" });
  const here = new Intl.DateTimeFormat("en", { timeZone: own, dateStyle: "short", timeStyle: "short" });
  if (there.format(moment) === here.format(moment)) continue; // the same clock: nothing to add
  place.textContent = `${words.format(moment)} (${own})`;
  place.closest("[hidden]").hidden = false;
}

const form = document.querySelector("form[data-autosave]");
if (form) {
  const says = form.querySelector("[data-saved]");
  let timer = 0, changed = false, busy = false, stopped = Boolean(form.elements.over);
  const tell = (words, wrong) => { says.textContent = words; says.classList.toggle("text-danger", Boolean(wrong)); };

  async function keep() {
    if (busy || stopped || !changed) return;
    busy = true;
    changed = false;
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    data.set("action", "save");
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body: data, headers: { "X-Requested-With": "autosave" } });
      const said = await answer.json();
      if (answer.ok) {
        form.elements.version.value = said.version;
        tell(said.saved);
      } else {
        stopped = true; // another window, or the time is over: the buttons say more
        tell(said.conflict || said.refused, true);
      }
    } catch {
      changed = true;
      tell(form.dataset.failed, true);
    }
    busy = false;
    if (changed && !stopped) timer = setTimeout(keep, 5000);
  }

  form.addEventListener("input", (event) => {
    changed = true;
    if (event.target.type === "file") return;
    clearTimeout(timer);
    timer = setTimeout(keep, 1500);
  });
  form.addEventListener("submit", () => { changed = false; clearTimeout(timer); stopped = true; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}
