/* A formula is one picture with a text: MathJax draws it glyph by glyph, here the glyphs become one path. A page with a
   thousand of them answers its reader all the while: what is in view comes first, the rest piece by piece. */

const PLACES = ".math, .tex2jax_process, .output_area";
const SLICE = 10; // milliseconds that a piece may take; a phone is four times as slow

const TEX = /\\[([]/;

const STROKE = 55; // how thick a box is, in the units of the fonts

if (window.MathJax && document.currentScript) {
  const every = (document) => [...document.math].forEach(simplify);
  MathJax.options = { ...MathJax.options, renderActions: { simplify: [160, every, simplify] } }; // drawn, not yet in place
  MathJax.startup = { pageReady: inPieces, promise: typesetter(new URL("mathjax/tex-svg.js", document.currentScript.src)) };
  addEventListener("beforeprint", () => MathJax.typeset?.());
}

/* The words of a page are there at once; what draws its formulas follows them. */
async function typesetter({ href }) {
  await new Promise((done) => {
    new PerformanceObserver(done).observe({ type: "paint", buffered: true });
    setTimeout(done, 2000); // a page in the background paints nothing
  });
  const script = Object.assign(document.createElement("script"), { src: href });
  const { type } = await new Promise((done) => {
    script.onload = script.onerror = done;
    document.head.append(script);
  });
  if (type === "load") return MathJax.startup.promise; // its own
  document.querySelectorAll(".math").forEach(shown); // its source is better than nothing
}

/* The room that is kept for a formula is its own now. */
function shown(part) {
  part?.closest(".math")?.removeAttribute("style");
}

async function inPieces() {
  const outermost = (part) => !part.parentElement.closest(PLACES);
  const parts = [...document.querySelectorAll(PLACES)].filter(outermost).flatMap(withFormulas);
  const [seen, unseen] = [true, false].map((is) => parts.filter((part) => inView(part) === is));
  for (let waiting = [...seen, ...unseen], size = 4; waiting.length; ) {
    const start = performance.now();
    await MathJax.typesetPromise(waiting.splice(0, size));
    size = Math.ceil(size * Math.min(2, SLICE / (performance.now() - start)));
    await new Promise((done) => setTimeout(done)); // the page has a turn
  }
  return MathJax.startup.defaultPageReady(); // a formula outside these places
}

/* The smallest parts with a formula in their own words. */
function withFormulas(part) {
  if (part.matches(".mathjax_ignore") || !TEX.test(part.textContent)) return [];
  const own = [...part.childNodes].some(({ nodeType, data }) => nodeType === Node.TEXT_NODE && TEX.test(data));
  return own ? [part] : [...part.children].flatMap(withFormulas);
}

function inView(part) {
  const { top, bottom } = part.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

/* Twenty nodes become three; what has more than outlines stays as it is. */
function simplify(formula) {
  const place = formula.typesetRoot, drawing = place?.querySelector("svg");
  if (!drawing || place.hasAttribute("aria-label")) return;
  shown(formula.start.node.parentElement);
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", spoken(formula.math));
  drawing.removeAttribute("role");
  drawing.setAttribute("aria-hidden", "true");
  if (drawing.querySelector(":not(g, path, rect, defs, svg), [data-mml-node=merror]")) return;
  const path = document.createElementNS(drawing.namespaceURI, "path"), clipped = [];
  path.setAttribute("d", [...outlines(drawing.lastElementChild, new DOMMatrix(), clipped)].join(""));
  path.setAttribute("fill", "currentColor");
  drawing.replaceChildren(path, ...clipped);
}

/* The outlines of a part of a drawing, where a matrix puts them. The long middle of a bracket is cut to its length by
   a drawing of its own, and stays one. */
function* outlines(part, matrix, clipped) {
  const own = part.transform?.baseVal.consolidate()?.matrix;
  const all = own ? matrix.multiply(DOMMatrix.fromMatrix(own)) : matrix;
  if (part.localName === "path") yield moved(part.getAttribute("d"), all);
  else if (part.localName === "rect") yield moved(frame(part), all);
  else if (part.localName === "svg") clipped.push(carried(part, all));
  else for (const child of part.children) yield* outlines(child, all, clipped);
}

/* The fonts have absolute commands only. */
function moved(outline, { a, d, e, f }) {
  const across = (x) => Math.round(a * x + e), along = (y) => Math.round(d * y + f);
  return outline.replace(/([MLQTHV])([^A-Z]+)/g, (_, command, numbers) => {
    const to = (value, place) => (command === "V" || (command !== "H" && place % 2) ? along(value) : across(value));
    return command + numbers.match(/-?[\d.]+/g).map(to).join(" ");
  });
}

function frame(rect) {
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name)));
  const full = `M${x} ${y}H${x + width}V${y + height}H${x}Z`;
  if (rect.parentNode.dataset.mmlNode !== "menclose") return full;
  const [left, right, low, high] = [x + STROKE, x + width - STROKE, y + STROKE, y + height - STROKE]; // a box has a hole
  return `${full}M${left} ${low}V${high}H${right}V${low}Z`;
}

function carried(part, { a, d, e, f }) {
  const group = document.createElementNS(part.namespaceURI, "g");
  group.setAttribute("transform", `matrix(${a} 0 0 ${d} ${e} ${f})`);
  group.setAttribute("fill", "currentColor");
  group.append(part);
  return group;
}

/* What a screen reader says: the source, without what only moves things about. */
function spoken(source) {
  return source
    .replace(/\\(left|right|[bB]igg?[lr]?|tfrac|quad|[,;:!]|displaystyle|(begin|end)\{\w+\*?\})(?![a-z])/g, (_, word) => (word === "tfrac" ? "frac" : " "))
    .replace(/\\(operatorname|mathrm|mathbf|text)\*?\s*\{([^{}]*)\}/g, " $2 ")
    .replace(/\\boxed\{([^{}]*)\}/g, " boxed $1 ").replace(/\\otimes/g, " kron ").replace(/\\[lr]Vert/g, " || ")
    .replace(/[\\&]/g, " ").replace(/\s+/g, " ").trim();
}
