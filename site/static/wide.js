/* What is wider than its box fades out where it goes on, until its reader has come to the end; Tab reaches it. */

const BOXES = "pre, p, td, dd, div.math, span.math, .cell_output, .output, .line, .statement, .meaning, .note, .formula, " +
  ".counterexample, .truth, .pst-scrollable-table-container";

function mark(box) {
  const over = box.scrollWidth - box.clientWidth;
  const wide = over > 1 && box.clientWidth > 1 && ["auto", "scroll"].includes(getComputedStyle(box).overflowX);
  box.classList.toggle("veckron-wide", wide);
  box.classList.toggle("veckron-end", wide && box.scrollLeft >= over - 1);
  if (wide && box.tabIndex) box.tabIndex = 0;
}

/* What changed, and the boxes around it, in the next frame; a page of formulas changes a hundred times. */
const changed = new Set();

function markAround(part) {
  if (!changed.size) requestAnimationFrame(markChanged);
  changed.add(part);
}

function markChanged() {
  const boxes = new Set();
  for (const part of changed) {
    part.querySelectorAll(BOXES).forEach((box) => boxes.add(box));
    for (let box = part.closest(BOXES); box; box = box.parentElement?.closest(BOXES)) boxes.add(box);
  }
  changed.clear();
  boxes.forEach((box) => box.closest("article") && mark(box));
}

document.addEventListener("DOMContentLoaded", () => {
  const article = document.querySelector("article");
  if (!article) return;
  const markAll = () => markAround(article);
  let width = 0;
  const what = { childList: true, subtree: true, attributeFilter: ["tabindex"] }; // the theme sets it by an older width
  new MutationObserver((all) => all.forEach(({ target }) => markAround(target))).observe(article, what);
  new ResizeObserver(([{ contentRect }]) => contentRect.width !== width && ((width = contentRect.width), markAll())).observe(article);
  article.addEventListener("toggle", markAll, true);
  article.addEventListener("click", () => setTimeout(markAll)); // dropdowns of the theme
  article.addEventListener("scroll", (event) => event.target.matches?.(".veckron-wide") && mark(event.target), true);
});
