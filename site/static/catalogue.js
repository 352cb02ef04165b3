/* The catalogue: a search over its rows, each put on the page when it comes near, derivations typeset when opened. */

const LATER = "mathjax_ignore";
const asked = new URLSearchParams(location.search).get("find") ?? localStorage.getItem("sphinx_highlight_terms") ?? "";

/* MathJax starts when the rows are marked; they wait until the page around them is typeset. */
const marked = new Promise((done) => document.addEventListener("DOMContentLoaded", () => done(prepare())));
let typesetting = marked;
if (window.MathJax && document.currentScript) {
  const { pageReady } = MathJax.startup; // that of formulas.js
  MathJax.startup = { ...MathJax.startup, pageReady: () => marked.then(pageReady) };
  typesetting = MathJax.startup.promise;
}

function prepare() {
  const tables = [...document.querySelectorAll("table.veckron-catalogue")];
  if (!tables.length) return;
  const rows = tables.flatMap((table) => [...table.querySelectorAll("tr[id]")]);
  const box = searchBox();
  const show = () => count(box, rows.filter((row) => keep(row, words(box.input.value))), rows);
  box.input.addEventListener("input", show);
  box.input.value = asked;
  document.querySelector("article h1 ~ p").after(box.form);
  if (asked) show();
  const near = new IntersectionObserver(arrived, { rootMargin: "1500px" });
  rows.forEach((row) => (link(row), wait(row, near)));
  addEventListener("beforeprint", () => { rows.forEach(wake); typeset(rows); });
  addEventListener("hashchange", () => reveal(box, show));
  reveal(box, show);
}

function searchBox() {
  const form = Object.assign(document.createElement("form"), { className: "veckron-search", role: "search" });
  const label = Object.assign(document.createElement("label"), { textContent: "Find an identity " });
  const hint = "log det, cookbook 57, inverse symmetric ...";
  const input = Object.assign(document.createElement("input"), { type: "search", id: "catalogue-search", placeholder: hint });
  const found = Object.assign(document.createElement("output"), { htmlFor: "catalogue-search" });
  label.htmlFor = "catalogue-search";
  form.append(label, input, found);
  form.addEventListener("submit", (event) => event.preventDefault());
  return { form, input, found };
}

function words(text) {
  return canonical(text).split(/\s+/).filter(Boolean);
}

/* Every word stands in the row; a number is a whole number. */
function keep(row, wanted) {
  const text = `${row.dataset.words} ${canonical(row.dataset.words)}`;
  const has = (word) => (/^\d+u?$/.test(word) ? new RegExp(`(^|\\W)${word}(\\W|$)`).test(text) : text.includes(word));
  row.hidden = !wanted.every(has);
  return !row.hidden;
}

function count(box, kept, rows) {
  const all = kept.length === rows.length, page = box.form.parentElement, parts = [...page.children];
  box.found.value = all ? "" : `${kept.length} of ${rows.length}`;
  page.classList.toggle("veckron-searching", !all);
  parts.slice(parts.indexOf(box.form) + 1).forEach((part) => {
    part.hidden = !all && !part.querySelector("table.veckron-catalogue tr:not([hidden])");
  });
}

/* Where the book runs Python, each entry opens in the checker. */
function link(row) {
  if (!document.querySelector("script[data-megabytes]")) return;
  const ariaLabel = `Check ${row.id}`, href = `checker.html?name=${row.id}`;
  row.cells[1].append(document.createElement("br"), Object.assign(document.createElement("a"), { href, ariaLabel, textContent: "check it" }));
}

/* A page with a thousand formulas opens at once if they wait for their reader. */
function wait(row, near) {
  row.classList.add(LATER);
  const details = row.querySelector("details");
  details?.addEventListener("toggle", () => typeset([details.querySelector(`.${LATER}`)]), { once: true });
  sleep(row);
  near.observe(row);
}

/* What is far from the reader is kept beside the page; a row that was seen keeps its height. */
const kept = new WeakMap();

function sleep(row) {
  if (kept.has(row)) return;
  if (!row.classList.contains(LATER)) row.style.height = `${row.offsetHeight}px`;
  const content = document.createDocumentFragment();
  content.append(...row.childNodes);
  kept.set(row, content);
}

function wake(row) {
  if (!kept.has(row)) return;
  row.style.height = "";
  row.append(kept.get(row));
  kept.delete(row);
}

function arrived(entries) {
  const [near, far] = [true, false].map((is) => entries.filter((entry) => entry.isIntersecting === is).map((entry) => entry.target));
  far.forEach(sleep);
  near.forEach(wake);
  typeset(near);
}

function typeset(parts) {
  typesetting = typesetting.then(() => {
    const raw = parts.filter((part) => part?.classList.contains(LATER) && part.hasChildNodes());
    raw.forEach((part) => part.classList.remove(LATER));
    return raw.length && window.MathJax?.typesetPromise?.(raw);
  });
}

/* A link to a row shows it, whatever was searched for. */
function reveal(box, show) {
  const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!row?.closest("table.veckron-catalogue")) return;
  box.input.value = "";
  show();
  wake(row);
  row.scrollIntoView({ block: "center" });
}
