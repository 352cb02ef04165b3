/* The checker: is a formula right? What is shown comes from `veckron.book.checker`. */

import { call, isKept, megabytes, stop } from "./engine.js";
import { Letters } from "./letters.js";
import { copied, element, status } from "./parts.js";
import { fit, replace, result, show, typesetAnswer } from "./result.js";

const place = document.querySelector("#veckron-checker");
const stored = [...document.querySelectorAll(".veckron-examples details[data-ask]")];
const form = element("form", { className: "veckron-form veckron-claim", noValidate: true });
const fields = { text: field("text"), f: field("f"), g: field("g") };
const kind = element("select", { ariaLabel: "What is claimed" }, option("gradient"), option("jacobian", "Jacobian"));
const modes = { identity: mode("identity", "An identity"), derivative: mode("derivative", "A derivative beside its function") };
const letters = new Letters();
const error = element("div", { id: "checker-error", className: "error", role: "alert", hidden: true });
const halt = element("button", { type: "button", textContent: "Stop", hidden: true });
const line = status();
// What is done, one step after another; a statement that does not hold goes through all of them.
const STEPS = ["Checking", "It does not hold. Looking for the smallest counterexample", "Looking for a change that mends it"];
const END = { holds: "Checked in this browser: it holds.", fails: "Checked in this browser: it does not hold." };
// Words of formulas that are no letters.
const WORDS = /\\[a-z]+|\bgrad_?|\b(?:tr|det|log|ln|vec|vech|kron|exp|diag|rank|where|is|are|for|if|and|symmetric)\b/gi;
let asked = 0;
let entry = null; // the entry of the catalogue whose text stands in the field

/* -- What is asked -------------------------------------------------------------------------------------- */

function field(name) {
  const made = element("textarea", { id: `checker-${name}`, className: "formula", rows: 1, spellcheck: false });
  Object.assign(made, { autocapitalize: "off", autocomplete: "off" });
  made.setAttribute("autocorrect", "off");
  made.setAttribute("aria-describedby", "checker-error");
  made.addEventListener("input", () => (forget(made, name), read()));
  made.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), run()));
  return made;
}

function option(value, textContent = value) {
  return element("option", { value, textContent });
}

function mode(value, words) {
  const radio = element("input", { type: "radio", name: "mode", value });
  radio.addEventListener("change", () => (turn(), read()));
  return { radio, label: element("label", { className: "mode" }, radio, words) };
}

function labelled(name, ...words) {
  const label = element("label", { htmlFor: fields[name].id }, ...words);
  return element("div", { className: `claim ${name === "text" ? "identity" : "derivative"}` }, label, fields[name]);
}

function build() {
  const group = element("div", { className: "modes", role: "radiogroup", ariaLabel: "What to check" });
  group.append(modes.identity.label, modes.derivative.label);
  const check = element("button", { type: "submit", className: "primary", textContent: "Check" });
  const link = element("button", { type: "button", className: "link", textContent: "Copy link" });
  const derivative = labelled("g", "Its claimed derivative");
  derivative.append(kind);
  form.append(chips(), group, labelled("text", "An identity, as on paper, in LaTeX or in NumPy"), labelled("f", "A function"));
  form.append(derivative, error, letters.box, element("div", { className: "actions" }, check, halt, line.box, link));
  place.replaceChildren(form, result);
  result.ariaLabel = "The verdict";
  form.addEventListener("submit", (event) => (event.preventDefault(), run()));
  halt.addEventListener("click", () => ((asked += 1), stop(), idle("Stopped.")));
  link.addEventListener("click", copyLink);
  addEventListener("resize", fit);
}

function chips() {
  const buttons = stored.map((details) => {
    const chip = element("button", { type: "button", textContent: details.dataset.name });
    chip.addEventListener("click", () => (fill(JSON.parse(details.dataset.ask)), present(details), run()));
    return chip;
  });
  return element("div", { className: "chips", role: "group", ariaLabel: "Examples" }, ...buttons);
}

/* The fields of the other way to ask are not there. */
function turn() {
  form.classList.toggle("derivative", modes.derivative.radio.checked);
}

function request() {
  const { shapes, by } = letters;
  if (modes.derivative.radio.checked) return { f: fields.f.value, g: fields.g.value, by, kind: kind.value, shapes };
  return entry ? { text: fields.text.value, shapes, name: entry } : { text: fields.text.value, shapes };
}

function fill(wanted) {
  const derivative = "f" in wanted;
  for (const name of derivative ? ["f", "g"] : ["text"]) fields[name].value = wanted[name] ?? "";
  modes[derivative ? "derivative" : "identity"].radio.checked = true;
  if (derivative) kind.value = wanted.kind === "jacobian" ? "jacobian" : "gradient";
  letters.fill(wanted.by ?? "", wanted.shapes ?? {});
  error.hidden = true;
  turn();
  read();
  entry = wanted.name ?? null;
}

function read() {
  entry = null;
  for (const area of Object.values(fields)) {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
    area.dataset.before = area.value;
  }
  const { f, g, text } = fields;
  rows((modes.derivative.radio.checked ? `${f.value} ${g.value}` : text.value).replace(WORDS, " "));
}

/* A formula that is replaced takes its shapes along; one that is edited keeps them. */
function forget(area, name) {
  const [old, now] = [area.dataset.before ?? "", area.value], most = Math.min(old.length, now.length);
  let start = 0, end = 0;
  while (start < most && old[start] === now[start]) start += 1;
  while (end < most - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  if (name !== "g" && 2 * (start + end) < Math.max(old.length, now.length)) letters.fill("", {});
}

/* The letters of a text, or those that an answer names. */
function rows(text) {
  letters.read(text);
  const words = modes.derivative.radio.checked ? "With respect to" : "Letters, with their sizes where these do not follow";
  letters.box.querySelector("legend").textContent = letters.names.length ? words : "Its letters appear here";
}

/* -- The answer ----------------------------------------------------------------------------------------- */

async function run() {
  const mine = ++asked, wanted = request();
  error.hidden = true;
  halt.hidden = false;
  form.setAttribute("aria-busy", "true");
  history.replaceState(null, "", address(wanted));
  try {
    for (const more of [0, 1, 2]) {
      line.say(STEPS[more]);
      const answer = await call("claim", { ...wanted, more });
      if (mine !== asked) return;
      if (answer.error) return await refuse(mine, answer.error, wanted);
      await shown(mine, answer.html);
      if (mine !== asked) return;
      if (!more) learn(wanted, answer);
      if (answer.status !== "fails" || more === 2) return idle(END[answer.status] ?? "It could not be decided.");
    }
  } catch (problem) {
    if (mine === asked) idle(problem.message);
  }
}

async function shown(mine, html) {
  const fresh = await typesetAnswer(html);
  if (mine !== asked) return;
  replace(fresh);
  offer();
}

/* The answer knows the letters, and the text of an entry that was asked for by its name. */
function learn(wanted, { text, shapes }) {
  if (wanted.name && !wanted.text) fill({ ...wanted, text, shapes });
  rows(Object.keys(shapes).join(" "));
  letters.tell(shapes);
}

function present(details) {
  show(details);
  offer();
}

/* Another reading, or a statement that was mended, goes into the fields at a press. */
function offer() {
  for (const part of result.querySelectorAll("[data-request]")) {
    const button = element("button", { type: "button", className: "take", textContent: part.dataset.words });
    button.addEventListener("click", () => (fill(JSON.parse(part.dataset.request)), run()));
    part.after(button);
  }
}

/* What is wrong is marked in its field; shapes that do not fit may be mended. */
async function refuse(mine, { message, position, asks, field: name }, wanted) {
  const area = "f" in wanted ? fields[name === "g" ? "g" : "f"] : fields.text, signs = [...area.value];
  const mark = element("mark", { textContent: signs[position] ?? " " });
  error.replaceChildren(element("p", { textContent: message }));
  if (Number.isInteger(position)) {
    error.append(element("pre", {}, signs.slice(0, position).join(""), mark, signs.slice(position + 1).join("")));
  }
  error.hidden = false;
  result.hidden = true;
  (letters.field(asks) ?? area).focus();
  line.say(STEPS[2]);
  const { html } = await call("claim", { ...wanted, more: 2 });
  if (mine === asked && html) await shown(mine, html);
  if (mine === asked) idle("");
}

function idle(words) {
  halt.hidden = true;
  form.removeAttribute("aria-busy");
  line.say(words);
}

/* -- The link ------------------------------------------------------------------------------------------- */

function address({ text, name, shapes, ...derivative }) {
  const query = new URLSearchParams(name ? { name } : "f" in derivative ? derivative : { check: text });
  for (const [letter, shape] of Object.entries(name ? {} : shapes)) query.set(`shape.${letter}`, shape);
  return `${location.pathname}?${query}`;
}

function linked() {
  const query = new URLSearchParams(location.search), of = (name) => query.get(name) ?? "";
  const given = [...query].filter(([key]) => key.startsWith("shape."));
  const shapes = Object.fromEntries(given.map(([key, shape]) => [key.slice(6), shape]));
  if (of("name")) return { name: of("name"), text: "", shapes: {} };
  if (of("f")) return { f: of("f"), g: of("g"), by: of("by"), kind: of("kind"), shapes };
  return of("check") ? { text: of("check"), shapes } : null;
}

async function copyLink() {
  history.replaceState(null, "", address(request()));
  line.say((await copied(location.href)) ? "The link is in the clipboard." : "The address bar has the link.");
}

/* -- The start ------------------------------------------------------------------------------------------ */

/* A link is checked at once, unless the reader asked for little data; otherwise an example stands there already. */
async function open() {
  build();
  const given = linked();
  fill(given ?? JSON.parse(stored[0].dataset.ask));
  if (given) result.hidden = true;
  else present(stored[0]);
  line.say((await isKept()) ? "" : `The first check loads ${megabytes()} MB from this book, once: Python, SymPy and veckron.`);
  if (given && !navigator.connection?.saveData) run();
}

open();
