/* What a link leads to, shown beside it: a statement, an equation, a figure, a word of the glossary, a source. */

const SHOWN = ".proof, .exercise, div.math, figure, dt, .citation";
const LEFT_OUT = ".headerlink, .veckron-tick, script, button";
const PAUSE = 250; // milliseconds: a pointer that only passes shows nothing, and one may pass from the link to what it shows

const preview = Object.assign(document.createElement("aside"), { id: "veckron-preview", role: "tooltip" });
const pages = new Map();
let timer = 0, wanted = null;

document.addEventListener("DOMContentLoaded", () => {
  for (const link of document.querySelectorAll('article a.reference.internal[href*="#"]')) {
    link.addEventListener("pointerenter", ({ pointerType }) => pointerType === "mouse" && soon(() => show(link)));
    link.addEventListener("pointerleave", () => soon(hide));
    link.addEventListener("focus", () => link.matches(":focus-visible") && soon(() => show(link)));
    link.addEventListener("blur", () => soon(hide));
  }
  preview.addEventListener("pointerenter", () => clearTimeout(timer));
  preview.addEventListener("pointerleave", () => soon(hide));
  addEventListener("scroll", () => wanted && soon(hide), { passive: true });
  addEventListener("keydown", ({ key }) => key === "Escape" && soon(hide, 0));
});

function soon(act, pause = PAUSE) {
  clearTimeout(timer);
  timer = setTimeout(act, pause);
}

async function show(link) {
  wanted = link;
  const parts = await found(link.href);
  if (wanted !== link || !parts) return;
  preview.replaceChildren(...parts);
  document.querySelector("article").append(preview); // whose style it has
  link.setAttribute("aria-describedby", preview.id);
  preview.style.top = "-100vh"; // out of sight until its size is known
  await window.MathJax?.startup?.promise; // that of the page comes first
  await window.MathJax?.typesetPromise?.([preview]);
  if (wanted === link) place(link.getBoundingClientRect());
}

function hide() {
  wanted?.removeAttribute("aria-describedby");
  wanted = null;
  preview.remove();
}

/* The parts that an address leads to, without what can be pressed; nothing for a section. */
async function found(address) {
  const [page, id] = address.split("#");
  const source = page === location.href.split("#")[0] ? document : await read(page);
  const target = source?.getElementById(decodeURIComponent(id));
  if (!target?.matches(SHOWN)) return null;
  return (target.localName === "dt" ? [target, target.nextElementSibling] : [target]).map((part) => copied(part, page));
}

function read(page) {
  const parsed = async () => new DOMParser().parseFromString(await (await fetch(page)).text(), "text/html");
  if (!pages.has(page)) pages.set(page, parsed().catch(() => null)); // a book opened from the disk has one page
  return pages.get(page);
}

function copied(part, page) {
  const copy = part.cloneNode(true);
  copy.querySelectorAll(LEFT_OUT).forEach((inner) => inner.remove());
  for (const inner of [copy, ...copy.querySelectorAll("*")]) ["id", "href", "tabindex"].forEach((name) => inner.removeAttribute(name));
  for (const image of copy.querySelectorAll("img")) image.src = new URL(image.getAttribute("src"), page);
  return copy;
}

/* Under the link, above it where there is more room. */
function place(link) {
  const { width, height } = preview.getBoundingClientRect(), under = innerHeight - link.bottom;
  const left = Math.max(8, Math.min(link.left, document.documentElement.clientWidth - width - 8));
  const top = under < height + 8 && link.top > under ? link.top - height - 4 : link.bottom + 4;
  Object.assign(preview.style, { left: `${left}px`, top: `${top}px` });
}
