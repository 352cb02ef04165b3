"""The server and the Chromium of the browser tests, and those who read the calculator."""

import pytest

from tests.browser.conftest import address, browser  # noqa: F401
from tests.browser.pages import SCREENS
from tests.live.reader import Reader


@pytest.fixture(scope="session")
def chair(browser, address):  # noqa: F811
    """One page for all tests that only ask: Python starts once."""
    context = browser.new_context(viewport=SCREENS["desk"])
    yield Reader(context, address)
    context.close()


@pytest.fixture
def sitting(chair):
    """The page on which others have asked before; nothing may go wrong on it."""
    yield chair
    assert not chair.wrong


@pytest.fixture
def reader(browser, address):  # noqa: F811
    """A reader who comes for the first time."""
    context = browser.new_context(viewport=SCREENS["desk"])
    reader = Reader(context, address)
    yield reader
    context.close()
    assert not reader.wrong
