/* What is asked of the function, and in which convention the answer is written. */

import { element, menu } from "./parts.js";

/* The names of the package, what the menu says, and what else the question wants. */
const QUESTIONS = {
  derivative: ["the derivative"],
  all: ["all letters at once"],
  hessian: ["the Hessian"],
  hessian_product: ["the Hessian times a direction", "direction"],
  mixed: ["a mixed second derivative", "second"],
  direction: ["the derivative along a direction", "direction"],
};
const SWITCHES = [
  ["Of a scalar", { "": "gradient", jacobian: "Jacobian" }],
  ["Layout", { "": "numerator", denominator: "denominator" }],
  ["vec", { "": "by columns", rows: "by rows" }],
  ["Symmetric", { "": "as any matrix", once: "counted once", twice: "counted twice" }],
];

export class Questions {
  constructor(changed) {
    this.ask = menu("Find", Object.entries(QUESTIONS).map(([value, [words]]) => [value, words]));
    this.second = menu("and by", []);
    this.direction = element("input", { type: "text", ariaLabel: "Direction", placeholder: "dX", spellcheck: false });
    this.more = {
      second: element("label", { hidden: true }, "and by ", this.second),
      direction: element("label", { hidden: true }, "direction ", this.direction),
    };
    this.box = element("div", { className: "question" }, element("label", {}, "Find ", this.ask), ...Object.values(this.more));
    this.switches = SWITCHES.map(([words, options]) => [words, menu(words, Object.entries(options))]);
    const labels = this.switches.map(([words, select]) => element("label", {}, `${words} `, select));
    this.convention = element("details", { className: "convention" }, element("summary", { textContent: "Convention" }), ...labels);
    this.ask.addEventListener("change", () => this.show());
    this.switches.forEach(([, select]) => select.addEventListener("change", changed));
  }

  show() {
    for (const [name, label] of Object.entries(this.more)) label.hidden = QUESTIONS[this.ask.value][1] !== name;
  }

  /* The letters that a second derivative may be by; the choice stays where it can. */
  offer(names) {
    const chosen = this.second.value;
    this.second.replaceChildren(...names.map((name) => element("option", { value: name, textContent: name })));
    if (names.includes(chosen)) this.second.value = chosen;
  }

  /* What a request has of this; nothing where nothing was chosen. */
  get chosen() {
    const ask = this.ask.value, needed = QUESTIONS[ask][1];
    const words = this.switches.map(([, select]) => select.value).filter(Boolean);
    return {
      ...(ask === "derivative" ? {} : { ask }),
      ...(needed ? { [needed]: this[needed].value } : {}),
      ...(words.length ? { convention: words } : {}),
    };
  }

  /* Take over a request, as `chosen` gives it; what is unknown is left out. */
  fill({ ask = "derivative", second = "", direction = "", convention = [] }) {
    this.ask.value = Object.hasOwn(QUESTIONS, ask) ? ask : "derivative";
    this.direction.value = direction;
    this.offer([...this.second.options].map((option) => option.value).concat(second || []));
    this.second.value = second;
    for (const [, select] of this.switches) {
      select.value = [...select.options].map((option) => option.value).find((word) => word && convention.includes(word)) ?? "";
    }
    this.convention.open = convention.length > 0;
    this.show();
  }
}
