// An event of the audit log opens in a drawer; without this script the link opens its page.
"use strict";

document.addEventListener("click", (event) => {
  const link = event.target.closest("table td.first a");
  const drawer = document.getElementById("drawer");
  if (!link || !drawer || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  window.htmx.ajax("GET", link.getAttribute("href"), { target: "#drawer-body", swap: "innerHTML" });
  document.getElementById("drawer-open").click();
});
