/* Python in a worker: what a page may ask of it, and how far its start has come. */

const VERSION = new URL(import.meta.url).search; // ?v=..., the same for all files of one build
const PATIENCE = 3000; // milliseconds for the service worker, before we go on without it
const listeners = new Set(), readers = new Set();
let session = null;
let packages = [];
let progress = { what: "", done: 0, total: 0, state: "off" };

/* Call a Python function of the table in worker.js. The first call starts the worker. */
export function call(name, argument) {
  prepare();
  return session.call(name, argument);
}

/* Start Python before it is asked anything: the reader is typing a question. */
export function prepare() {
  session ??= new Session();
}

/* Listen to the start of Python and to its end: {what, done, total, state}, done and total in bytes of the download. */
export function onProgress(listener) {
  listeners.add(listener);
  if (progress.state !== "off") listener(progress);
}

/* Listen to what a cell prints, while it runs. */
export function onPrinted(reader) {
  readers.add(reader);
}

export function state() {
  if (progress.state === "ready" && session?.waiting.size) return "busy";
  return progress.state === "starting" ? "loading" : progress.state;
}

/* The size of the whole download, known before anything is loaded. */
export function megabytes() {
  return Number(document.querySelector("script[data-megabytes]")?.dataset.megabytes ?? 0);
}

/* Whether everything is here already, from an earlier visit. */
export async function isKept() {
  try {
    const name = `veckron-live ${new URL(".", import.meta.url).pathname}${VERSION.replace("?v=", "@")}`;
    if (!(await caches.has(name))) return false;
    const cache = await caches.open(name);
    const manifest = await (await cache.match(address("manifest.json"))).json();
    const found = await Promise.all(Object.keys(manifest.files).map((file) => cache.match(address(file))));
    return found.every(Boolean);
  } catch {
    return false; // this window keeps nothing
  }
}

/* Whether a link should wait for a press before it downloads: on a phone, or where the reader asked for little data. */
export async function sparing() {
  const { saveData, type } = navigator.connection ?? {};
  const dear = saveData || type === "cellular" || matchMedia("(max-width: 576px)").matches;
  return dear && !(await isKept());
}

/* The size of packages among the book's files, in megabytes; 0 if it does not carry them. */
export async function carried(names) {
  const { packages } = await fetch(address("manifest.json")).then((answer) => answer.json());
  const files = Object.assign({}, ...names.map((name) => packages[name]));
  return Object.values(files).reduce((sum, bytes) => sum + bytes, 0) / 1e6;
}

/* Python cannot be interrupted: its worker ends, and the next call starts another. */
export function stop() {
  session?.end(named("Stopped", "Stopped."), "off");
}

/* Start again with packages of Pyodide's own distribution, which are not among the book's files. */
export function restartWith(names) {
  stop();
  packages = [...new Set([...packages, ...names])];
}

class Session {
  constructor() {
    this.waiting = new Map();
    this.count = 0;
    report({ what: "Python", done: 0, total: megabytes() * 1e6, state: "loading" });
    this.worker = registered().then(() => this.open());
  }

  open() {
    const worker = new Worker(address("worker.js"), { type: "module" });
    worker.addEventListener("message", ({ data }) => this.hear(data));
    worker.addEventListener("error", () => this.fail("The part of this page that runs Python could not be loaded."));
    worker.postMessage({ packages });
    if (session !== this) worker.terminate();
    return worker;
  }

  call(name, argument) {
    const id = ++this.count;
    this.worker.then((worker) => worker.postMessage({ id, name, argument }));
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  hear({ id, result, error, ...news }) {
    if (session !== this) return;
    if (news.printed) readers.forEach((reader) => reader(news.printed));
    else if (news.failed) this.fail(news.failed);
    else if (!id) report(news);
    else this.answer(id, result, error);
  }

  answer(id, result, error) {
    const { resolve, reject } = this.waiting.get(id);
    this.waiting.delete(id);
    if (error) reject(named(error.name, error.message));
    else resolve(result);
  }

  fail(message) {
    if (session !== this) return;
    packages = []; // they may be the reason
    this.end(named("Failed", message), "failed");
  }

  end(reason, state) {
    session = null;
    this.worker.then((worker) => worker.terminate());
    report({ what: reason.message, state });
    this.waiting.forEach(({ reject }) => reject(reason));
  }
}

function report(news) {
  progress = { ...progress, ...news };
  listeners.forEach((listener) => listener(progress));
}

/* The worker lies in the reach of the service worker, so its downloads are kept from the first visit on. */
async function registered() {
  try {
    const registration = await navigator.serviceWorker.register(address("service.js"));
    const fresh = registration.installing ?? registration.waiting;
    if (fresh) await Promise.race([settled(fresh), new Promise((done) => setTimeout(done, PATIENCE))]);
  } catch {
    /* A private window, or no https: everything works, and nothing is kept. */
  }
}

function settled(service) {
  return new Promise((done) => {
    const look = () => ["activated", "redundant"].includes(service.state) && done();
    service.addEventListener("statechange", look);
    look();
  });
}

function address(file) {
  return new URL(file + VERSION, import.meta.url).href;
}

function named(name, message) {
  return Object.assign(new Error(message), { name });
}
