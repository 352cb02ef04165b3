/* An answer in numbers: a grid for each letter, and beside each other the function, the formula and the difference quotient. */

import { call } from "./engine.js";
import { element, typeset } from "./parts.js";

let kept = { question: "", values: {} }; // what was typed, for one question

/* A part of the answer that is computed when it is opened. */
export function numbers(wanted) {
  const box = element("div", { className: "grids tex2jax_process", ariaLive: "polite" });
  const details = element("details", { className: "numbers" }, element("summary", { textContent: "Numbers" }), box);
  const question = JSON.stringify(wanted);
  if (kept.question !== question) kept = { question, values: {} };
  details.addEventListener("toggle", () => details.open && !box.children.length && compute(box, wanted));
  return details;
}

async function compute(box, wanted) {
  const answer = await call("numbers", { ...wanted, values: kept.values }).catch((error) => ({ error }));
  if (!box.isConnected) return;
  box.querySelector(".error")?.remove();
  if (answer.error) return box.append(element("p", { className: "error", textContent: answer.error.message })); // what was typed stays
  const again = () => ((kept.values = typed(box)), compute(box, wanted));
  const side = (...grids) => element("div", { className: "side" }, ...grids);
  const results = answer.results.map((one) => side(shown(`\\(${one.left}\\)`, one.found), shown("by difference quotient", one.quotient)));
  const fresh = element("div", { className: box.className }, side(shown("value", answer.value)), ...results);
  await typeset(fresh, box);
  const sizes = Object.entries(answer.sizes).map(([name, size]) => `${name} = ${size}`).join(", ");
  const grids = Object.entries(answer.letters).map(([name, rows]) => grid(name, rows, again));
  if (!box.children.length) box.append(side(...grids, sizes));
  [...box.children].slice(1).forEach((old) => old.remove()); // the grids stay: the reader may be typing
  box.append(...fresh.childNodes);
  for (const wide of box.children) wide.tabIndex = wide.scrollWidth > wide.clientWidth ? 0 : -1; // it scrolls
}

/* The entries of a letter, to be changed. */
function grid(name, rows, changed) {
  const cell = (value, i, j) => {
    const input = element("input", { value, inputMode: "decimal", ariaLabel: `${name}, row ${i + 1}, column ${j + 1}` });
    input.addEventListener("change", changed);
    return element("td", {}, input);
  };
  const made = table(name, rows, cell);
  made.dataset.letter = name;
  return made;
}

function shown(caption, rows) {
  return table(caption, rows, (value) => element("td", { textContent: `${value}`.replace("-", "\u2212") }));
}

function table(caption, rows, cell) {
  const lines = rows.map((row, i) => element("tr", {}, ...row.map((value, j) => cell(value, i, j))));
  return element("table", { className: "grid" }, element("caption", { textContent: caption }), element("tbody", {}, ...lines));
}

/* The rows of each letter as they stand in its grid; what is no number is sent as it is, and refused. */
function typed(box) {
  const number = ({ value }) => (value.trim() && Number.isFinite(Number(value)) ? Number(value) : value);
  const rows = (grid) => [...grid.rows].map((row) => [...row.querySelectorAll("input")].map(number));
  return Object.fromEntries([...box.querySelectorAll("[data-letter]")].map((grid) => [grid.dataset.letter, rows(grid)]));
}
