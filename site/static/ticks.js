/* A tick moves into the title bar of the statement that it verifies, with the cell that made it. */

document.addEventListener("DOMContentLoaded", () => {
  for (const tick of document.querySelectorAll("article details.veckron-tick")) {
    const cell = tick.closest(".cell");
    const title = cell && titleBefore(cell);
    const code = cell?.querySelector(".cell_input"), fold = code?.closest("details");
    if (code) tick.querySelector(".panel").append(code);
    fold?.remove(); // the panel is one
    if (!title || title.querySelector("details.veckron-tick")) continue;
    title.append(tick);
    cell.remove();
  }
  addEventListener("beforeprint", () => closeAll());
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeAll());
  document.addEventListener("click", (event) => closeAll(event.target.closest?.("details.veckron-tick")));
});

/* The title of the nearest statement before a cell, in the same section. */
function titleBefore(cell) {
  for (let place = cell.previousElementSibling; place; place = place.previousElementSibling) {
    if (place.matches("section, h1, h2, h3")) return null;
    if (place.matches("div.proof[id]:not(#proof)")) return place.querySelector("p.admonition-title");
  }
  return null;
}

function closeAll(but) {
  for (const tick of document.querySelectorAll("details.veckron-tick[open]")) if (tick !== but) tick.open = false;
}
