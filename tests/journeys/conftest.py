"""One running place and one browser for all journeys."""

import os

import pytest
from browsers import People
from places import starter
from playwright.sync_api import sync_playwright


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    with starter() as start:
        place = start(tmp_path_factory.mktemp("旅 する 町") / "var")
        assert place.says("動いています", within=170), place.text()
        yield place


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
