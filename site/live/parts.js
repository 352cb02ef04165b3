/* Small parts that the calculator and the cells share. */

import { onProgress } from "./engine.js";

export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
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
  onProgress(({ what, done, total, state }) => {
    bar.hidden = state !== "loading";
    if (state === "loading") {
      bar.value = done / total;
      words.textContent = `${what}: ${mega(done)} of ${mega(total)} MB`;
    }
    if (state === "starting") words.textContent = "Starting Python";
  });
  return { box, say: (text) => (words.textContent = text) };
}

function mega(bytes) {
  return (bytes / 1e6).toFixed(1);
}

/* A button that copies a block of source. */
export function copyable(details) {
  const button = element("button", { type: "button", className: "copy", textContent: "Copy" });
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(details.querySelector("code").textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1500);
  });
  details.querySelector("pre").before(button);
}
