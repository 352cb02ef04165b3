/* The entry of every page. */

import "./cells.js";

if (document.querySelector("#veckron-calculator")) import("./calculator.js");
