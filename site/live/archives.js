/* The archives of the book, as tools/live_compile.py packs them. Python imports from a zip file as it is; ours is unpacked, for
   the package opens its data. */

export const ARCHIVES = ["sympy.zip", "veckron.zip"];
const LAY = `
import io, sys, zipfile
from compression import zstd

def lay(name, packed):
    data = zstd.decompress(packed.to_py())
    if name == "veckron.zip":
        zipfile.ZipFile(io.BytesIO(data)).extractall("/book")
        sys.path.insert(0, "/book")
        import veckron, cells
    else:
        open("/sympy.zip", "wb").write(data)
        sys.path.append("/sympy.zip")
        for package, module in list(sys.modules.items()):  # what is left of packages of which a start needs a part
            if hasattr(module, "__path__"):
                module.__path__.append("/sympy.zip/" + package.replace(".", "/"))
        import sympy

lay`;

/* The first is imported while the second is on its way; `packed` has a promise of each. */
export async function layOut(pyodide, packed) {
  const lay = pyodide.runPython(LAY);
  for (const name of ARCHIVES) lay(name, await packed[name]);
}
