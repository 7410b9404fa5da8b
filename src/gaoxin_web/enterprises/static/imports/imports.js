// Choices that are searched: of a column's field, and of an enterprise. Without this they are plain selects.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  if (!window.TomSelect) return;
  for (const select of document.querySelectorAll("select[data-find]")) {
    new TomSelect(select, { maxOptions: 500, allowEmptyOption: true, dropdownParent: "body" });
  }
  for (const select of document.querySelectorAll("select[data-search-at]")) {
    new TomSelect(select, {
      valueField: "value", labelField: "text", searchField: [], dropdownParent: "body", loadThrottle: 250,
      shouldLoad: (words) => words.trim().length > 0,
      load: (words, done) => {
        fetch(`${select.dataset.searchAt}?q=${encodeURIComponent(words)}`)
          .then((answer) => answer.json()).then((data) => done(data.found)).catch(() => done());
      },
      onChange: (value) => {
        if (value) for (const radio of select.closest("[data-row]").querySelectorAll('[type="radio"]')) radio.checked = false;
      },
    });
  }
});

// A choice by name and a choice among those listed are one choice.
document.addEventListener("change", (event) => {
  if (!event.target.matches('[data-row] [type="radio"]')) return;
  event.target.closest("[data-row]").querySelector("[data-search-at]")?.tomselect?.clear(true);
});
