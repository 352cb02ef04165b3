"""How Python is added to a built book: what is written into its pages, and what is not."""

import io
import sys
from pathlib import Path

import pytest

from tools import make_live

ROOT = Path(__file__).parent.parent
PAGE = "<html><head>\n<title>A page</title>\n</head><body></body></html>\n"
MANIFEST = {"version": "abc", "bytes": 20_600_000}


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    return path


def test_a_page_names_the_scripts_and_the_size_once(page):
    make_live.insert(page, "../", MANIFEST)
    once = page.read_text()
    assert '<script async type="module" src="../live/page.js?v=abc" data-megabytes="21"></script>\n</head>' in once
    make_live.insert(page, "../", MANIFEST)
    assert page.read_text() == once
    make_live.insert(page, "../", {"version": "def", "bytes": 1})
    assert page.read_text().count("page.js") == page.read_text().count("disk.js") == 1
    assert "abc" not in page.read_text()


def test_our_scripts_import_each_other_in_one_version():
    script = b'import { call } from "./engine.js";\nimport "./cells.js";\nconst VERSION = "unversioned";\n'
    assert make_live.versioned(script, "abc").decode().splitlines() == [
        'import { call } from "./engine.js?v=abc";',
        'import "./cells.js?v=abc";',
        'const VERSION = "abc";',
    ]


def test_the_same_files_give_the_same_bytes_and_others_another_version():
    held = {"b.py": b"2", "a.py": b"1"}
    assert make_live.zipped(held) == make_live.zipped(dict(reversed(held.items())))
    assert make_live.digest(held) == make_live.digest(dict(reversed(held.items())))
    assert make_live.digest(held) != make_live.digest({"b.py": b"2", "a.py": b"3"})
    assert make_live.digest({"a": b"bc"}) != make_live.digest({"ab": b"c"})


def test_an_archive_with_another_hash_is_refused(tmp_path):
    archive = tmp_path / "pyodide.tgz"
    archive.write_bytes(b"other")
    with pytest.raises(SystemExit, match="has the hash"):
        make_live.want_hash(archive, "sha512-nothing")


@pytest.fixture
def packages(tmp_path, monkeypatch):
    """Two wheels laid by hand, and what the lock file says of them."""
    wheels = {"numpy": b"numbers", "scipy": b"science"}
    monkeypatch.setattr(make_live, "PACKAGES", tmp_path)
    monkeypatch.setattr(make_live, "OFFERED", ["scipy"])
    (tmp_path / "distribution").mkdir()
    for name, data in wheels.items():
        (tmp_path / f"distribution/{name}.whl").write_bytes(data)
    entry = lambda name, needs: {
        "file_name": f"{name}.whl",
        "depends": needs,
        "sha256": make_live.hashlib.sha256(wheels[name]).hexdigest(),
    }
    return {"scipy": entry("scipy", ["numpy"]), "numpy": entry("numpy", [])}


def test_wheels_of_the_right_hash_are_among_the_files_of_the_book(packages):
    wheels = make_live.fetch_packages(packages)
    assert wheels == {"scipy.whl": b"science", "numpy.whl": b"numbers"}
    assert make_live.sizes(packages, wheels) == {"scipy": {"scipy.whl": 7, "numpy.whl": 7}}


def test_a_wheel_of_another_hash_is_refused(packages, tmp_path):
    (tmp_path / "distribution/numpy.whl").write_bytes(b"number5")
    with pytest.raises(SystemExit, match=r"numpy\.whl has the hash"):
        make_live.fetch_packages(packages)


def test_a_wheel_of_another_hash_is_not_kept(packages, tmp_path, monkeypatch):
    (tmp_path / "distribution/numpy.whl").unlink()
    monkeypatch.setattr(make_live, "fetch_pyodide", lambda: make_live.PACKAGES)
    (tmp_path / "pyodide.mjs").write_text('`https://example.org/v${e}/full/` "1.2.3"')
    asked = []
    monkeypatch.setattr(make_live.urllib.request, "urlopen", lambda url, **_: asked.append(url) or io.BytesIO(b"x"))
    with pytest.raises(SystemExit, match=r"numpy\.whl has the hash"):
        make_live.fetch_packages(packages)
    assert asked == ["https://example.org/v1.2.3/full/numpy.whl"]
    assert not (tmp_path / "distribution/numpy.whl").exists()


def test_where_the_distribution_cannot_be_reached_the_pages_ask_themselves(packages, tmp_path, monkeypatch, capsys):
    (tmp_path / "distribution/numpy.whl").unlink()
    monkeypatch.setattr(make_live, "fetch_pyodide", lambda: make_live.PACKAGES)
    (tmp_path / "pyodide.mjs").write_text('`https://example.org/v${e}/full/` "1.2.3"')

    def refuse(*_, **__):
        raise make_live.urllib.request.URLError("no route")

    monkeypatch.setattr(make_live.urllib.request, "urlopen", refuse)
    assert make_live.fetch_packages(packages) == make_live.sizes(packages, {}) == {}
    assert "no route" in capsys.readouterr().out


def test_jupyterlite_takes_what_the_live_pages_have_and_asks_for_the_rest(packages, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "tools")
    from tools import make_lite

    (tmp_path / "pyodide.mjs").write_text('`https://example.org/v${e}/full/` "1.2.3"')
    (tmp_path / "numpy.whl").touch()
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels/veckron-1.0-py3-none-any.whl").touch()
    lock = make_lite.locked(tmp_path, {"packages": packages}, tmp_path / "wheels")["packages"]
    assert {name: package["file_name"] for name, package in lock.items()} == {
        "numpy": "../../live/numpy.whl",
        "scipy": "https://example.org/v1.2.3/full/scipy.whl",
        "veckron": "veckron-1.0-py3-none-any.whl",
    }


def test_without_a_book_it_says_what_to_do(tmp_path):
    with pytest.raises(SystemExit, match="run `make book` first"):
        make_live.main(tmp_path)


def test_without_npm_it_says_so(monkeypatch):
    monkeypatch.setattr(make_live.shutil, "which", lambda program: None)
    with pytest.raises(SystemExit, match="needs Node and npm, and there is no npm"):
        make_live.run("npm", "pack")


def test_a_clean_clone_has_no_folder_for_packages_yet(monkeypatch, tmp_path):
    monkeypatch.setattr(make_live, "PACKAGES", tmp_path / "_build/live-packages")
    make_live.run(sys.executable, "-c", "import os; open('here', 'w').close()")
    assert (tmp_path / "_build/live-packages/here").is_file()
