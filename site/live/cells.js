/* The cells of a page: run them, edit them, bring them back. What a cell shows is made in outputs.js. */

import { coloured } from "./colours.js";
import { call, carried, isKept, megabytes, onPrinted, onProgress, restartWith, stop } from "./engine.js";
import { button, element, status, typeset } from "./parts.js";
import { missingNote, render, sameRows, stream } from "./outputs.js";

// A cell that only ticks a statement is not among them: what it checked stands in the tick.
const cells = [...document.querySelectorAll("div.cell:has(.cell_input pre):not(:has(.veckron-tick))")].map(cell);
const line = cells.length && status(); // one line, at the cell that runs
let turn = Promise.resolve();
let round = 0; // a Stop ends the round: what waits in it does not run
let saying = "";
let printing = null; // the cell whose prints are shown as they come

function cell(box, index) {
  const input = box.querySelector(".cell_input"), code = input.querySelector("pre");
  const made = { box, input, code, number: index + 1, text: code.textContent.trimEnd(), ran: false, edited: false };
  made.original = { html: code.innerHTML, text: made.text, output: box.querySelector(":scope > .cell_output") };
  made.output = made.original.output;
  made.run = control(made, "Run", () => (box.hasAttribute("aria-busy") ? halt() : run(made)));
  made.edit = control(made, "Edit", () => (box.classList.contains("veckron-editing") ? leave(made) : edit(made)));
  made.reset = control(made, "Reset", () => reset(made));
  made.reset.hidden = true;
  made.reset.className = "reset";
  input.append(element("div", { className: "veckron-run" }, made.run, made.edit, made.reset));
  remembered(made);
  return made;
}

function control(cell, word, action) {
  const made = button(word, (event) => event.detail < 2 && action()); // a double click is one
  name(made, word, cell);
  return made;
}

function name(button, word, { number }) {
  button.textContent = word;
  button.setAttribute("aria-label", `${word} cell ${number}`);
}

/* What the first click will load stands at the first cell before any click. */
async function describe() {
  const kept = await isKept(), size = `${megabytes()} MB from this book's own files, kept for the next visit`;
  const note = `The cells of this page run in your browser. The first Run loads Python and SymPy: ${size}.`;
  const text = kept ? "The cells of this page run in your browser; Python and SymPy are kept from an earlier visit." : note;
  const all = button("Run all", () => cells.forEach((cell) => cell.box.hasAttribute("aria-busy") || run(cell)));
  const words = element("p", { className: "veckron-note" }, text, " ", all);
  (cells[0].input.closest("details") ?? cells[0].input).after(words);
  cells.forEach(({ run }) => (run.title = kept ? "Shift+Enter" : `Loads ${megabytes()} MB first, once`));
  onProgress(({ state }) => {
    if (state !== "ready") return;
    line.say(saying);
    cells.forEach(({ run }) => (run.title = "Shift+Enter"));
  });
}

/* -- Editing ------------------------------------------------------------------------------------------------ */

function edit(cell) {
  cell.area ??= area(cell);
  cell.area.value = cell.text;
  cell.box.classList.add("veckron-editing");
  name(cell.edit, "Done", cell);
  cell.area.focus();
}

function area(cell) {
  const made = element("textarea", { spellcheck: false, autocapitalize: "off", autocomplete: "off", wrap: "off" });
  made.setAttribute("autocorrect", "off");
  made.setAttribute("aria-label", `Code of cell ${cell.number}`);
  made.setAttribute("aria-description", "Tab indents, Escape ends the editing, Shift and Enter run the cell.");
  made.addEventListener("input", () => write(cell, made.value));
  made.addEventListener("keydown", (event) => pressed(cell, event));
  made.addEventListener("scroll", () => (cell.code.scrollLeft = made.scrollLeft));
  const look = getComputedStyle(cell.code);
  for (const each of ["fontFamily", "fontSize", "lineHeight", "padding"]) made.style[each] = look[each];
  cell.code.after(made);
  return made;
}

/* Tab indents; Escape leads out, and Tab goes on from there. A new line starts where the last one did. */
function pressed(cell, event) {
  const { value, selectionStart } = cell.area, line = value.slice(0, selectionStart).split("\n").at(-1);
  const runs = event.shiftKey || event.ctrlKey || event.metaKey;
  if (event.key === "Escape") return leave(cell);
  if (event.key !== "Enter" && (event.key !== "Tab" || runs)) return;
  event.preventDefault();
  if (event.key === "Tab") insert(" ".repeat(4 - (line.length % 4)));
  else if (runs) run(cell);
  else insert(`\n${line.match(/^ */)[0]}${/:\s*(#.*)?$/.test(line) ? "    " : ""}`);
}

/* The one way of putting text into a field that its Undo knows. */
function insert(text) {
  document.execCommand("insertText", false, text);
}

function write(cell, text) {
  Object.assign(cell, { text, ran: false, edited: text !== cell.original.text });
  if (cell.edited) cell.code.replaceChildren(...coloured(`${text}\n`));
  else cell.code.innerHTML = cell.original.html;
  remember(cell);
  cell.reset.hidden = !cell.edited && cell.output === cell.original.output;
}

/* An edit outlives the page, as long as the book has the same cell. */
function key({ number }) {
  return `veckron-cell ${location.pathname} ${number}`;
}

function remember(cell) {
  const texts = JSON.stringify([cell.original.text, cell.text]);
  stored((kept) => (cell.edited ? kept.setItem(key(cell), texts) : kept.removeItem(key(cell))));
}

function remembered(cell) {
  const [original, text] = stored((kept) => JSON.parse(kept.getItem(key(cell)))) ?? [];
  if (original === cell.original.text) write(cell, text);
}

/* A window that keeps nothing refuses to be asked. */
function stored(use) {
  try {
    return use(localStorage);
  } catch {
    return null;
  }
}

function leave(cell) {
  cell.box.classList.remove("veckron-editing");
  name(cell.edit, "Edit", cell);
  cell.edit.focus();
}

function reset(cell) {
  cell.note?.remove();
  place(cell, cell.original.output);
  write(cell, cell.original.text);
  if (cell.area) cell.area.value = cell.text;
  leave(cell);
  line.box.remove();
}

/* -- Running ------------------------------------------------------------------------------------------------- */

/* One after another; the page itself never waits. */
function run(cell) {
  const mine = round;
  busy(cell, true);
  turn = turn.then(() => mine === round && runAll(cell)).catch(failed).finally(() => busy(cell, false));
}

function halt() {
  round += 1;
  stop();
}

function busy(cell, yes) {
  if (yes) cell.box.setAttribute("aria-busy", "true");
  else cell.box.removeAttribute("aria-busy");
  name(cell.run, yes ? "Stop" : "Run", cell);
}

/* A cell needs the names of the cells before it: those that have not run yet run first. */
async function runAll(cell) {
  cell.note?.remove();
  cell.flow?.remove();
  beforeOutput(cell, line.box);
  const earlier = cells.slice(0, cell.number - 1).filter(({ ran }) => !ran);
  for (const [index, before] of earlier.entries()) {
    say(`Running cell ${index + 1} of ${earlier.length} first`);
    const result = await ask(before);
    if (result.restarted) return runAll(cell);
    if (before.edited || result.error) await show(before, result);
    if (result.error) round += 1;
    if (result.error) return say(`Cell ${before.number} of this page stopped with an error, so this one did not run.`);
  }
  say("Running");
  printing = cell;
  const start = performance.now(), result = await ask(cell).finally(() => (printing = null));
  if (result.restarted) return runAll(cell);
  if (result.error) round += 1;
  await show(cell, result);
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  if (result.missing.length) line.box.remove();
  else say(`Ran in ${seconds} s${result.error ? ", up to an error" : ""}.`);
}

function say(text) {
  saying = text;
  line.say(text);
}

/* Python may have been started anew since a cell ran: then it says so, and all run again. */
async function ask(cell) {
  const resumes = cells.some(({ ran }) => ran), code = cell.text;
  const result = await call("run", { code, cell: cell.number, page: location.pathname, resumes });
  if (result.restarted) cells.forEach((each) => (each.ran = false));
  else cell.ran = !result.error && code === cell.text;
  return result;
}

function failed(error) {
  cells.forEach((each) => (each.ran = false));
  say(error.name === "Stopped" ? "Stopped. The next run starts Python again." : error.message);
}

/* -- Outputs --------------------------------------------------------------------------------------------------- */

onPrinted(({ name, text }) => {
  if (!printing) return;
  if (!printing.flow?.isConnected) beforeOutput(printing, (printing.flow = element("div", { className: "cell_output" })));
  printing.flow.append(stream(name, text));
});

async function show(cell, result) {
  cell.note?.remove();
  cell.flow?.remove();
  if (result.missing.length) return needs(cell, result.missing);
  const fresh = render(result, cell.original.output, cell.edited);
  if (!cell.edited && sameRows(fresh, cell.output)) return;
  await typeset(fresh, cell.output ?? cell.input);
  place(cell, fresh.hasChildNodes() ? fresh : null);
  cell.reset.hidden = !cell.edited && cell.output === cell.original.output;
}

function place(cell, output) {
  cell.output?.remove();
  output?.classList.remove("veckron-offstage");
  if (output) cell.box.append(output);
  cell.output = output;
}

function beforeOutput(cell, part) {
  if (cell.output) cell.output.before(part);
  else cell.box.append(part);
}

/* The book's own output stays, unless the code is another. */
async function needs(cell, packages) {
  const size = await carried(packages).catch(() => 0);
  if (cell.edited) place(cell, null);
  cell.note = missingNote(packages, size, () => {
    restartWith(packages);
    run(cell);
  });
  beforeOutput(cell, cell.note);
}

if (cells.length) describe();
