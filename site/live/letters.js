/* The letters of the formula: which of them is the variable, and what shapes they were given. */

import { element, menu } from "./parts.js";

/* What a letter may be, in the words of the package, and what the menu says. */
const KINDS = Object.entries(JSON.parse(document.querySelector(".veckron-examples").dataset.kinds));
const NUMBERS = ["scalar", "integer"]; // they have no sizes
const NOT_LETTERS = new Set(["np", "numpy", "jnp", "scipy", "linalg", "pi", "I"]);
const LIKELY = ["X", "S", "W", "x", "w"];
const LONGEST = 20, MOST = 30; // longer names and more of them are refused anyway

export class Letters {
  names = [];
  looked = null; // the letters that the text last seemed to have
  wanted = ""; // the variable that was chosen, whether the text has it now or not
  given = new Map(); // name to {sizes, kind}; a map, because a letter may be called `constructor`
  box = element("fieldset", { className: "letters" });
  changed = () => {}; // is told the letters
  legend = () => "Differentiate by";

  /* Take over a calculation: its variable and its shapes. */
  fill(by, shapes) {
    this.wanted = by;
    this.looked = null;
    this.given = new Map(Object.entries(shapes).map(([name, shape]) => [name, parted(shape)]));
  }

  /* What was said of the letters of a text says nothing of those of another. */
  forget() {
    this.given.clear();
    this.show(this.names);
  }

  get by() {
    if (this.names.includes(this.wanted)) return this.wanted;
    return LIKELY.find((name) => this.names.includes(name)) ?? this.names[0] ?? "";
  }

  /* Show the letters of a text as they look, where they look otherwise than before; `tell` knows better. */
  read(text) {
    const names = namesIn(text);
    if (`${names}` === `${this.looked}`) return;
    this.looked = names;
    this.told = false;
    this.show(names);
  }

  show(names) {
    const inside = this.box.contains(document.activeElement);
    this.names = names;
    const words = names.length ? this.legend() : "Its letters appear here";
    this.box.replaceChildren(element("legend", { textContent: words }), ...names.map((name) => this.row(name)));
    this.changed(names);
    if (inside) this.box.querySelector("input:checked")?.focus();
  }

  row(name) {
    if (!this.given.has(name)) this.given.set(name, { sizes: "", kind: "" });
    const given = this.given.get(name);
    const radio = element("input", { type: "radio", name: "by", value: name, checked: name === this.by });
    const sizes = element("input", { type: "text", value: given.sizes, placeholder: "inferred", ariaLabel: `Sizes of ${name}` });
    const kind = menu(`Kind of ${name}`, KINDS);
    kind.value = given.kind;
    sizes.disabled = NUMBERS.includes(kind.value);
    radio.addEventListener("change", () => (this.wanted = name));
    sizes.addEventListener("input", () => (given.sizes = sizes.value));
    kind.addEventListener("change", () => ((given.kind = kind.value), (sizes.disabled = NUMBERS.includes(kind.value))));
    const choice = element("label", { className: "letter" }, radio, element("code", { textContent: name }));
    const row = element("div", { className: "row" }, choice, sizes, kind);
    row.dataset.name = name;
    return row;
  }

  /* The shapes that were given; the rest follows from the formula. Which letters it has is sure once Python has told. */
  get shapes() {
    const all = [...this.given].filter(([name]) => !this.told || this.names.includes(name));
    return Object.fromEntries(all.map(([name, given]) => [name, joined(given)]).filter(([, shape]) => shape));
  }

  /* The letters as Python reads them; the sizes that follow stand in grey where none was given. */
  tell(found) {
    const known = new Map(Object.entries(found));
    this.told = true;
    if (`${[...known.keys()]}` !== `${this.names}`) this.show([...known.keys()]);
    for (const row of this.box.querySelectorAll(".row")) {
      row.querySelector("input[type=text]").placeholder = parted(known.get(row.dataset.name) ?? "").sizes || "inferred";
    }
  }

  /* What cannot be read has the letters that it seems to have, where one is asked for. */
  doubt(text, asks) {
    if (!asks || this.names.includes(asks)) return;
    this.looked = null;
    this.read(text);
  }

  /* Where to give the shape of a letter. */
  field(name) {
    return [...this.box.querySelectorAll(".row")].find((row) => row.dataset.name === name)?.querySelector("select");
  }
}

function namesIn(text) {
  const plain = text.replace(/\^\{?-?T\b/g, ""); // transposes
  const found = [...plain.matchAll(/(?<![\w.])([A-Za-z]\w*)(?!\w|\s*\()/g)].map((match) => match[1]);
  return [...new Set(found.filter((name) => !NOT_LETTERS.has(name) && name.length <= LONGEST))].slice(0, MOST);
}

/* "n n symmetric" is two sizes and a kind, which may have two words; "n" alone is a column. */
function parted(shape) {
  const ends = KINDS.map(([word]) => word).filter((word) => word && ` ${shape}`.endsWith(` ${word}`));
  const kind = ends.sort((one, other) => other.length - one.length)[0] ?? "";
  const sizes = shape.slice(0, shape.length - kind.length).trim();
  return { sizes, kind: kind || (/^\S+$/.test(sizes) ? "column" : "") };
}

function joined({ sizes, kind }) {
  const words = sizes.trim();
  if (NUMBERS.includes(kind) || !words) return kind;
  if (kind === "column") return words.split(" ")[0];
  return ["", "matrix"].includes(kind) ? words : `${words} ${kind}`;
}
