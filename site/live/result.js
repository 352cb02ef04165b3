/* What the calculator shows: the package's HTML, typeset, and one line about its check. */

import { call } from "./engine.js";
import { copyable, element, typeset } from "./parts.js";

const SMALLEST = 0.72; // of its size, for a wide formula

/* What Python is asked for when it is opened. */
const DIALECTS = { jax: "JAX", torch: "PyTorch", julia: "Julia", "jax rule": "JAX custom_vjp", "torch rule": "PyTorch autograd.Function" };

export const result = element("section", { className: "result", ariaLabel: "The derivative" });

export async function typesetAnswer(html) {
  const fresh = element("div", { innerHTML: html });
  await typeset(fresh, result);
  return fresh;
}

export function replace(fresh, wanted) {
  const more = wanted && fresh.querySelector("details.source") ? Object.keys(DIALECTS) : [];
  fresh.firstElementChild.append(...more.map((dialect) => lazy(dialect, wanted)));
  keepOpen(fresh);
  result.replaceChildren(...fresh.children);
  dress();
}

function lazy(dialect, wanted) {
  const code = element("code"), words = element("summary", { textContent: DIALECTS[dialect] });
  const details = element("details", { className: "source" }, words, element("pre", { className: "tex2jax_ignore" }, code));
  details.dataset.dialect = dialect;
  details.addEventListener("toggle", async () => {
    if (!details.open || code.textContent) return;
    const answer = await call("source", { ...wanted, dialect }).catch((error) => ({ error }));
    code.textContent = answer.text ?? answer.error.message;
  });
  return details;
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
  const sources = [...result.querySelectorAll("details.source")];
  if (sources.length) result.firstElementChild.append(element("div", { className: "sources" }, ...sources));
  sources.forEach((details) => (copyable(details), (details.name = "source"), (details.querySelector("pre").tabIndex = 0)));
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
