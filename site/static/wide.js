/* What is wider than its box fades out where it goes on, until its reader has come to the end; Tab reaches it. */

const BOXES = "pre, p, td, dd, div.math, span.math, .cell_output, .output, .line, .statement, .meaning, .note, .formula, " +
  ".counterexample, .truth, .pst-scrollable-table-container";
let waiting = false;

function mark(box) {
  const over = box.scrollWidth - box.clientWidth;
  const wide = over > 1 && box.clientWidth > 1 && ["auto", "scroll"].includes(getComputedStyle(box).overflowX);
  box.classList.toggle("veckron-wide", wide);
  box.classList.toggle("veckron-end", wide && box.scrollLeft >= over - 1);
  if (wide) box.tabIndex = 0;
}

function markAll() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    document.querySelectorAll(`article :is(${BOXES})`).forEach(mark);
  });
}

document.addEventListener("DOMContentLoaded", () => {
  const article = document.querySelector("article");
  if (!article) return;
  new MutationObserver(markAll).observe(article, { childList: true, subtree: true });
  new ResizeObserver(markAll).observe(article);
  article.addEventListener("toggle", markAll, true);
  article.addEventListener("click", () => setTimeout(markAll)); // dropdowns of the theme
  article.addEventListener("scroll", (event) => event.target.matches?.(".veckron-wide") && mark(event.target), true);
});
