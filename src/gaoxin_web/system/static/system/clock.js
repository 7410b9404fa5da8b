// The server's clock beside the reader's own: a minute apart is worth a word.
"use strict";

const shown = document.querySelector("[data-clock]");
if (shown && Math.abs(Date.now() - performance.now() - Date.parse(shown.dataset.clock)) > 60000) document.getElementById("clock-off").hidden = false;
