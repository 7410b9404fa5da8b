// What an entrant will see of a question, while it is written.
"use strict";

const question = document.getElementById("question");
const shown = document.querySelector("[data-preview]");
const KINDS = { text: "text", number: "text", url: "url", date: "date", file: "file" };

function input(kind, english) {
  if (kind === "long") return document.createElement("textarea");
  const lines = question.elements.choices_text.value.split("\n").map((line) => line.split("|").map((part) => part.trim())).filter(([label]) => label);
  if (kind === "choice") {
    const select = document.createElement("select");
    for (const [label, other] of lines) select.add(new Option((english && other) || label));
    return select;
  }
  if (kind === "choices") {
    const box = document.createElement("div");
    for (const [label, other] of lines) {
      const line = document.createElement("label"), tick = document.createElement("input");
      tick.type = "checkbox";
      tick.className = "form-check-input me-2";
      line.className = "d-block";
      line.append(tick, (english && other) || label);
      box.append(line);
    }
    return box;
  }
  const made = document.createElement("input");
  made.type = KINDS[kind] || "text";
  return made;
}

function draw() {
  for (const place of shown.querySelectorAll("[data-show]")) {
    const name = place.dataset.show;
    const label = name.startsWith("label") ? question.elements.label.value || "—" : "";
    place.textContent = question.elements[name].value || label;
    if (name.startsWith("label")) place.classList.toggle("required", question.elements.required.checked);
  }
  for (const place of shown.querySelectorAll("[data-input]")) {
    const made = input(question.elements.kind.value, place.closest("[lang]").lang === "en");
    if (made.tagName !== "DIV") made.className = made.tagName === "SELECT" ? "form-select" : "form-control";
    made.setAttribute("aria-label", place.previousElementSibling.textContent);
    place.replaceChildren(made);
  }
  const choices = question.elements.choices_text.closest(".mb-3");
  choices.hidden = !["choice", "choices"].includes(question.elements.kind.value);
}

if (question && shown) {
  shown.hidden = false;
  question.addEventListener("input", draw);
  question.addEventListener("change", draw);
  draw();
}
