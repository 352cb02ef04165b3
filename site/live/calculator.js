/* The calculator: a form over the package's own answers. What is shown comes from `veckron.calculator`. */

import { VERSION, call, isKept, megabytes, state, stop } from "./engine.js";
import { Letters } from "./letters.js";
import { copyable, element, status, typeset } from "./parts.js";

const FIRST = "Gaussian likelihood";
const PAUSE = 300; // milliseconds without a key before the shapes are asked for
const SMALLEST = 0.72; // of its size, for a wide formula
const place = document.querySelector("#veckron-calculator");
const stored = [...document.querySelectorAll(".veckron-examples details[data-text]")];

const form = element("form", { className: "veckron-form", noValidate: true });
const text = element("textarea", {
  id: "calculator-text", className: "formula", rows: 1, spellcheck: false, autocapitalize: "off", autocomplete: "off",
});
const letters = new Letters();
const error = element("div", { id: "calculator-error", className: "error", role: "alert", hidden: true });
const derive = element("button", { type: "submit", className: "primary", textContent: "Derive" });
const halt = element("button", { type: "button", textContent: "Stop", hidden: true });
const link = element("button", { type: "button", className: "link", textContent: "Copy link" });
const line = status();
const result = element("section", { className: "result", ariaLabel: "The derivative" });
let asked = 0, pause = 0;

/* -- What is asked -------------------------------------------------------------------------------------- */

function build() {
  const label = element("label", { htmlFor: text.id, textContent: "A function, as in NumPy" });
  const actions = element("div", { className: "actions" }, derive, halt, line.box, link);
  form.append(chips(), label, text, error, letters.box, actions);
  place.replaceChildren(form, result);
  text.setAttribute("autocorrect", "off");
  text.setAttribute("aria-describedby", error.id);
  text.addEventListener("input", () => (read(), follow()));
  text.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), run()));
  form.addEventListener("submit", (event) => (event.preventDefault(), run()));
  halt.addEventListener("click", () => (stop(), idle("Stopped.")));
  link.addEventListener("click", copyLink);
  addEventListener("resize", fit);
}

function chips() {
  const buttons = stored.map((details) => {
    const chip = element("button", { type: "button", textContent: details.dataset.name });
    chip.addEventListener("click", () => (fill(example(details)), show(details), run()));
    return chip;
  });
  return element("div", { className: "chips", role: "group", ariaLabel: "Examples" }, ...buttons);
}

function example(details) {
  return { text: details.dataset.text, by: details.dataset.by, shapes: JSON.parse(details.dataset.shapes) };
}

function request() {
  return { text: text.value, by: letters.by, shapes: letters.shapes };
}

function fill(wanted) {
  text.value = wanted.text;
  letters.fill(wanted.by, wanted.shapes);
  error.hidden = true;
  read();
}

function read() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
  letters.read(text.value);
}

/* Once Python runs, the shapes follow while one types. */
function follow() {
  clearTimeout(pause);
  pause = setTimeout(async () => state() === "ready" && letters.tell((await call("shapes", request())).shapes ?? {}), PAUSE);
}

/* -- The answer ----------------------------------------------------------------------------------------- */

async function run() {
  const mine = ++asked, wanted = request();
  const answered = async (name) => present(mine, wanted, await call(name, wanted));
  error.hidden = true;
  busy("Deriving");
  try {
    if (!(await answered("calculate"))) return;
    line.say("Derived. Checking every line");
    if (await answered("check")) idle("Derived, and every line checked exactly, in this browser.");
  } catch (problem) {
    if (mine === asked && problem.name !== "Stopped") idle(problem.message);
  }
}

/* Returns whether there is an answer, and it is still wanted. */
async function present(mine, wanted, answer) {
  if (mine !== asked) return false;
  if (answer.error) return refuse(answer.error);
  const fresh = element("div", { innerHTML: answer.html });
  await typeset(fresh, result);
  if (mine !== asked) return false;
  keepOpen(fresh);
  result.replaceChildren(...fresh.children);
  letters.tell(answer.shapes);
  history.replaceState(null, "", address(wanted));
  dress();
  return true;
}

/* What the reader had opened or closed stays so. */
function keepOpen(fresh) {
  const before = [...result.querySelectorAll("details")];
  [...fresh.querySelectorAll("details")].forEach((details, k) => before[k] && (details.open = before[k].open));
}

/* The example as the book stores it, at once. */
function show(details) {
  result.replaceChildren(details.querySelector(".veckron-calculation").cloneNode(true));
  dress();
}

function dress() {
  result.hidden = false;
  result.querySelectorAll("details.source").forEach(copyable);
  fit();
}

/* A wide formula shrinks a little; what is still too wide fades out at the edge to which it scrolls. */
function fit() {
  for (const formula of result.querySelectorAll("p.formula")) {
    formula.style.fontSize = "";
    const ratio = formula.clientWidth / formula.scrollWidth, size = parseFloat(getComputedStyle(formula).fontSize);
    if (ratio < 1) formula.style.fontSize = `${Math.max(SMALLEST, 0.99 * ratio) * size}px`;
    formula.classList.toggle("wide", formula.scrollWidth > formula.clientWidth);
  }
}

function refuse({ message, position, asks }) {
  const formula = text.value, mark = element("mark", { textContent: formula[position] ?? " " });
  const shown = element("pre", {}, formula.slice(0, position), mark, formula.slice(position + 1));
  error.replaceChildren(element("p", { textContent: message }), shown);
  error.hidden = false;
  result.hidden = true;
  idle("");
  (letters.field(asks) ?? text).focus();
  return false;
}

function busy(words) {
  halt.hidden = false;
  form.setAttribute("aria-busy", "true");
  line.say(words);
}

function idle(words) {
  halt.hidden = true;
  form.removeAttribute("aria-busy");
  line.say(words);
}

/* -- The link ------------------------------------------------------------------------------------------- */

function address(wanted) {
  const query = new URLSearchParams({ f: wanted.text, by: wanted.by });
  for (const [name, shape] of Object.entries(wanted.shapes)) query.set(`shape.${name}`, shape);
  return `${location.pathname}?${query}`;
}

function linked() {
  const query = new URLSearchParams(location.search);
  if (!query.get("f")) return null;
  const shapes = [...query].filter(([key]) => key.startsWith("shape.")).map(([key, shape]) => [key.slice(6), shape]);
  return { text: query.get("f"), by: query.get("by") ?? "", shapes: Object.fromEntries(shapes) };
}

async function copyLink() {
  history.replaceState(null, "", address(request()));
  await navigator.clipboard.writeText(location.href);
  line.say("The link is in the clipboard.");
}

/* -- The start ------------------------------------------------------------------------------------------ */

function styled() {
  const sheet = element("link", { rel: "stylesheet", href: new URL(`calculator.css${VERSION}`, import.meta.url) });
  return new Promise((done) => (Object.assign(sheet, { onload: done, onerror: done }), document.head.append(sheet)));
}

/* A link derives at once, unless the reader asked for little data; otherwise an example stands there already. */
async function open() {
  await styled();
  build();
  const given = linked(), first = stored.find((details) => details.dataset.name === FIRST) ?? stored[0];
  const same = stored.find((details) => given && JSON.stringify(example(details)) === JSON.stringify(given));
  fill(given ?? example(first));
  if (!given || same) show(same ?? first);
  line.say((await isKept()) ? "" : `The first answer loads ${megabytes()} MB from this book, once: Python, SymPy and veckron.`);
  if (given && !navigator.connection?.saveData) run();
}

open();
