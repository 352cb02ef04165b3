/* The entry of every page. */

import "./cells.js";

if (document.querySelector("#veckron-calculator")) import("./calculator.js");
if (document.querySelector("#veckron-checker")) import("./checker.js");
