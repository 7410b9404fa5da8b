// The form an enterprise fills: leaving with changes not yet kept asks first; the submit buttons send the page itself.
"use strict";

let waiting = false;
document.addEventListener("input", (event) => { if (event.target.closest("#fill")) waiting = true; });
document.addEventListener("submit", () => { waiting = false; });
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt.id !== "fill") return;
  if (event.detail.successful) waiting = false;
  else document.getElementById("saved")?.classList.add("text-danger");
});
window.addEventListener("beforeunload", (event) => { if (waiting) event.preventDefault(); });
