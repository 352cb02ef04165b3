"""The readers of the calculator and of the checker, in the book as `make live` leaves it; a wheel laid by hand."""

import io
import re
import zipfile

from tests.browser.pages import SCREENS, opened, pictured, violations

# What is ours on a page with a form; MathJax answers for its formulas.
PARTS = {"include": [[".veckron-form"], [".result"]], "exclude": [["mjx-container"]]}


def wheel():
    """A NumPy of one line."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as file:
        file.writestr("numpy/__init__.py", "answer = 42\n")
        file.writestr("numpy-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: numpy\nVersion: 1.0\n")
        file.writestr("numpy-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        file.writestr("numpy-1.0.dist-info/RECORD", "")
    return memory.getvalue()


WHEEL, WHEEL_NAME = wheel(), "numpy-1.0-py3-none-any.whl"


class Form:
    """One reader with a page open: types, presses the button, waits for the line that says what is going on."""

    name, label, call, done = "", "", "", ""

    def __init__(self, context, address, query=""):
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.set_default_timeout(45_000)  # a machine may be busy
        self.page, self.wrong = opened(context, address, self.name + query)
        self.result = self.page.get_by_label(self.label)
        self.form = self.page.locator(".veckron-form")
        self.form.wait_for()

    def opens(self, **query):
        """The page by a link; its parameters in the address."""
        search = self.page.evaluate("(query) => `?${new URLSearchParams(query)}`", query)
        self.page.goto(self.page.url.partition("?")[0] + search)
        return search

    def waits(self, words=None):
        self.page.get_by_role("status").filter(has_text=words or self.done).wait_for()

    def says(self):
        return self.page.get_by_role("status").inner_text()

    def verdicts(self):
        return self.result.locator("dd .badge").all_inner_texts()

    def loaded(self):
        """The files of Python that the page has asked for."""
        names = self.page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
        return [name for name in names if re.search(r"pyodide|sympy|worker\.js", name)]

    def module(self, name, use, argument=None):
        """What a function of JavaScript makes of one of the page's own modules and of an argument."""
        source = f"document.querySelector('script[data-megabytes]').src.replace('page.js', '{name}.js')"
        return self.page.evaluate(
            f"(argument) => import({source}).then((module) => ({use})(module, argument))", argument
        )

    def called(self, name, argument):
        """What the package answers inside the page, by the same worker."""
        return self.module("engine", "({ call }, [name, argument]) => call(name, argument)", [name, argument])

    def violations(self):
        return violations(self.page, PARTS)

    def sits_at(self, screen, theme):
        self.page.set_viewport_size(SCREENS[screen])
        self.page.emulate_media(color_scheme=theme)
        self.page.locator(f"html[data-theme={theme}]").wait_for()

    def looks(self, screen, theme, name, full_page=True):
        """Nothing is too wide, and all can be read aloud."""
        pictured(self.page, screen, theme, name, full_page)
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert not (found := self.violations()), found


class Reader(Form):
    """Of the calculator."""

    name, label, done = "chapters/calculator.html", "The derivative", "every line checked"

    def types(self, text):
        self.page.get_by_label("A function, as on paper").fill(text)

    def derives(self, text, by="", **shapes):
        self.types(text)
        for name, (sizes, kind) in shapes.items():
            self.page.get_by_label(f"Kind of {name}", exact=True).select_option(kind)
            if sizes:
                self.page.get_by_label(f"Sizes of {name}", exact=True).fill(sizes)
        if by:
            self.page.get_by_role("radio", name=by, exact=True).check()
        self.page.get_by_role("button", name="Derive").click()

    def sources(self):
        return [code.text_content() for code in self.result.locator(".source:not([data-dialect]) code").all()]


class Checker(Form):
    """Of the checker."""

    name, label = "chapters/checker.html", "The verdict"
    done = re.compile("Checked in this browser|could not be decided")

    def presses(self):
        self.page.get_by_role("button", name="Check", exact=True).click()

    def checks(self, text):
        self.page.get_by_label("An identity", exact=True).check()
        self.page.get_by_label("An identity, as on paper").fill(text)
        self.presses()

    def compares(self, f, g, by):
        self.page.get_by_label("A derivative beside its function").check()
        self.page.get_by_label("A function", exact=True).fill(f)
        self.page.get_by_label("Its claimed derivative").fill(g)
        self.page.get_by_role("radio", name=by, exact=True).check()
        self.presses()

    def status(self):
        (status,) = self.verdicts()
        return status
