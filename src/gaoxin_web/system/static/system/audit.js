// An event of the audit log opens in a drawer; without this script the link opens its page.
"use strict";

let opened;  // the link whose event the drawer shows; the keyboard goes back to it
document.addEventListener("hidden.bs.offcanvas", () => opened?.focus());
document.addEventListener("click", (event) => {
  const link = event.target.closest("table td.first a");
  const drawer = document.getElementById("drawer");
  if (!link || !drawer || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  opened = link;
  window.htmx.ajax("GET", link.getAttribute("href"), { target: "#drawer-body", swap: "innerHTML" });
  document.getElementById("drawer-open").click();
});
