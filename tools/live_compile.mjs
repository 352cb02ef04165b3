/* Compile, with the pinned Pyodide, the modules that every start imports: `node live_compile.mjs pyodide archives`.

   Measured in Node: Python itself starts in 0.4 s instead of 1.7 s, SymPy in 0.3 s instead of 2.2 s, for 2 MB more.
   Line numbers stay; columns, a quarter of the size, do not. */

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { python, told } from "./live_node.mjs";

const [folder, archives] = process.argv.slice(2);
const program = join(dirname(fileURLToPath(import.meta.url)), "live_compile.py");

try {
  const pyodide = await python(folder, { env: { PYTHONNODEBUGRANGES: "1" } });
  for (const name of ["sympy.zip", "veckron.zip"]) {
    pyodide.unpackArchive(new Uint8Array(readFileSync(join(archives, name))), "zip", { extractDir: "/book" });
  }
  pyodide.runPython("import sys; sys.path.insert(0, '/book')");
  pyodide.FS.mkdirTree("/archives");
  pyodide.mountNodeFS("/archives", archives);
  pyodide.runPython(readFileSync(program, "utf8"));
} catch (error) {
  told(error);
}
