"""How Python is added to a built book: what is written into its pages, and what is not."""

import pytest

from tools import make_live

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
    assert '<script type="module" src="../live/page.js?v=abc" data-megabytes="21"></script>\n</head>' in once
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


def test_without_a_book_it_says_what_to_do(tmp_path):
    with pytest.raises(SystemExit, match="run `make book` first"):
        make_live.main(tmp_path)


def test_without_npm_it_says_so(monkeypatch):
    monkeypatch.setattr(make_live.shutil, "which", lambda program: None)
    with pytest.raises(SystemExit, match="needs Node and npm, and there is no npm"):
        make_live.run("npm", "pack")
