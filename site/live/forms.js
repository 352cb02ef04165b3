/* What the calculator and the checker share: a field for a formula, examples to press, what is going on, the link. */

import { isKept, megabytes, stop } from "./engine.js";
import { copied, element, status } from "./parts.js";

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

/* The examples of the page, each a button. */
export function chips(stored, press) {
  const buttons = stored.map((details) => {
    const chip = element("button", { type: "button", textContent: details.dataset.name });
    chip.addEventListener("click", () => press(details));
    return chip;
  });
  return element("div", { className: "chips", role: "group", ariaLabel: "Examples" }, ...buttons);
}

/* A formula with the place that is wrong; Python counts characters, not halves. */
export function marked(signs, position) {
  if (!Number.isInteger(position)) return "";
  const mark = element("mark", { textContent: signs[position] ?? " " });
  return element("pre", {}, signs.slice(0, position).join(""), mark, signs.slice(position + 1).join(""));
}

/* The row below a form: the button, Stop, what is going on, the link; Enter in a formula is the button too. */
export class Actions {
  constructor(form, words, { run, stopped, address }) {
    this.form = form;
    this.line = status();
    this.press = element("button", { type: "submit", className: "primary", textContent: words });
    this.halt = element("button", { type: "button", textContent: "Stop", hidden: true });
    const link = element("button", { type: "button", className: "link", textContent: "Copy link" });
    this.box = element("div", { className: "actions" }, this.press, this.halt, this.line.box, link);
    form.addEventListener("submit", (event) => (event.preventDefault(), run()));
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.matches("textarea")) (event.preventDefault(), run());
    });
    this.halt.addEventListener("click", () => (stopped(), stop(), this.idle("Stopped.")));
    link.addEventListener("click", async () => {
      history.replaceState(null, "", address());
      this.say((await copied(location.href)) ? "The link is in the clipboard." : "The address bar has the link.");
    });
  }

  say(words) {
    this.line.say(words);
  }

  async announce(first) {
    this.say((await isKept()) ? "" : `${first} loads ${megabytes()} MB from this book, once: Python, SymPy and veckron.`);
  }

  busy(words) {
    this.halt.hidden = false;
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
