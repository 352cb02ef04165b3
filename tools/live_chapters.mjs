/* Run the cells of the notebooks in Node, with the Python of the built book, and compare their outputs with the stored.

       node tools/live_chapters.mjs [--html folder] [notebook ...]

   A cell that needs a package which the book does not carry, or a name of such a cell, is counted apart.
   Pictures are not compared. Ends with 1 on any difference and on any other error. */

import { readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { book, told } from "./live_node.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const KINDS = ["text/html", "text/latex", "text/plain"];
const { values, positionals } = parseArgs({ options: { html: { type: "string" } }, allowPositionals: true });

/* Here there is no NumPy to run the printed code with, and the answer says so; where the chapters were executed there was. */
const CODE_RUN = /NumPy code (checked: run once, at random[^<\n]*|not run: there is no NumPy here)/g;

function chapters() {
  const folder = join(ROOT, "chapters");
  return readdirSync(folder).filter((name) => name.endsWith(".ipynb")).map((name) => join(folder, name));
}

/* Everything that a cell shows, as one text. */
function shown(outputs) {
  return outputs.map(({ data, text, name }) => (data ? forms(data) : `${name}: ${joined(text)}`)).join("\n");
}

function forms(data) {
  if ("image/png" in data) return "a picture";
  return KINDS.filter((kind) => kind in data).map((kind) => `${kind}: ${joined(data[kind])}`).join("\n");
}

function joined(text) {
  return Array.isArray(text) ? text.join("") : text;
}

/* One cell: "equal", "needs", or what is wrong. */
function verdict(result, cell) {
  if (result.missing.length) return "needs";
  if (result.error) return result.error.traceback;
  const [found, stored] = [result, cell].map(({ outputs }) => shown(outputs).replace(CODE_RUN, "NumPy code"));
  return found === stored ? "equal" : `shows\n${found.slice(0, 1500)}\nand stored is\n${stored.slice(0, 1500)}`;
}

function compare(call, path) {
  const cells = JSON.parse(readFileSync(path, "utf8")).cells.filter((cell) => cell.cell_type === "code");
  const run = (cell, index) => call({ code: joined(cell.source), cell: index + 1, page: path });
  const verdicts = cells.map((cell, index) => verdict(run(cell, index), cell));
  const equal = count(verdicts, "equal"), need = count(verdicts, "needs"), wrong = cells.length - equal - need;
  console.log(`${basename(path)}: ${cells.length} cells, ${equal} equal, ${need} need a package, ${wrong} different`);
  verdicts.forEach((each, index) => ["equal", "needs"].includes(each) || console.log(`  cell ${index + 1}: ${each}`));
  return wrong;
}

function count(verdicts, word) {
  return verdicts.filter((each) => each === word).length;
}

try {
  const pyodide = await book(values.html ? join(values.html, "live") : join(ROOT, "_build/html/live"));
  const answer = pyodide.pyimport("cells").answer;
  const call = (request) => JSON.parse(answer("cells.run", JSON.stringify(request))).result;
  const wrong = (positionals.length ? positionals : chapters()).map((path) => compare(call, path));
  process.exit(wrong.some(Boolean) ? 1 : 0);
} catch (error) {
  told(error);
}
