"""Add Python to the built book, so that cells run in the reader's browser: its files go to the book's folder `live`.

    python tools/make_live.py [html folder]

Pyodide comes from npm, SymPy and mpmath from PyPI, each pinned with its hash in site/live. What was downloaded stays in
_build/live-packages. Needs Node and npm: the modules that every start imports are compiled by Pyodide itself.
"""

import base64
import gzip
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "site/live"
PACKAGES = ROOT / "_build/live-packages"
PYODIDE = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"]
PACKED = PYODIDE[
    1:
]  # not every server sends these as gzip, so the page unpacks them itself; JupyterLite takes them as they are
ARCHIVES = ["python_stdlib.zip", "python_start.zip", "sympy.zip.zstd", "veckron.zip.zstd"]
# What a reader waits for, in the order in which it is told.
PYTHON = ["worker.js", "archives.js", "pyodide.mjs", "pyodide-lock.json", "python_start.zip"]
PARTS = {
    "Python": PYTHON + [f"{name}.gzip" for name in PACKED],
    "SymPy": ["sympy.zip.zstd"],
    "veckron": ["veckron.zip.zstd"],
}
OFFERED = ["numpy", "scipy", "matplotlib"]  # what cells import beside, loaded when a reader agrees
LARGEST = 25e6
TAG = re.compile(r"<[^>]*live/(?:live\.css|calculator\.css|page\.js|disk\.js)\?v=[^>]*>(?:</script>)?\n")


def main(html=ROOT / "_build/html"):
    html = Path(html)
    if not (html / "index.html").is_file():
        sys.exit(f"no book in {html}: run `make book` first")
    lock = offered_lock()
    wheels = fetch_packages(lock["packages"])
    files = {**compiled(sources()), **scripts(), **wheels, "pyodide-lock.json": json.dumps(lock).encode()}
    manifest = described(files) | {"packages": sizes(lock["packages"], wheels)}
    publish(files, manifest, html / "live")
    pages = [page.relative_to(html) for page in html.rglob("*.html")]
    for page in [page for page in pages if page.parts[0] not in ("_static", "live", "lite", "404.html")]:
        insert(html / page, "../" * (len(page.parts) - 1), manifest)
    print(f"{html}/live: {manifest['bytes'] / 1e6:.1f} MB for the reader, version {manifest['version']}")
    if manifest["bytes"] > LARGEST:
        sys.exit(f"the download is larger than {LARGEST / 1e6:.0f} MB")


# -- What others made -----------------------------------------------------------------------------------------


def fetch_pyodide():
    """Return the folder of the pinned Pyodide."""
    pinned = json.loads((SCRIPTS / "package.json").read_text())
    name = f"pyodide-{pinned['dependencies']['pyodide']}"
    folder = PACKAGES / name
    if not folder.is_dir():
        run("npm", "pack", "--silent", name.replace("-", "@"), "--pack-destination", PACKAGES)
        archive = PACKAGES / f"{name}.tgz"
        want_hash(archive, pinned["integrity"]["pyodide"])
        aside = PACKAGES / f"{name}.part"  # a folder that is there is a whole one
        with tarfile.open(archive) as tar:
            tar.extractall(aside, filter="data")
        aside.rename(folder)
    return folder / "package"


def want_hash(archive, wanted):
    """Refuse an archive whose hash is not the one that npm calls its integrity."""
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != wanted:
        sys.exit(f"{archive.name} has the hash {found}, and package.json wants {wanted}")


def pins():
    """Return the versions of the wheels."""
    return dict(re.findall(r"^(\w+)==([\w.]+)", (SCRIPTS / "requirements.txt").read_text(), re.MULTILINE))


def fetch_wheels():
    wheels = [PACKAGES / f"{name}-{version}-py3-none-any.whl" for name, version in pins().items()]
    if not all(map(Path.is_file, wheels)):
        options = ["--quiet", "--no-deps", "--require-hashes", "--dest", PACKAGES, "-r", SCRIPTS / "requirements.txt"]
        run(sys.executable, "-m", "pip", "download", *options)
    return wheels


def offered_lock():
    """Return Pyodide's lock file, with the packages that a cell may load and no others."""
    lock = json.loads((fetch_pyodide() / "pyodide-lock.json").read_text())
    return lock | {"packages": {name: lock["packages"][name] for name in closure(lock["packages"], OFFERED)}}


def closure(packages, names):
    """Return packages and all that they need."""
    found = list(names)
    for name in found:
        found += [other for other in map(dashed, packages[name]["depends"]) if other not in found]
    return found


def dashed(name):
    return re.sub("[-_.]+", "-", name).lower()


def fetch_packages(packages):
    """Return the wheels of packages, as their hashes want them; none, where Pyodide's distribution cannot be reached."""
    folder = PACKAGES / "distribution"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return {package["file_name"]: fetch_wheel(package, folder) for package in packages.values()}
    except OSError as error:
        print(f"without {', '.join(OFFERED)}, which the pages ask of Pyodide's distribution themselves: {error}")
        return {}


def fetch_wheel(package, folder):
    path = folder / package["file_name"]
    if path.is_file():
        data = path.read_bytes()
    else:
        address = distribution((fetch_pyodide() / "pyodide.mjs").read_text()) + path.name
        with urllib.request.urlopen(address, timeout=60) as answer:
            data = answer.read()
    found = hashlib.sha256(data).hexdigest()
    if found != package["sha256"]:
        sys.exit(f"{path.name} has the hash {found}, and Pyodide's lock file wants {package['sha256']}")
    path.write_bytes(data)
    return data


def sizes(packages, wheels):
    """Return the bytes of each package that is offered, file by file with what it needs; nothing without the wheels."""
    files = {name: [packages[each]["file_name"] for each in closure(packages, [name])] for name in OFFERED if wheels}
    return {name: {file: len(wheels[file]) for file in names} for name, names in files.items()}


def distribution(module):
    """Return the address of Pyodide's distribution, from the module that Pyodide itself comes in."""
    head, tail = re.search(r"`(https://[^`]*)\$\{\w+\}([^`]*)`", module).groups()
    return head + re.search(r'"(\d+\.\d+\.\d+)"', module).group(1) + tail


def run(program, *arguments):
    if not shutil.which(program):
        sys.exit(f"make live needs Node and npm, and there is no {program}")
    PACKAGES.mkdir(parents=True, exist_ok=True)
    subprocess.run([program, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL, cwd=PACKAGES)


# -- The archives of Python ------------------------------------------------------------------------------------


def sources():
    """Return the archives before they are compiled, each as a dictionary from names to bytes."""
    pyodide = fetch_pyodide()
    sympy = {name: data for wheel in fetch_wheels() for name, data in members(wheel).items()}
    ours = {str(path.relative_to(ROOT / "src")): path.read_bytes() for path in tracked()}
    ours |= {path.name: path.read_bytes() for path in SCRIPTS.glob("*.py")}
    return {"python_stdlib.zip": members(pyodide / "python_stdlib.zip"), "sympy.zip": sympy, "veckron.zip": ours}


def members(archive):
    """Without the tests, a third of SymPy, which no reader runs."""
    with zipfile.ZipFile(archive) as file:
        names = [name for name in file.namelist() if "/tests/" not in name and not name.endswith(("/", "/RECORD"))]
        return {name: file.read(name) for name in names}


def tracked():
    """What the package is made of, and the data of the book."""
    return sorted(path for end in ("py", "csv", "txt") for path in (ROOT / "src/veckron").rglob(f"*.{end}"))


def compiled(archives):
    """Return the archives with their modules compiled; kept until one of them changes, or how they are compiled."""
    given = {f"{archive}/{name}": data for archive, held in archives.items() for name, data in held.items()}
    key = digest(given | {path.name: path.read_bytes() for path in (ROOT / "tools").glob("live_*")})
    target = PACKAGES / "compiled"
    if not (target / key).is_file():
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        for name, held in archives.items():
            (target / name).write_bytes(zipped(held))
        run("node", ROOT / "tools/live_compile.mjs", fetch_pyodide(), target)
        (target / key).touch()
    return {name: (target / name).read_bytes() for name in ARCHIVES}


def zipped(held):
    """The same files give the same bytes: no times, sorted names."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as file:
        for name in sorted(held):
            file.writestr(zipfile.ZipInfo(name), held[name], zipfile.ZIP_DEFLATED, 9)
    return memory.getvalue()


def digest(files):
    """Return a version: another one as soon as one byte of one file is another."""
    found = hashlib.sha256()
    for name in sorted(files):
        found.update(f"{name}:{len(files[name])}:".encode() + files[name])
    return found.hexdigest()[:12]


# -- The folder of the book ------------------------------------------------------------------------------------


def scripts():
    pyodide = fetch_pyodide()
    ours = [path for path in SCRIPTS.iterdir() if path.suffix in (".js", ".css")]
    files = {path.name: path.read_bytes() for path in [*ours, *(pyodide / name for name in PYODIDE)]}
    packed = {f"{name}.gzip": gzip.compress(files[name], 9, mtime=0) for name in PACKED}
    return files | packed


def described(files):
    """Return the manifest: the version of all files, and what the worker downloads."""
    sizes = {name: len(files[name]) for names in PARTS.values() for name in names}
    total = sum(sizes.values())
    return {"version": digest(files), "bytes": total, "files": sizes, "parts": PARTS}


def publish(files, manifest, folder):
    """Write the files; those that change with the book know its version, so that no cache mixes two versions."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(versioned(data, manifest["version"]) if name.endswith(".js") else data)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


def versioned(script, version):
    text = script.decode().replace('const VERSION = "unversioned";', f'const VERSION = "{version}";')
    return re.sub(r'((?:from|import|import\() ?"\./\w+\.js)"', rf'\1?v={version}"', text).encode()


def insert(page, root, manifest):
    """Name the styles and the scripts of the live pages in the head of a page, once."""
    query = f"?v={manifest['version']}"
    plain = TAG.sub("", page.read_text(encoding="utf-8"))
    forms = any(f'id="veckron-{form}"' in plain for form in ("calculator", "checker"))
    styles = ["live.css", "calculator.css"] if forms else ["live.css"]
    tags = [f'<link rel="stylesheet" href="{root}live/{style}{query}" />' for style in styles]
    size = f'data-megabytes="{manifest["bytes"] / 1e6:.0f}"'
    tags.append(f'<script defer src="{root}live/disk.js{query}"></script>')
    tags.append(f'<script async type="module" src="{root}live/page.js{query}" {size}></script>')
    page.write_text(plain.replace("</head>", "\n".join([*tags, "</head>"]), 1), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
