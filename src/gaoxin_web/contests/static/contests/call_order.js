// Questions are dragged into order; the buttons beside them do the same by keyboard and without this.
"use strict";

const list = document.querySelector("[data-order]");
if (list?.dataset.order && window.Sortable) {
  window.Sortable.create(list, {
    handle: "[data-handle]",
    animation: 120,
    onEnd: async () => {
      const data = new FormData();
      for (const item of list.children) data.append("order", item.dataset.key);
      const headers = { "X-CSRFToken": document.body.dataset.csrf, "X-Requested-With": "order" };
      const answer = await fetch(list.dataset.order, { method: "POST", body: data, headers });
      if (answer.ok) window.location.reload(); // the preview beside is in the same order
    },
  });
}
