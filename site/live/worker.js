/* Python beside the page: downloads, starts, then answers one call after another. */

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
let manifest = { files: {}, parts: {} };
let ready = null;

self.addEventListener("message", ({ data }) => {
  if (data.packages) ready = start(data.packages);
  const said = data.packages ? ready.then(() => ({ state: "ready" })) : ready.then((python) => answer(python, data));
  said.then((message) => self.postMessage(message)).catch(fail);
});

async function start(packages) {
  manifest = await json("manifest.json");
  if (VERSION !== `?v=${manifest.version}`) throw new Error("The book has been renewed. Please reload this page.");
  count("worker.js");
  const archives = Promise.all(["sympy.zip", "veckron.zip"].map(bytes));
  const { loadPyodide } = await load("pyodide.mjs");
  const pyodide = await loadPyodide({
    indexURL: new URL(".", location).href,
    lockFileContents: json("pyodide-lock.json"),
    createPyodideModule: async (settings) => (await load("pyodide.asm.mjs")).default(settings),
  });
  const unpack = (archive) => pyodide.unpackArchive(archive, "zip", { extractDir: "/book" });
  const loaded = await archives;
  self.postMessage({ what: "Python", state: "starting" });
  loaded.forEach(unpack);
  if (packages.length) await loadPackages(pyodide, packages);
  return pyodide.runPython("import sys; sys.path.insert(0, '/book/src'); import veckron, cells; cells.answer");
}

/* These come from Pyodide's own distribution, whose address Pyodide knows. */
async function loadPackages(pyodide, names) {
  const { config, lockfile_packages: known } = pyodide._api;
  for (const entry of Object.values(known)) entry.file_name = new URL(entry.file_name, config.cdnUrl).href;
  self.postMessage({ what: names.join(", "), state: "starting" });
  const quiet = { messageCallback() {}, errorCallback() {} };
  await pyodide.loadPackage(names, quiet).catch(() => {});
  const lacking = names.filter((name) => !(name in pyodide.loadedPackages));
  const host = new URL(config.cdnUrl).host;
  if (lacking.length) throw new Error(`${lacking.join(", ")} did not load: ${host} cannot be reached.`);
}

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

/* Pyodide fetches its files itself: here each of them is counted, and one that breaks off is told. */
self.fetch = async (asked, options) => {
  const url = new URL(asked.url ?? asked, location);
  if (url.origin !== location.origin) return network(asked, options);
  const name = url.pathname.split("/").at(-1);
  const answer = await network(address(name), options).catch(() => null);
  if (!answer?.ok) throw broken(name);
  const { readable, writable } = new TransformStream({
    transform(chunk, stream) {
      count(name, chunk.length);
      stream.enqueue(chunk);
    },
  });
  answer.body.pipeTo(writable).catch(() => broken(name));
  return new Response(readable, answer);
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
  arrived[name] = (arrived[name] ?? 0) + more;
  const done = (names) => names.reduce((sum, file) => sum + (arrived[file] ?? 0), 0);
  const all = (names) => names.reduce((sum, file) => sum + manifest.files[file], 0);
  const [what] = Object.entries(manifest.parts).find(([, names]) => done(names) < all(names)) ?? ["veckron"];
  const sum = done(Object.keys(manifest.files));
  if (manifest.bytes) self.postMessage({ what, done: sum, total: manifest.bytes, state: "loading" });
}
