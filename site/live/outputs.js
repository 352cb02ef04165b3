/* What a cell shows, as the built page shows it: the same elements, the same classes. */

import { button, element } from "./parts.js";

const NAMES = { numpy: "NumPy", scipy: "SciPy", matplotlib: "Matplotlib" };
const MOST = { lines: 100, signs: 20_000 }; // of one output, before its reader asks for all
const KINDS = ["text/html", "image/svg+xml", "image/png", "text/markdown", "text/latex", "text/plain"];

/* The outputs and the error of a result; a figure keeps the caption that it has in the book. */
export function render({ outputs, error }, book, edited) {
  const figures = [...(book?.querySelectorAll(":scope > :is(figure, img)") ?? [])];
  const shown = outputs.map((output) => {
    const png = output.data?.["image/png"];
    return png && figures.length ? figure(png, figures.shift(), edited) : part(output);
  });
  if (error) shown.push(block("traceback veckron-error", error.traceback));
  return element("div", { className: "cell_output docutils container" }, ...shown);
}

function part({ output_type: type, name, text, data }) {
  if (type === "stream") return stream(name, text);
  const kind = KINDS.find((each) => each in data);
  return FORMS[kind](data[kind]);
}

export function stream(name, text) {
  return block(name === "stderr" ? "stderr" : "stream", text);
}

const FORMULA = "output text_latex math notranslate nohighlight";
const FORMS = {
  "text/html": (html) => element("div", { className: "output text_html", innerHTML: html }),
  "image/svg+xml": (svg) => element("div", { className: "output", innerHTML: svg }),
  "image/png": (png) => element("img", { srcset: `${data(png)} 2x`, alt: "The figure that this cell draws" }),
  "text/markdown": (text) => block("text_plain", text),
  // SymPy marks a formula with dollars, the typeset pages with brackets.
  "text/latex": (latex) => element("div", { className: FORMULA, textContent: `\\[${latex.replace(/^\$+|\$+$/g, "")}\\]` }),
  "text/plain": (text) => block("text_plain", text),
};

function block(kind, text) {
  const whole = text.endsWith("\n") ? text : `${text}\n`, first = beginning(whole);
  const pre = element("pre", { textContent: first }), box = element("div", { className: "highlight" }, pre);
  if (first !== whole) box.append(showAll(pre, whole));
  return element("div", { className: `output ${kind} highlight-myst-ansi notranslate` }, box);
}

/* What is long is cut, and its reader may have it all. */
function beginning(text) {
  const lines = text.split("\n");
  return (lines.length > MOST.lines + 1 ? `${lines.slice(0, MOST.lines).join("\n")}\n` : text).slice(0, MOST.signs);
}

function showAll(pre, text) {
  const words = `Show all ${text.split("\n").length - 1} lines`;
  const made = button(words, () => ((pre.textContent = text), made.remove()), { className: "veckron-all" });
  return made;
}

function data(png) {
  return `data:image/png;base64,${png}`;
}

function figure(png, stored, edited) {
  const made = stored.cloneNode(true), picture = made.querySelector("img") ?? made;
  picture.src = data(png);
  if (edited) picture.alt = "The figure that the edited cell draws";
  return made;
}

/* The catalogue's tables are long, and the search of the page knows their rows: equal rows stay. */
export function sameRows(fresh, old) {
  const rows = (output) => [...(output?.querySelectorAll("table.veckron-catalogue tr[id]") ?? [])];
  const text = (output) => rows(output).map((row) => row.id + row.dataset.words).join();
  return text(fresh) !== "" && text(fresh) === text(old);
}

/* Nothing is loaded, and no other host is asked, before the reader agrees. */
export function missingNote(packages, size, load) {
  const known = Object.keys(NAMES).filter((name) => packages.includes(name));
  const names = known.map((name) => NAMES[name]).join(" and ");
  const elsewhere = "which this book does not carry; Pyodide's own distribution does, on another host.";
  const where = size ? `${size.toFixed(1)} MB from this book's own files, kept for the next visit.` : elsewhere;
  return element("p", { className: "veckron-needs" }, `This cell needs ${names}, ${where} `, button(`Load ${names}`, load));
}
