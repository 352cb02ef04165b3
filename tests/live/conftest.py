"""The server and the Chromium of the browser tests."""

from tests.browser.conftest import address, browser  # noqa: F401
