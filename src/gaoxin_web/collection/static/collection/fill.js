// The form an enterprise fills: leaving with changes not yet kept asks first; the submit buttons send the page itself.
"use strict";

let waiting = false;
document.addEventListener("input", (event) => { if (event.target.closest("#fill")) waiting = true; });
document.addEventListener("submit", () => { waiting = false; });
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt.id !== "fill") return;
  const place = document.getElementById("saved");
  if (event.detail.successful) waiting = false;
  else if (place) {
    place.textContent = event.detail.elt.dataset.failed;
    place.classList.add("text-danger");
  }
});
// A line that somebody else changed is shown anew, but never under the fingers of whoever is typing in it.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.target.classList.contains("line") && event.detail.target.contains(document.activeElement)) event.detail.shouldSwap = false;
});
window.addEventListener("beforeunload", (event) => { if (waiting) event.preventDefault(); });
