/* Python beside the page: downloads, starts, then answers one call after another. */

import { ARCHIVES, layOut } from "./archives.js";

/* What a page may call, and the Python function that answers: JSON in, JSON out. */
const CALLS = {
  run: "cells.run",
  calculate: "veckron.book.calculator.answer",
  check: "veckron.book.calculator.checked",
  shapes: "veckron.book.calculator.shapes",
  claim: "veckron.book.checker.answer",
  numbers: "veckron.book.calculator.numbers",
  source: "veckron.book.calculator.source",
};
const VERSION = location.search;
const network = self.fetch;
const arrived = {}; // bytes of each file that are here
const LARGEST = "pyodide.asm.wasm";
let manifest = { files: {}, parts: {}, packages: {} };
let arrive;
const here = new Promise((done) => (arrive = done));
let ready = null;

self.addEventListener("message", ({ data }) => {
  if (data.packages) ready = start(data.packages);
  const said = data.packages ? ready.then(() => ({ state: "ready" })) : ready.then((python) => answer(python, data));
  said.then((message) => self.postMessage(message)).catch(fail);
});

async function start(packages) {
  manifest = await json("manifest.json");
  if (VERSION !== `?v=${manifest.version}`) throw new Error("The book has been renewed. Please reload this page.");
  ["worker.js", "archives.js"].forEach((name) => count(name));
  const packed = archives();
  const { loadPyodide } = await load("pyodide.mjs");
  const pyodide = await loadPyodide({
    indexURL: new URL(".", location).href,
    stdLibURL: new URL("python_start.zip", location).href,
    lockFileContents: json("pyodide-lock.json"),
    createPyodideModule: async (settings) => (await loadPacked("pyodide.asm.mjs")).default(settings),
  });
  await layOut(pyodide, packed);
  if (packages.length) await loadPackages(pyodide, packages);
  return pyodide.runPython("import cells; cells.answer");
}

/* One after the other, behind the largest file: Python starts while they are on their way. */
function archives() {
  const packed = {};
  let before = here;
  for (const name of ARCHIVES) packed[name] = before = before.then(() => bytes(`${name}.zstd`));
  before.then(() => self.postMessage({ what: "Python", state: "starting" }));
  return packed;
}

/* These are among the book's files, or come from Pyodide's own distribution, whose address Pyodide knows. */
async function loadPackages(pyodide, names) {
  const { config, lockfile_packages: known } = pyodide._api;
  const base = names.every((name) => name in manifest.packages) ? location.href : config.cdnUrl;
  for (const entry of Object.values(known)) entry.file_name = new URL(entry.file_name, base).href;
  self.postMessage({ what: names.join(", "), state: "starting" });
  const quiet = { messageCallback() {}, errorCallback() {} };
  await pyodide.loadPackage(names, quiet).catch(() => {});
  const lacking = names.filter((name) => !(name in pyodide.loadedPackages));
  const host = new URL(base).host;
  if (lacking.length) throw new Error(`${lacking.join(", ")} did not load: ${host} cannot be reached.`);
}

/* cells.py says what a cell prints. */
self.printed = (name, text) => self.postMessage({ printed: { name, text } });

function answer(python, { id, name, argument }) {
  if (!Object.hasOwn(CALLS, name)) return { id, error: { name: "Error", message: `There is no call ${name}.` } };
  return { id, ...JSON.parse(python(CALLS[name], JSON.stringify(argument ?? null))) };
}

function fail(error) {
  self.postMessage({ failed: error.message });
}

/* A download that fails may be one that nobody waits for yet. */
self.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  fail(event.reason);
});

/* -- Downloads -------------------------------------------------------------------------------------------- */

/* Pyodide fetches its files itself: here each of them is counted and unpacked, and one that breaks off is told. */
self.fetch = async (asked, options) => {
  const url = new URL(asked.url ?? asked, location);
  if (url.origin !== location.origin) return network(asked, options);
  const name = url.pathname.split("/").at(-1);
  const file = `${name}.gzip` in manifest.files ? `${name}.gzip` : name;
  const answer = await network(address(file), options).catch(() => null);
  if (!answer?.ok) throw broken(name);
  const { readable, writable } = new TransformStream({
    transform(chunk, stream) {
      count(file, chunk.length);
      stream.enqueue(chunk);
    },
  });
  answer.body.pipeTo(writable).then(() => name === LARGEST && arrive(), () => broken(name));
  const body = file === name ? readable : readable.pipeThrough(new DecompressionStream("gzip"));
  return new Response(body, { headers: name.endsWith(".wasm") ? { "Content-Type": "application/wasm" } : {} });
};

/* Pyodide would wait for ever for a file that does not come, so the page is told at once. */
function broken(name) {
  const error = new Error(`The download of ${name} failed. Is there a connection? Try again.`);
  fail(error);
  return error;
}

async function load(name) {
  const module = await import(address(name)).catch(() => Promise.reject(broken(name)));
  count(name);
  return module;
}

/* A module that comes packed is one only once it is unpacked. */
async function loadPacked(name) {
  const source = new Blob([await bytes(name)], { type: "text/javascript" });
  return import(URL.createObjectURL(source));
}

async function bytes(name) {
  return (await fetch(name)).arrayBuffer();
}

async function json(name) {
  return (await fetch(name)).json();
}

function address(name) {
  return new URL(name + VERSION, location).href;
}

/* Tell the page what is loading: the first part that is not yet complete. */
function count(name, more = manifest.files[name]) {
  if (!(name in manifest.files)) return;
  arrived[name] = (arrived[name] ?? 0) + more;
  const done = (names) => names.reduce((sum, file) => sum + (arrived[file] ?? 0), 0);
  const all = (names) => names.reduce((sum, file) => sum + manifest.files[file], 0);
  const [what] = Object.entries(manifest.parts).find(([, names]) => done(names) < all(names)) ?? ["veckron"];
  const sum = done(Object.keys(manifest.files));
  if (manifest.bytes) self.postMessage({ what, done: sum, total: manifest.bytes, state: "loading" });
}
