/* The calculator: a form over the package's own answers. What is shown comes from `veckron.book.calculator`. */

import { call, prepare, sparing, state, stop } from "./engine.js";
import { Actions, address, asks, chips, formula, grow, linked, refuse, stored } from "./forms.js";
import { Letters } from "./letters.js";
import { numbers } from "./numbers.js";
import { button, element } from "./parts.js";
import { Questions } from "./questions.js";
import { Reading } from "./reading.js";
import { judged, replace, result, show, typesetAnswer } from "./result.js";

const FIRST = "Gaussian likelihood", MORE = ["ask", "second", "direction"];
const PAUSE = 150; // milliseconds without a key before Python reads the text
const GRACE = 1000; // milliseconds for a check that nobody waits for any more; a new start of Python takes longer
const place = document.querySelector("#veckron-calculator");
const form = element("form", { className: "veckron-form", noValidate: true });
const text = formula("calculator-text", "calculator-error");
const letters = new Letters();
const reading = new Reading((wanted, shapes) => (write(wanted, shapes), run()));
const questions = new Questions(() => run());
const error = element("div", { id: "calculator-error", className: "error", role: "alert", hidden: true });
const actions = new Actions(form, "Derive", { run, stopped: () => (asked += 1), address: () => link(request()) });
let asked = 0, pause = 0;
let whole = false; // whether the next key replaces all of the text
let running = Promise.resolve(); // what Python was asked last; never rejects

/* -- What is asked -------------------------------------------------------------------------------------- */

function build() {
  const label = element("label", { htmlFor: text.id, textContent: "A function, as on paper, in LaTeX or in NumPy" });
  const examples = chips((details) => (fill(asks(details)), show(details), run()));
  form.append(examples, label, text, reading.box, error, letters.box, questions.box, questions.convention, actions.box);
  letters.changed = (names) => questions.offer(names);
  place.replaceChildren(form, result);
  text.addEventListener("beforeinput", () => (whole = text.selectionEnd - text.selectionStart === text.value.length));
  text.addEventListener("input", typed);
  letters.box.addEventListener("input", follow);
  text.addEventListener("input", async () => (await sparing()) || prepare(), { once: true });
}

function request() {
  return { text: text.value, by: letters.by, shapes: letters.shapes, ...questions.chosen };
}

function fill(wanted) {
  letters.fill(wanted.by, wanted.shapes);
  write(wanted.text);
  questions.fill({ convention: questions.chosen.convention, ...wanted });
}

/* Put a text into the field; what was said of its letters stays, unless there are other shapes. */
function write(words, shapes = null) {
  if (shapes) letters.fill(letters.by, shapes);
  text.value = words;
  grow(text);
  letters.read(words);
  reading.show({});
  error.hidden = true;
}

/* A text that was replaced as a whole is another formula: what was said of letters is forgotten. */
function typed() {
  if (whole || !text.value.trim()) letters.forget();
  grow(text);
  letters.read(text.value);
  follow();
}

/* Once Python runs, the reading and the shapes follow while one types. */
function follow() {
  clearTimeout(pause);
  pause = setTimeout(() => ["ready", "busy"].includes(state()) && running.then(look), PAUSE);
}

async function look() {
  const wanted = request(), before = asked;
  const answer = await call("shapes", wanted).catch(() => null); // a Stop ends this too
  if (!answer || wanted.text !== text.value || before !== asked) return;
  error.hidden = true; // it is of an older text
  if (answer.error) letters.doubt(wanted.text, answer.error.asks);
  else letters.tell(answer.shapes);
  reading.show(wanted.text.trim() ? answer : {});
}

/* -- The answer ----------------------------------------------------------------------------------------- */

async function run() {
  const mine = ++asked, wanted = request();
  clearTimeout(pause); // Derive reads the text too
  error.hidden = true;
  actions.busy("Deriving");
  try {
    await free(mine);
    if (mine !== asked) return;
    const read = await ask("shapes", wanted);
    if (mine !== asked) return;
    if (read.error) return refused(read.error, wanted.text);
    letters.tell(read.shapes); // Python knows them
    reading.show(read);
    Object.assign(wanted, { by: letters.by, shapes: letters.shapes, ...questions.chosen });
    const answer = await ask("calculate", wanted);
    if (mine === asked && answer.error) refused(answer.error, wanted.text);
    else if (await present(mine, wanted, answer)) await check(mine, wanted);
  } catch (problem) {
    if (mine === asked) actions.idle(problem.message);
  }
}

/* The result stays, whatever becomes of its check. */
async function check(mine, wanted) {
  actions.say("Derived. Checking every line");
  const answer = await ask("check", wanted).catch((error) => ({ error }));
  if (mine === asked && answer.error) actions.idle(`Derived, not checked: ${answer.error.message}`);
  else if (await present(mine, wanted, answer)) actions.idle(judged(answer.verdicts));
}

function ask(name, wanted) {
  const answer = call(name, wanted);
  running = answer.catch(() => {});
  return answer;
}

/* A new question does not wait behind a long check of an old one: then Python starts again. */
async function free(mine) {
  if (state() !== "busy") return;
  const late = new Promise((done) => setTimeout(() => done("late"), GRACE));
  const found = await Promise.race([running, late]);
  if (mine === asked && found === "late") stop();
}

/* Returns whether the answer was still wanted, and is shown. */
async function present(mine, wanted, answer) {
  if (mine !== asked) return false;
  const fresh = await typesetAnswer(answer.html);
  if (mine !== asked) return false;
  fresh.querySelector("dl")?.after(numbers(wanted));
  replace(fresh, wanted);
  if (answer.next) result.querySelector("dl").before(again(answer.next));
  for (const button of result.querySelectorAll("button[data-by]")) button.addEventListener("click", () => one(button.dataset.by));
  letters.tell(answer.shapes);
  history.replaceState(null, "", link(wanted));
  return true;
}

/* The result is the next function. */
function again(next) {
  const take = () => {
    write(next.text, next.shapes);
    questions.fill({ ...questions.chosen, ask: "derivative" });
    text.focus();
    follow();
  };
  return button("Use as input", take, { className: "again" });
}

/* Of all letters one, with its steps. */
function one(name) {
  [...letters.box.querySelectorAll("input[type=radio]")].find((radio) => radio.value === name)?.click();
  questions.fill({ ...questions.chosen, ask: "derivative" });
  run();
}

/* The text is the one that was asked: the reader may have typed on. */
function refused(told, words) {
  const { message, position, asks } = told, signs = [...words];
  refuse(error, [message, " ", ...reading.repair(told)], signs, position);
  reading.show({});
  actions.idle("");
  letters.doubt(words, asks);
  (letters.field(asks) ?? text).focus();
  const caret = signs.slice(0, position ?? 0).join("").length;
  if (Number.isInteger(position) && text.value === words) text.setSelectionRange(caret, caret);
}

/* -- The link ------------------------------------------------------------------------------------------- */

function link(wanted) {
  const fields = { f: wanted.text, by: wanted.by };
  for (const name of MORE) if (wanted[name]) fields[name] = wanted[name];
  if (wanted.convention) fields.convention = wanted.convention.join(" ");
  return address(fields, wanted.shapes);
}

function fromLink() {
  const { of, shapes } = linked();
  if (!of("f")) return null;
  const more = MORE.filter(of).map((name) => [name, of(name)]);
  if (of("convention")) more.push(["convention", of("convention").split(" ")]);
  return { text: of("f"), by: of("by"), shapes, ...Object.fromEntries(more) };
}

/* -- The start ------------------------------------------------------------------------------------------ */

/* Without a link an example stands there already. */
build();
const given = fromLink(), first = stored.find((details) => details.dataset.name === FIRST) ?? stored[0];
const same = stored.find((details) => given && JSON.stringify(asks(details)) === JSON.stringify(given));
fill(given ?? asks(first));
if (!given || same) show(same ?? first);
actions.start("The first answer", given);
