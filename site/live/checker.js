/* The checker: is a formula right? What is shown comes from `veckron.book.checker`. */

import { call } from "./engine.js";
import { Actions, address, asks, chips, formula, grow, linked, refuse, stored } from "./forms.js";
import { Letters } from "./letters.js";
import { button, element, menu } from "./parts.js";
import { replace, result, show, typesetAnswer } from "./result.js";

const place = document.querySelector("#veckron-checker");
const form = element("form", { className: "veckron-form veckron-claim", noValidate: true });
const fields = { text: field("text"), f: field("f"), g: field("g") };
const kind = menu("What is claimed", [["gradient", "gradient"], ["jacobian", "Jacobian"]]);
const modes = { identity: mode("identity", "An identity"), derivative: mode("derivative", "A derivative beside its function") };
const letters = new Letters();
const error = element("div", { id: "checker-error", className: "error", role: "alert", hidden: true });
const actions = new Actions(form, "Check", { run, stopped: () => (asked += 1), address: () => link(request()) });
// What is done, one step after another; a statement that does not hold goes through all of them.
const STEPS = ["Checking", "It does not hold. Looking for the smallest counterexample", "Looking for a change that mends it"];
const END = { holds: "Checked in this browser: it holds.", fails: "Checked in this browser: it does not hold." };
// Words of formulas that are no letters.
const WORDS = /\\[a-z]+|\bgrad_?|\b(?:tr|det|log|ln|vec|vech|kron|exp|diag|rank|where|is|are|for|if|and|symmetric)\b/gi;
let asked = 0;
let entry = null; // the entry of the catalogue whose text stands in the field

/* -- What is asked -------------------------------------------------------------------------------------- */

function field(name) {
  const made = formula(`checker-${name}`, "checker-error");
  made.addEventListener("input", () => (forget(made, name), read()));
  return made;
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
  const derivative = labelled("g", "Its claimed derivative");
  derivative.append(kind);
  const examples = chips((details) => (fill(asks(details)), present(details), run()));
  form.append(examples, group, labelled("text", "An identity, as on paper, in LaTeX or in NumPy"), labelled("f", "A function"));
  form.append(derivative, error, letters.box, actions.box);
  place.replaceChildren(form, result);
  result.ariaLabel = "The verdict";
  const sized = "Letters, with their sizes where these do not follow";
  letters.legend = () => (modes.derivative.radio.checked ? "With respect to" : sized);
}

/* The fields of the other way to ask are not there; its letters have another legend. */
function turn() {
  form.classList.toggle("derivative", modes.derivative.radio.checked);
  letters.looked = null;
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
    grow(area);
    area.dataset.before = area.value;
  }
  const { f, g, text } = fields;
  letters.read((modes.derivative.radio.checked ? `${f.value} ${g.value}` : text.value).replace(WORDS, " "));
}

/* A formula that is replaced takes its shapes along; one that is edited keeps them. */
function forget(area, name) {
  const [old, now] = [area.dataset.before ?? "", area.value], most = Math.min(old.length, now.length);
  let start = 0, end = 0;
  while (start < most && old[start] === now[start]) start += 1;
  while (end < most - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  if (name !== "g" && 2 * (start + end) < Math.max(old.length, now.length)) letters.fill("", {});
}

/* -- The answer ----------------------------------------------------------------------------------------- */

async function run() {
  const mine = ++asked, wanted = request();
  error.hidden = true;
  actions.busy(STEPS[0]);
  history.replaceState(null, "", link(wanted));
  try {
    for (const more of [0, 1, 2]) {
      actions.say(STEPS[more]);
      const answer = await call("claim", { ...wanted, more });
      if (mine !== asked) return;
      if (answer.error) return await refused(mine, answer.error, wanted);
      await shown(mine, answer.html);
      if (mine !== asked) return;
      if (!more) learn(wanted, answer);
      if (answer.status !== "fails" || more === 2) return actions.idle(END[answer.status] ?? "It could not be decided.");
    }
  } catch (problem) {
    if (mine === asked) actions.idle(problem.message);
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
  letters.tell(shapes);
}

function present(details) {
  show(details);
  offer();
}

/* Another reading, or a statement that was mended, goes into the fields at a press. */
function offer() {
  for (const part of result.querySelectorAll("[data-request]")) {
    const take = () => (fill(JSON.parse(part.dataset.request)), run());
    part.after(button(part.dataset.words, take, { className: "take" }));
  }
}

/* What is wrong is marked in its field; shapes that do not fit may be mended. */
async function refused(mine, { message, position, asks, field: name }, wanted) {
  const area = "f" in wanted ? fields[name === "g" ? "g" : "f"] : fields.text;
  refuse(error, [message], [...area.value], position);
  (letters.field(asks) ?? area).focus();
  actions.say(STEPS[2]);
  const { html } = await call("claim", { ...wanted, more: 2 });
  if (mine === asked && html) await shown(mine, html);
  if (mine === asked) actions.idle("");
}

/* -- The link ------------------------------------------------------------------------------------------- */

function link({ text, name, shapes, ...derivative }) {
  return address(name ? { name } : "f" in derivative ? derivative : { check: text }, name ? {} : shapes);
}

function fromLink() {
  const { of, shapes } = linked();
  if (of("name")) return { name: of("name"), text: "", shapes: {} };
  if (of("f")) return { f: of("f"), g: of("g"), by: of("by"), kind: of("kind"), shapes };
  return of("check") ? { text: of("check"), shapes } : null;
}

/* -- The start ------------------------------------------------------------------------------------------ */

/* Without a link an example stands there already. */
build();
const given = fromLink();
fill(given ?? asks(stored[0]));
if (given) result.hidden = true;
else present(stored[0]);
actions.start("The first check", given);
