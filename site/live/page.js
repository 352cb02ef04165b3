/* The entry of every page; it does not wait for the typesetter, which comes on the same line. */

if (document.readyState === "loading") await new Promise((done) => document.addEventListener("readystatechange", done, { once: true }));
import("./cells.js");
if (document.querySelector("#veckron-calculator")) import("./calculator.js");
if (document.querySelector("#veckron-checker")) import("./checker.js");
