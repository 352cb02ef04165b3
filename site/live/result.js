/* What the calculator shows: the package's HTML, typeset, and one line about its check. */

import { copyable, element, typeset } from "./parts.js";

const SMALLEST = 0.72; // of its size, for a wide formula

export const result = element("section", { className: "result", ariaLabel: "The derivative" });

export async function typesetAnswer(html) {
  const fresh = element("div", { innerHTML: html });
  await typeset(fresh, result);
  return fresh;
}

export function replace(fresh) {
  keepOpen(fresh);
  result.replaceChildren(...fresh.children);
  dress();
}

/* What the reader had opened or closed stays so. */
function keepOpen(fresh) {
  const name = (details) => details.querySelector("summary").textContent;
  const before = new Map([...result.querySelectorAll("details")].map((details) => [name(details), details.open]));
  for (const details of fresh.querySelectorAll("details")) details.open = before.get(name(details)) ?? details.open;
}

/* The example as the book stores it, at once. */
export function show(details) {
  result.replaceChildren(details.querySelector(".veckron-calculation").cloneNode(true));
  dress();
}

function dress() {
  result.hidden = false;
  result.querySelectorAll("details.source").forEach(copyable);
  fit();
}

/* A wide formula shrinks a little; what is still too wide fades out at the edge to which it scrolls. */
export function fit() {
  for (const formula of result.querySelectorAll("p.formula")) {
    formula.style.fontSize = "";
    const ratio = formula.clientWidth / formula.scrollWidth, size = parseFloat(getComputedStyle(formula).fontSize);
    if (ratio < 1) formula.style.fontSize = `${Math.max(SMALLEST, 0.99 * ratio) * size}px`;
    formula.classList.toggle("wide", formula.scrollWidth > formula.clientWidth);
  }
}

/* The status of each line, in one sentence. */
export function judged(verdicts) {
  const of = (status) => verdicts.filter((each) => each === status).length;
  const total = verdicts.length, open = total - of("holds");
  if (of("fails")) return "The check refutes the answer: it is withdrawn.";
  if (open === 0) return "Derived, and every line checked, in this browser.";
  return `Derived; ${open} of ${total} ${total === 1 ? "line" : "lines"} could not be decided.`;
}
