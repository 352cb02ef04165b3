"""A reader of the calculator, in the book as `make live` leaves it."""

from tests.browser.pages import opened

PAGE = "chapters/calculator.html"
CHECKED = "every line checked"


class Reader:
    """One reader with the page open: types, presses the button, waits for the line that says what is going on."""

    def __init__(self, context, address, query=""):
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.set_default_timeout(45_000)  # a machine may be busy
        self.page, self.wrong = opened(context, address, PAGE + query)
        self.result = self.page.get_by_label("The derivative")
        self.form = self.page.locator(".veckron-form")
        self.form.wait_for()

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

    def waits(self, words=CHECKED):
        self.page.get_by_role("status").filter(has_text=words).wait_for()

    def verdicts(self):
        return self.result.locator("dd .badge").all_inner_texts()

    def sources(self):
        return [code.text_content() for code in self.result.locator(".source:not([data-dialect]) code").all()]

    def says(self):
        return self.page.get_by_role("status").inner_text()

    def module(self, name, use, argument=None):
        """What a function of JavaScript makes of one of the page's own modules and of an argument."""
        source = f"document.querySelector('script[data-megabytes]').src.replace('page.js', '{name}.js')"
        return self.page.evaluate(
            f"(argument) => import({source}).then((module) => ({use})(module, argument))", argument
        )

    def called(self, name, argument):
        """What the package answers inside the page, by the same worker."""
        return self.module("engine", "({ call }, [name, argument]) => call(name, argument)", [name, argument])
