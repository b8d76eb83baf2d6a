"""One browser for the journeys of a module."""

import os

import pytest
from browsers import People
from playwright.sync_api import sync_playwright


@pytest.fixture(scope="module")
def people(place):
    """Closed with the module: its event loop may not run beside those of other tests."""
    with sync_playwright() as playwright:
        arguments = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield People(browser, f"http://127.0.0.1:{place.port}")
        browser.close()
