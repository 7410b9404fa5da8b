// The audience's page shows the entry that is open by itself.
"use strict";

(() => {
  const page = document.querySelector("[data-audience]");
  if (!page) return;
  const shown = `${page.dataset.place} ${page.dataset.open}`;
  followBoard({
    stream: page.dataset.stream, board: "", onState: () => {},
    onBoard: (board) => { if (`${board.current?.place || ""} ${board.audience}` !== shown) window.location.reload(); },
  });
})();
