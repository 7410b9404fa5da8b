// Shared behaviour of all pages. No page needs it to be read; forms work without it.
"use strict";

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = document.body.dataset.csrf;
});

// <form data-confirm="…"> and <button data-confirm="…"> ask before they act.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm || event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// <select data-submit> sends its form when changed; <input type="checkbox" data-all="name"> ticks all of a name.
document.addEventListener("change", (event) => {
  const element = event.target;
  if (element.matches("[data-submit]")) element.form.requestSubmit();
  if (element.matches("[data-all]")) {
    for (const box of document.querySelectorAll(`input[name="${element.dataset.all}"]`)) box.checked = element.checked;
  }
});

// <button data-print> prints; <button data-copy="text"> copies.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-print], [data-copy]");
  if (button?.dataset.copy) navigator.clipboard.writeText(button.dataset.copy);
  else if (button) window.print();
});

// "/" jumps to the page's search field.
document.addEventListener("keydown", (event) => {
  const search = document.querySelector("[data-search]");
  if (event.key === "/" && search && !event.target.closest("input, textarea, select")) {
    event.preventDefault();
    search.focus();
  }
});

// <div class="chart" data-chart="id-of-json-script"> becomes an ECharts picture.
function draw() {
  if (!window.echarts) return;
  for (const place of document.querySelectorAll("[data-chart]:not([data-drawn])")) {
    const chart = window.echarts.init(place, null, { renderer: "svg" });
    chart.setOption(JSON.parse(document.getElementById(place.dataset.chart).textContent));
    chart.on("click", (point) => { if (point.data?.url) window.location.href = point.data.url; });
    place.dataset.drawn = "yes";
    new ResizeObserver(() => chart.resize()).observe(place);
  }
}
document.addEventListener("DOMContentLoaded", draw);
document.addEventListener("htmx:afterSettle", draw);

// A table wider than its box is scrolled by keyboard as well: such a box takes the focus and says what it holds.
const widths = new ResizeObserver((changes) => { for (const { target } of changes) reachable(target); });
function reachable(box) {
  if (box.hasAttribute("tabindex") || box.scrollWidth <= box.clientWidth) return;
  const heading = box.closest(".card, section")?.querySelector("h2, h3") || document.querySelector("h1");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", heading?.textContent.trim() || document.title);
}
function watch() { for (const box of document.querySelectorAll(".table-responsive")) widths.observe(box); }
document.addEventListener("DOMContentLoaded", watch);
document.addEventListener("htmx:afterSettle", watch);
