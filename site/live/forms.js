/* What the calculator and the checker share: a field for a formula, examples to press, what is going on, the link. */

import { isKept, megabytes, sparing, stop } from "./engine.js";
import { button, copied, element, status } from "./parts.js";
import { fit, result } from "./result.js";

/* The examples of the page as the book stores them, and what each of them asks. */
export const stored = [...document.querySelectorAll(".veckron-examples > details")];
export const asks = (details) => JSON.parse(details.dataset.ask);

export function formula(id, error) {
  const plain = { rows: 1, spellcheck: false, autocapitalize: "off", autocomplete: "off" };
  const area = element("textarea", { id, className: "formula", ...plain });
  area.setAttribute("autocorrect", "off");
  area.setAttribute("aria-describedby", error);
  return area;
}

export function grow(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

/* The examples, each a button. */
export function chips(press) {
  const buttons = stored.map((details) => button(details.dataset.name, () => press(details)));
  return element("div", { className: "chips", role: "group", ariaLabel: "Examples" }, ...buttons);
}

/* What is said where there is no answer, and the formula with the place that is wrong; Python counts characters, not halves. */
export function refuse(error, words, signs, position) {
  const mark = element("mark", { textContent: signs[position] ?? " " });
  const parts = [signs.slice(0, position).join(""), mark, signs.slice(position + 1).join("")];
  error.replaceChildren(element("p", {}, ...words), ...(Number.isInteger(position) ? [element("pre", {}, ...parts)] : []));
  error.hidden = false;
  result.hidden = true;
}

/* The row below a form: the button, Stop, what is going on, the link; Enter in a formula is the button too. */
export class Actions {
  constructor(form, words, { run, stopped, address }) {
    const line = status();
    Object.assign(this, { form, words, run, say: line.say });
    this.press = element("button", { type: "submit", className: "primary", textContent: words });
    this.halt = button("Stop", () => (stopped(), stop(), this.idle("Stopped.")), { hidden: true });
    const copy = async () => {
      history.replaceState(null, "", address());
      this.say((await copied(location.href)) ? "The link is in the clipboard." : "The address bar has the link.");
    };
    const link = button("Copy link", copy, { className: "link" });
    this.box = element("div", { className: "actions" }, this.press, this.halt, line.box, link);
    form.addEventListener("submit", (event) => (event.preventDefault(), run()));
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.matches("textarea")) (event.preventDefault(), run());
    });
    addEventListener("resize", fit);
  }

  /* A link is answered at once, or on a phone after a press. */
  async start(first, linked) {
    this.say((await isKept()) ? "" : `${first} loads ${megabytes()} MB from this book, once: Python, SymPy and veckron.`);
    const later = `Load Python (${megabytes()} MB) and ${this.words.toLowerCase()}`;
    if (linked && (await sparing())) this.press.textContent = later;
    else if (linked) this.run();
  }

  busy(words) {
    this.halt.hidden = false;
    this.press.textContent = this.words;
    this.form.setAttribute("aria-busy", "true");
    this.say(words);
  }

  idle(words) {
    this.halt.hidden = true;
    this.form.removeAttribute("aria-busy");
    this.say(words);
  }
}

export function address(fields, shapes) {
  const query = new URLSearchParams(fields);
  for (const [name, shape] of Object.entries(shapes)) query.set(`shape.${name}`, shape);
  return `${location.pathname}?${query}`;
}

/* What the link has: of a name its value, and the shapes. */
export function linked() {
  const query = new URLSearchParams(location.search), given = [...query].filter(([key]) => key.startsWith("shape."));
  return { of: (name) => query.get(name) ?? "", shapes: Object.fromEntries(given.map(([key, shape]) => [key.slice(6), shape])) };
}
