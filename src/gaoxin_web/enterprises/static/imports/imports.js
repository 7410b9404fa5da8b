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
        if (value) for (const radio of select.form.querySelectorAll('[name="decision"]')) radio.checked = false;
      },
    });
  }
});
