/* The Python of the live pages, in Node. */

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/* Start Pyodide from a folder, with the archives of another unpacked as in a page. */
export async function python(folder, archives = folder, options = {}) {
  const { loadPyodide } = await import(pathToFileURL(resolve(folder, "pyodide.mjs")));
  const pyodide = await loadPyodide({ indexURL: resolve(folder), ...options });
  for (const name of ["sympy.zip", "veckron.zip"]) {
    pyodide.unpackArchive(new Uint8Array(readFileSync(join(archives, name))), "zip", { extractDir: "/book" });
  }
  pyodide.runPython("import sys; sys.path.insert(0, '/book/src')");
  return pyodide;
}

/* An error of Pyodide carries its whole source; its message is enough. */
export function told(error) {
  console.error(String(error?.message ?? error).slice(0, 2000));
  process.exit(1);
}
