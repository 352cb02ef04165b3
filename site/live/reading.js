/* How the text is read, below its field: the function as the book prints it, what else it could be, what is wrong with it. */

import { button, element, typeset } from "./parts.js";

export class Reading {
  box = element("div", { className: "reading tex2jax_process" });
  count = 0;

  /* `choose` takes a text and shapes that a press puts into the field. */
  constructor(choose) {
    this.choose = choose;
    this.box.setAttribute("aria-live", "polite");
  }

  async show({ latex, others, error }) {
    const mine = ++this.count, fresh = element("div", { className: this.box.className });
    if (latex) fresh.append("Read as ", element("span", { textContent: `\\(${latex}\\)` }), ...others.map((other) => this.other(other)));
    if (error) fresh.append(error.message, " ", ...this.repair(error));
    await typeset(fresh, this.box);
    if (mine === this.count) this.box.replaceChildren(...fresh.childNodes);
    for (const span of this.box.querySelectorAll(":scope > span")) span.tabIndex = span.scrollWidth > span.clientWidth ? 0 : -1;
  }

  other({ latex, text, shapes }) {
    return button(`or \\(${latex}\\)`, () => this.choose(text, shapes), { ariaLabel: `Read it as ${text}` });
  }

  /* What was probably meant, a press away. */
  repair({ repair }) {
    if (!repair) return [];
    const made = button("Write ", () => this.choose(repair));
    made.append(element("code", { textContent: repair }));
    return [made];
  }
}
