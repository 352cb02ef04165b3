/* The Python of the live pages, in Node. */

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ARCHIVES, layOut } from "../site/live/archives.js";

/* Start Pyodide from its folder. */
export async function python(folder, options = {}) {
  const { loadPyodide } = await import(pathToFileURL(resolve(folder, "pyodide.mjs")));
  return loadPyodide({ indexURL: resolve(folder), ...options });
}

/* With the archives of the built book, as in a page. */
export async function book(folder) {
  const pyodide = await python(folder, { stdLibURL: resolve(folder, "python_start.zip") });
  const packed = ARCHIVES.map((name) => [name, new Uint8Array(readFileSync(join(folder, `${name}.zstd`)))]);
  await layOut(pyodide, Object.fromEntries(packed));
  return pyodide;
}

/* An error of Pyodide carries its whole source; its message is enough. */
export function told(error) {
  console.error(String(error?.message ?? error).slice(0, 2000));
  process.exit(1);
}
