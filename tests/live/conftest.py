"""The server and the Chromium of the browser tests, and those who read the pages with a form."""

import pytest

from tests.browser.conftest import address, browser  # noqa: F401
from tests.browser.pages import SCREENS
from tests.live.reader import Checker, Reader


def seated(chromium, home, reader):
    """One page for all tests that only ask: Python starts once."""
    context = chromium.new_context(viewport=SCREENS["desk"])
    yield reader(context, home)
    context.close()


def asked_before(reader):
    """The page on which others have asked before; nothing may go wrong on it."""
    yield reader
    assert not reader.wrong


@pytest.fixture(scope="session")
def chair(browser, address):  # noqa: F811
    yield from seated(browser, address, Reader)


@pytest.fixture(scope="session")
def seat(browser, address):  # noqa: F811
    yield from seated(browser, address, Checker)


@pytest.fixture
def sitting(chair):
    yield from asked_before(chair)


@pytest.fixture
def checker(seat):
    yield from asked_before(seat)


@pytest.fixture
def context(browser):  # noqa: F811
    context = browser.new_context(viewport=SCREENS["desk"])
    yield context
    context.close()


@pytest.fixture
def reader(context, address):  # noqa: F811
    """A reader who comes for the first time."""
    yield from asked_before(Reader(context, address))
