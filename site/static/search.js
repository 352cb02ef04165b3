/* The search of the book: the questions and the rows of the catalogue that a query means, before the pages with its words. */

/* Words that people use, and the one that stands for them. */
const SAME = [
  [/‖|\|\||\\lvert|frobenius/g, " norm "], [/²/g, "^2"], [/−/g, "-"],
  [/s?log-?det\w*|log\s?\|\w+\|/g, " log det "], [/\bln\b|logarithms?/g, "log"], [/determinants?/g, "det"],
  [/\b(gradients?|grad|derivatives?|differenti\w+|jacobians?)\b|\bd\/d\w+/g, " derivative "],
  [/second derivative|hessians?/g, "hessian"],
  [/kronecker( products?)?|\(x\)|⊗/g, " kron "], [/\btraces?\b|\btr\b/g, " trace "],
  [/\binv\b|\binverses?\b|\^-1/g, " inverse "], [/transposed?s?|\^t\b/g, " transpose "],
  [/singular values?( decomposition)?|\bsvd\b/g, " svd "], [/eig(en)?(h|val(ue)?s?|vec(tor)?s?|decomposition)?\b/g, "eigen"],
  [/covariances?|sigma/g, "covariance"], [/back-?prop\w*/g, "backpropagation"], [/cross[- ]entropy/g, "crossentropy"],
  [/(layer|batch|rms) ?norm\w*/g, "$1norm"], [/cholesky|\bchol\b/g, "cholesky"], [/least squares|lstsq/g, "leastsquares"],
  [/pseudo-?inverses?|\bpinv\b|moore-penrose/g, "pinv"], [/hadamard|element-?wise/g, "elementwise"],
];
const IDLE = new Set("a an and are as at be by can do does for from how i in is it me my of on or respect the there this to use what when where which why with".split(" "));

/* Lower case, one word for each thing; letters that are multiplied stand together. */
function canonical(text) {
  const lower = SAME.reduce((known, [said, meant]) => known.replace(said, meant), text.toLowerCase().replace(/_/g, " "));
  return lower.replace(/\b([a-z]) (?=[a-z]\b)/g, "$1");
}

function terms(text) {
  return [...new Set(canonical(text).match(/[\p{L}\p{N}]+/gu) ?? [])].filter((word) => !IDLE.has(word));
}

/* How much of a query an answer has; rare words count most, and of two the one whose title says less besides. */
function ranked(answers, query) {
  const known = answers.map((answer) => (
    { ...answer, name: terms(answer.title), terms: new Set(terms(`${answer.title} ${answer.words}`)) }));
  const often = new Map();
  for (const { terms } of known) for (const word of terms) often.set(word, (often.get(word) ?? 0) + 1);
  const worth = (words) => [...words].reduce((sum, word) => sum + Math.log((known.length + 1) / (often.get(word) ?? 1)), 0);
  const wanted = terms(query), all = worth(wanted);
  const score = ({ name, terms, weight }) => {
    const found = worth(wanted.filter((word) => terms.has(word))) / all;
    return found < 0.6 ? 0 : found + 0.2 * weight + (0.3 * worth(name.filter((word) => wanted.includes(word)))) / worth(name);
  };
  return known.map((answer) => ({ ...answer, score: score(answer) })).filter((answer) => answer.score > 0)
    .sort((one, other) => other.score - one.score);
}

async function answer() {
  const query = new URLSearchParams(location.search).get("q"), place = document.getElementById("search-results");
  if (!query || !place) return;
  const known = await (await fetch("_static/answers.json")).json();
  const list = Object.assign(document.createElement("ol"), { className: "veckron-answers" });
  list.append(...ranked(known, query).slice(0, 8).map(item));
  if (list.children.length) place.before(list);
}

function item({ title, words, address }) {
  const line = document.createElement("li");
  line.append(Object.assign(document.createElement("a"), { href: address, textContent: title }));
  line.append(Object.assign(document.createElement("small"), { textContent: words }));
  return line;
}

/* Sphinx takes an address such as #chapters/a-solution-1 for a selector, and fails. */
function escapeAnchors() {
  if (typeof Search === "undefined") return;
  const plain = Search.htmlToText;
  Search.htmlToText = (html, anchor) => plain(html, anchor && `#${CSS.escape(anchor.slice(1))}`);
}

if (document.currentScript) document.addEventListener("DOMContentLoaded", () => { escapeAnchors(); answer(); });
