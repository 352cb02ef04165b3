/* The letters of the formula: which of them is the variable, and what shapes they were given. */

import { element } from "./parts.js";

/* The words of the package, and what the menu says; maps, because a letter may be called `constructor`. */
const KINDS = new Map([
  ["", "any"],
  ["matrix", "matrix"],
  ["symmetric", "symmetric"],
  ["lower_triangular", "lower triangular"],
  ["upper_triangular", "upper triangular"],
  ["diagonal", "diagonal"],
  ["column", "column"],
  ["scalar", "number (scalar)"],
  ["integer", "whole number (integer)"],
]);
const NUMBERS = ["scalar", "integer"]; // they have no sizes
const NOT_LETTERS = new Set(["np", "numpy", "jnp", "scipy", "linalg", "pi", "I"]);
const LIKELY = ["X", "S", "W", "x", "w"];
const LONGEST = 20, MOST = 30; // longer names and more of them are refused anyway

export class Letters {
  names = [];
  by = "";
  given = new Map(); // name to {sizes, kind}
  box = element("fieldset", { className: "letters" });

  /* Take over a calculation: its variable and its shapes. */
  fill(by, shapes) {
    this.by = by;
    this.given = new Map(Object.entries(shapes).map(([name, shape]) => [name, parted(shape)]));
  }

  /* Show the letters of a text; the variable stays where it can. */
  read(text) {
    this.names = namesIn(text);
    if (!this.names.includes(this.by)) this.by = LIKELY.find((name) => this.names.includes(name)) ?? this.names[0] ?? "";
    const words = this.names.length ? "Differentiate by" : "Its letters appear here";
    this.box.replaceChildren(element("legend", { textContent: words }), ...this.names.map((name) => this.row(name)));
  }

  row(name) {
    if (!this.given.has(name)) this.given.set(name, { sizes: "", kind: "" });
    const given = this.given.get(name);
    const radio = element("input", { type: "radio", name: "by", value: name, checked: name === this.by });
    const sizes = element("input", { type: "text", value: given.sizes, placeholder: "inferred", ariaLabel: `Sizes of ${name}` });
    const options = [...KINDS].map(([value, textContent]) => element("option", { value, textContent }));
    const kind = element("select", { ariaLabel: `Kind of ${name}` }, ...options);
    kind.value = given.kind;
    sizes.disabled = NUMBERS.includes(kind.value);
    radio.addEventListener("change", () => (this.by = name));
    sizes.addEventListener("input", () => (given.sizes = sizes.value));
    kind.addEventListener("change", () => ((given.kind = kind.value), (sizes.disabled = NUMBERS.includes(kind.value))));
    const choice = element("label", { className: "letter" }, radio, element("code", { textContent: name }));
    const row = element("div", { className: "row" }, choice, sizes, kind);
    row.dataset.name = name;
    return row;
  }

  /* The shapes that were given; the rest follows from the formula. */
  get shapes() {
    const all = this.names.map((name) => [name, joined(this.given.get(name))]);
    return Object.fromEntries(all.filter(([, shape]) => shape));
  }

  /* The sizes that follow stand in grey where none was given. */
  tell(found) {
    const known = new Map(Object.entries(found));
    for (const row of this.box.querySelectorAll(".row")) {
      row.querySelector("input[type=text]").placeholder = parted(known.get(row.dataset.name) ?? "").sizes || "inferred";
    }
  }

  /* Where to give the shape of a letter. */
  field(name) {
    return [...this.box.querySelectorAll(".row")].find((row) => row.dataset.name === name)?.querySelector("select");
  }
}

function namesIn(text) {
  const found = [...text.matchAll(/(?<![\w.])([A-Za-z]\w*)(?!\w|\s*\()/g)].map((match) => match[1]);
  return [...new Set(found.filter((name) => !NOT_LETTERS.has(name) && name.length <= LONGEST))].slice(0, MOST);
}

/* "n n symmetric" is two sizes and a kind; "n" alone is a column. */
function parted(shape) {
  const words = shape.split(" ").filter(Boolean);
  const kind = KINDS.has(words.at(-1)) ? words.pop() : words.length === 1 ? "column" : "";
  return { sizes: words.join(" "), kind };
}

function joined({ sizes, kind }) {
  const words = sizes.trim();
  if (NUMBERS.includes(kind) || !words) return kind;
  if (kind === "column") return words.split(" ")[0];
  return ["", "matrix"].includes(kind) ? words : `${words} ${kind}`;
}
