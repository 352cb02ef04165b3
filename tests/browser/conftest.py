"""One server and one Chromium for all tests."""

import pytest

from tools import print_page


@pytest.fixture(scope="session")
def address():
    with print_page.serving() as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    with print_page.chromium() as browser:
        yield browser
