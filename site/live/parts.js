/* Small parts that the calculator and the cells share. */

import { onProgress } from "./engine.js";

const OFTEN = 1000; // milliseconds between two words about a download: a screen reader reads each of them

export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export function button(textContent, press, properties = {}) {
  const made = element("button", { type: "button", textContent, ...properties });
  made.addEventListener("click", press);
  return made;
}

/* A list to choose from; of each of its options the value, and what it says. */
export function menu(ariaLabel, options) {
  const made = options.map(([value, textContent]) => element("option", { value, textContent }));
  return element("select", { ariaLabel }, ...made);
}

/* Typesets what is new off stage, where it has its width, and forgets what it replaces. */
export async function typeset(fresh, old) {
  fresh.classList.add("veckron-offstage");
  old.after(fresh);
  await window.MathJax?.startup?.promise;
  await window.MathJax?.typesetPromise?.([fresh]);
  window.MathJax?.typesetClear?.([old]);
  fresh.remove();
}

/* A line that says what is going on, with a bar while something is being loaded. */
export function status() {
  const words = element("span"), bar = element("progress", { max: 1, hidden: true });
  bar.setAttribute("aria-label", "Loaded");
  const box = element("div", { className: "veckron-status" }, words, bar);
  words.setAttribute("role", "status");
  const { say, sayAtTimes } = speaker(words);
  onProgress(({ what, done, total, state }) => {
    bar.hidden = state !== "loading";
    if (state === "starting") say("Starting Python");
    if (state === "off") say("");
    if (state !== "loading") return;
    bar.value = done / total;
    sayAtTimes(`${what}: ${(done / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB`);
  });
  return { box, say };
}

/* What is said at times waits for its second; newer words take its place. */
function speaker(words) {
  let next = 0, waiting = 0;
  const say = (text) => {
    clearTimeout(waiting);
    words.textContent = text;
  };
  const sayAtTimes = (text) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => ((next = performance.now() + OFTEN), say(text)), next - performance.now());
  };
  return { say, sayAtTimes };
}

/* Returns whether the text is in the clipboard: a page without https has none, and a reader may refuse. */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/* A button that copies a block of source, or else selects it. */
export function copyable(details) {
  const code = details.querySelector("code");
  const copy = async () => {
    const done = await copied(code.textContent);
    if (!done) getSelection().selectAllChildren(code);
    made.textContent = done ? "Copied" : "Selected";
    setTimeout(() => (made.textContent = "Copy"), 1500);
  };
  const made = button("Copy", copy, { className: "copy" });
  details.querySelector("pre").before(made);
}
