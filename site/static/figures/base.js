/* Figures that move. The package draws each one, still and whole; a script moves what is drawn, and says what changed. */

class Figure {
  static kinds = {};

  /* Every figure of this kind is brought to life, at once and where a cell makes it later. */
  static kind(name, build) {
    Figure.kinds[name] = build;
  }

  static wake() {
    for (const place of document.querySelectorAll("article .veckron-moving:not(.alive)")) {
      Figure.kinds[place.dataset.figure]?.(new Figure(place));
    }
  }

  constructor(place) {
    this.svg = place.querySelector("svg");
    this.numbers = JSON.parse(place.dataset.numbers);
    this.controls = place.appendChild(make("div", { className: "controls" }));
    this.said = place.appendChild(make("output", { className: "said", ariaLive: "polite" }));
    place.classList.add("alive");
  }

  /* The marks whose name begins with these words; the mark with this name. */
  marks(words) {
    return [...this.svg.querySelectorAll(`[data-mark^="${words} "]`)];
  }
  mark(name) {
    return this.svg.querySelector(`[data-mark="${name}"]`);
  }

  write(name, words) {
    const mark = this.mark(name);
    (mark.querySelector("text") ?? mark).textContent = typeof words === "number" ? number(words) : words;
  }
  writeMatrix(name, M) {
    M.forEach((row, i) => row.forEach((entry, j) => this.write(`${name} ${i} ${j}`, entry)));
  }

  /* Exactly these marks have the class. */
  only(className, names) {
    this.svg.querySelectorAll(`.${className}`).forEach((mark) => mark.classList.remove(className));
    names.forEach((name) => this.mark(name).classList.add(className));
  }

  say(words) {
    this.label ??= this.svg.getAttribute("aria-label");
    if (this.said.value) put(this.svg, { "aria-label": `At first: ${this.label} Now: ${words}` });
    this.said.value = words;
  }

  button(words, press) {
    const button = this.controls.appendChild(make("button", { type: "button", textContent: words }));
    button.addEventListener("click", press);
    return button;
  }

  toggle(words, change) {
    const box = make("input", { type: "checkbox" });
    this.controls.appendChild(make("label")).append(box, ` ${words}`);
    box.addEventListener("input", () => change(box.checked));
    return box;
  }

  /* A list of words to choose from, and a small whole number to type. */
  choice(words, names, change) {
    const list = make("select");
    list.append(...names.map((name) => make("option", { textContent: name })));
    this.controls.appendChild(make("label")).append(`${words} `, list);
    list.addEventListener("input", () => change(list.selectedIndex));
  }
  field(words, range, change) {
    const input = make("input", { type: "number", ...range });
    this.controls.appendChild(make("label")).append(`${words} `, input);
    input.addEventListener("input", () => input.value && input.checkValidity() && change(input.valueAsNumber));
  }

  slider(words, range, change, { parent = this.controls, shown = number } = {}) {
    const input = make("input", { type: "range", ...range });
    const value = make("span", { className: "value", ariaHidden: "true" });
    const set = (x) => {
      input.value = x;
      value.textContent = shown(x);
      input.setAttribute("aria-valuetext", shown(x));
    };
    parent.appendChild(make("label")).append(make("span", { textContent: words }), input, value);
    input.addEventListener("input", () => {
      set(input.valueAsNumber);
      change(input.valueAsNumber);
    });
    set(range.value);
    return { input, set };
  }

  grid() {
    return this.controls.appendChild(make("div", { className: "matrix" }));
  }

  /* One slider for each entry of a matrix, where the entry stands. */
  sliders(name, M, range, change) {
    const parent = this.grid();
    const all = M.map((row, i) => row.map((value, j) =>
      this.slider(name(i, j), { ...range, value }, (x) => change(i, j, x), { parent })));
    return (now) => now.forEach((row, i) => row.forEach((x, j) => all[i][j].set(x)));
  }

  /* A mark follows the pointer; a finger on it does not scroll the page. */
  drag(name, plane, move) {
    const mark = this.mark(name);
    mark.classList.add("handle");
    mark.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    mark.addEventListener("pointerdown", (event) => {
      mark.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    mark.addEventListener("pointermove", (event) => {
      if (!mark.hasPointerCapture(event.pointerId)) return;
      const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
      move(...plane.back(x, y));
    });
  }
}

/* A plane that the package has drawn: from its coordinates to those of the figure, and back; a line through points. */
function planeOf({ x, y, width, height, left, right, low, high }) {
  const u = width / (right - left), v = height / (high - low);
  const to = (a, b) => [x + (a - left) * u, y + (high - b) * v];
  const way = (points) => "M" + points.map((point) => to(...point).join(" ")).join("L");
  return {
    to,
    back: (c, d) => [left + (c - x) / u, high - (d - y) / v],
    line: (mark, ...points) => put(mark, { d: way(points) }),
    area: (mark, ...points) => put(mark, { d: `${way(points)}Z` }),
    dot: (mark, point) => (([cx, cy]) => put(mark, { cx, cy }))(to(...point)),
  };
}

const make = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);
const subscript = (...numbers) => numbers.map((k) => String.fromCharCode(0x2080 + k)).join("");
const clamp = (x, low, high) => Math.min(high, Math.max(low, x));
const number = (x) => x.toFixed(2).replace(/\.?0+$/, "").replace(/^-0$/, "0").replace("-", "\u2212");
const put = (mark, attributes) => Object.entries(attributes).forEach(([name, value]) => mark.setAttribute(name, value));
const times = (A, B) => A.map((row) => B[0].map((_, j) => row.reduce((sum, a, k) => sum + a * B[k][j], 0)));
const plus = (A, B, u = 1) => A.map((row, i) => row.map((a, j) => a + u * B[i][j]));
const norm = (A) => Math.hypot(...A.flat());

document.addEventListener("DOMContentLoaded", () => {
  const article = document.querySelector("article");
  if (!article) return;
  Figure.wake();
  new MutationObserver(Figure.wake).observe(article, { childList: true, subtree: true });
});
