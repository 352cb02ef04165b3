/* The colours of Python while one types, in the classes that Pygments gives to the built page. */

import { element } from "./parts.js";

const KEYWORDS = "and as assert async await break class continue def del elif else except finally for global if in is " +
  "lambda nonlocal not or pass raise return try while with yield";
const KINDS = {
  c1: /#.*/,
  s1: /[rbfu]{0,2}(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?)/i,
  kn: /\b(?:import|from)\b/,
  kc: /\b(?:True|False|None)\b/,
  k: new RegExp(`\\b(?:${KEYWORDS.replaceAll(" ", "|")})\\b`),
  mi: /\b\d[\w.]*/,
  n: /[^\W\d]\w*/,
  o: /[-+*/%@=<>!&|^~]+/,
};
const TOKENS = new RegExp(Object.entries(KINDS).map(([kind, { source }]) => `(?<${kind}>${source})`).join("|"), "g");

/* A text as pieces of code, each in a span of its kind. */
export function coloured(text) {
  const pieces = [];
  let end = 0;
  for (const found of text.matchAll(TOKENS)) {
    const kind = Object.keys(KINDS).find((each) => found.groups[each] !== undefined);
    pieces.push(text.slice(end, found.index), element("span", { className: kind, textContent: found[0] }));
    end = found.index + found[0].length;
  }
  return [...pieces, text.slice(end)];
}
