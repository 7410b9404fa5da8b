// A ballot on a judge's device: kept in the browser until the server has it, sent again until it is answered.
//
// Any form with data-ballot (see contests/ballot_form.html) is looked after. Its answer is a JSON ballot (contests/views/
// ballot.py). One slot per ballot and judge in localStorage: the newest value replaces the one before, so that nothing
// old is sent after something new. A form says what happens by events on itself: ballot:kept, ballot:refused.
"use strict";

(() => {
  const WAIT = 900; // ms after the last key before a draft is sent
  const LONGEST = 30000, FIRST = 1000; // ms between two tries
  const words = () => document.getElementById("ballot-words")?.dataset || {};
  const slot = (form) => `gaoxin.ballot.${form.dataset.owner}.${form.dataset.ballot}`;
  const timers = new WeakMap(), busy = new WeakSet();
  let pause = FIRST, again = null;

  function written(form, lock) {
    const marks = {};
    for (const input of form.querySelectorAll("input.mark")) marks[input.name.replace(/^mark-/, "")] = input.value.trim();
    return { key: form.elements.key.value, marks, comment: form.elements.comment?.value || "", lock, url: form.getAttribute("action"), revision: form.dataset.revision, at: Date.now() };
  }
  const read = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
  function put(name, value) { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* a full or forbidden store: the page still holds it */ } }
  function drop(name, sent) { if (read(name)?.at === sent.at) localStorage.removeItem(name); }

  function say(form, text, tone) {
    const badge = form.querySelector("[data-saved]");
    if (badge) { badge.textContent = text; badge.className = `badge bg-${tone}-lt`; }
  }
  function complain(form, text) {
    const box = form.querySelector("[data-refused]");
    if (!box) return;
    box.textContent = text || ""; box.classList.toggle("d-none", !text);
  }
  function mark(form, issues) {
    for (const part of form.querySelectorAll("[data-criterion]")) {
      const found = issues?.[part.dataset.criterion] || [];
      part.classList.toggle("is-wrong", found.length > 0);
      const place = part.querySelector("[data-wrong]");
      if (place) { place.textContent = found.join(" "); place.classList.toggle("d-block", found.length > 0); }
    }
  }
  function total(form, text) { const place = form.querySelector("[data-total]"); if (place) place.textContent = text || "—"; }

  async function send(form, sent) {
    if (busy.has(form)) return;
    busy.add(form);
    say(form, words().saving, "secondary");
    try {
      const answer = await fetch(sent.url, {
        method: "POST", credentials: "same-origin", redirect: "manual",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken?.value || document.body.dataset.csrf },
        body: JSON.stringify({ key: sent.key, marks: sent.marks, comment: sent.comment, lock: sent.lock }),
      });
      await answered(form, sent, answer);
    } catch { waiting(form); } finally {
      busy.delete(form);
      const newer = read(slot(form));
      if (newer && newer.at !== sent.at && !newer.refused) send(form, newer);
    }
  }

  async function answered(form, sent, answer) {
    const json = (answer.headers.get("Content-Type") || "").includes("json");
    if (answer.type === "opaqueredirect" || (!json && answer.status < 500)) { say(form, words().waiting, "yellow"); complain(form, words().login); return; }
    if (!json || answer.status >= 500 || answer.status === 429) { waiting(form); return; }
    const said = await answer.json();
    pause = FIRST;
    if (answer.ok) { kept(form, sent, said); return; }
    put(slot(form), { ...sent, refused: said.code });
    say(form, words().refused, "red");
    const stored = said.stored ? ` ${words().stored}${said.stored.total}` : "";
    complain(form, `${said.message}${stored}`);
    mark(form, said.issues);
    total(form, said.total);
    form.dispatchEvent(new CustomEvent("ballot:refused", { bubbles: true, detail: said }));
  }

  function kept(form, sent, said) {
    drop(slot(form), sent);
    form.dataset.revision = said.revision;
    complain(form, ""); mark(form, {}); total(form, said.total);
    say(form, said.state === "locked" ? words().handedIn : words().saved, "green");
    form.dispatchEvent(new CustomEvent("ballot:kept", { bubbles: true, detail: said }));
    if (said.state === "locked" && !form.hasAttribute("data-stay")) window.location.reload();
  }

  function waiting(form) {
    say(form, words().waiting, "yellow");
    complain(form, words().waitingHint);
    total(form, words().offlineTotal);
    clearTimeout(again);
    again = setTimeout(flush, pause);
    pause = Math.min(pause * 2, LONGEST);
  }

  function flush() {
    for (const form of document.querySelectorAll("form[data-ballot]")) {
      const left = read(slot(form));
      if (left && !left.refused) send(form, left);
    }
  }

  function changed(form) {
    put(slot(form), written(form, false));
    say(form, words().saving, "secondary");
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => { const left = read(slot(form)) || written(form, false); send(form, left); }, WAIT));
  }

  function step(input, by) {
    const { low, high } = input.dataset, now = Number(input.value);
    if (Number.isNaN(now)) return;
    let next = input.value.trim() === "" ? Number(low || 0) : now + by * Number(input.dataset.step || 1);
    if (low) next = Math.max(next, Number(low));
    if (high) next = Math.min(next, Number(high));
    input.value = String(Math.round(next * 1e6) / 1e6);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-ballot]");
    if (!form) return;
    const part = event.target.closest("[data-criterion]");
    if (event.target.matches("[data-slider]")) part.querySelector(".mark").value = event.target.value;
    else if (part) { const slider = part.querySelector("[data-slider]"); if (slider && event.target.value !== "") slider.value = event.target.value; }
    changed(form);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-less], [data-more]");
    if (button) step(button.closest("[data-criterion]").querySelector(".mark"), button.hasAttribute("data-more") ? 1 : -1);
  });

  // After app.js asked for confirmation (it listens on the document): on the window we come later.
  window.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-ballot]");
    if (!form || event.defaultPrevented) return;
    event.preventDefault();
    clearTimeout(timers.get(form));
    const sent = written(form, event.submitter?.name === "lock");
    put(slot(form), sent);
    send(form, sent);
  });

  document.addEventListener("keydown", (event) => {
    const form = event.target.closest("form[data-ballot]") || document.querySelector("form[data-ballot]");
    const away = document.querySelector(event.key === "ArrowRight" ? "[data-next]" : "[data-before]");
    if (event.altKey && ["ArrowRight", "ArrowLeft"].includes(event.key) && away) { event.preventDefault(); window.location.href = away.href; return; }
    if (!form) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); form.requestSubmit(form.querySelector("button:not([name=lock]):not([type=button])")); }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") { event.preventDefault(); form.requestSubmit(form.querySelector("button[name=lock]")); }
    if (!event.target.matches("input.mark")) return;
    const inputs = [...form.querySelectorAll("input.mark")], at = inputs.indexOf(event.target);
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) { event.preventDefault(); (inputs[at + 1] || form.elements.comment)?.focus(); }
    if (event.key === "ArrowUp" || event.key === "ArrowDown") { event.preventDefault(); step(event.target, event.key === "ArrowUp" ? 1 : -1); }
  });

  // What was written and never arrived comes back into the form, and is sent.
  function restore(form) {
    const left = read(slot(form));
    if (!left) return;
    for (const input of form.querySelectorAll("input.mark")) {
      const value = left.marks[input.name.replace(/^mark-/, "")];
      if (value === undefined) continue;
      input.value = value;
      const slider = input.closest("[data-criterion]")?.querySelector("[data-slider]");
      if (slider && value !== "") slider.value = value;
    }
    if (form.elements.comment) form.elements.comment.value = left.comment;
    form.elements.key.value = left.key;
    if (left.revision === form.dataset.revision) { send(form, { ...left, refused: undefined }); return; }
    say(form, words().waiting, "yellow"); // another device went on meanwhile: a person looks before it is overwritten
    complain(form, words().elsewhere);
  }

  // Ballots of other pages that never arrived: sent from whichever page of the desk is open, and counted.
  async function others() {
    const box = document.querySelector("[data-outbox]");
    if (!box) return;
    const begin = `gaoxin.ballot.${box.dataset.outbox}.`, names = Object.keys(localStorage).filter((name) => name.startsWith(begin));
    const here = new Set([...document.querySelectorAll("form[data-ballot]")].map(slot));
    let left = 0;
    for (const name of names.filter((one) => !here.has(one))) {
      const sent = read(name);
      if (!sent || sent.refused) continue;
      try {
        const answer = await fetch(sent.url, { method: "POST", credentials: "same-origin", redirect: "manual", headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": document.body.dataset.csrf }, body: JSON.stringify(sent) });
        if (answer.ok) drop(name, sent); else if (answer.status >= 400 && answer.status < 500 && (answer.headers.get("Content-Type") || "").includes("json")) put(name, { ...sent, refused: "refused" }); else left += 1;
      } catch { left += 1; }
    }
    box.classList.toggle("d-none", left === 0);
    const count = box.querySelector("[data-count]");
    if (count) count.textContent = left;
    if (left) setTimeout(others, LONGEST / 3);
  }

  // What was written here and refused since another value is handed in: shown until it is thrown away.
  function refusedHere() {
    for (const box of document.querySelectorAll("[data-kept]")) {
      const name = `gaoxin.ballot.${box.dataset.owner}.${box.dataset.kept}`, left = read(name);
      if (!left) continue;
      box.querySelector("[data-kept-text]").textContent = [...Object.values(left.marks), left.comment].filter(Boolean).join(" · ");
      box.classList.remove("d-none");
      box.querySelector("button").addEventListener("click", () => { localStorage.removeItem(name); box.classList.add("d-none"); });
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("form[data-ballot]").forEach(restore);
    others();
    refusedHere();
  });
  window.addEventListener("online", () => { pause = FIRST; flush(); others(); });
})();
