"""People at their browsers: signed in, in contexts of their own, with an eye on what every page must keep."""

import io
import os
import re
import shutil
from contextlib import contextmanager
from pathlib import Path

import seed
from axe_playwright_python.sync_playwright import Axe
from people import mail_of
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from marketplace.accounts.devmail import newest
from marketplace.serve.bootstrap import BROWSERS
from marketplace.serve.processes import until

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
#: A folder for pictures of the pages looked at.
SHOTS = os.environ.get("SHOTS")
LIMIT = 15_000  # ms until what does not come true fails its test, on a machine that has other work too
expect.set_options(timeout=LIMIT)


@contextmanager
def browser():
    """A browser until the block ends: its event loop may not run beside those of other tests."""
    with sync_playwright() as playwright:
        arguments = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")
        program = next(path for name in BROWSERS if (path := shutil.which(name)))
        opened = playwright.chromium.launch(executable_path=program, args=arguments)
        yield opened
        opened.close()


def photo() -> dict:
    """As it is chosen in a form."""
    out = io.BytesIO()
    Image.new("RGB", (800, 600), (120, 130, 150)).save(out, "JPEG")
    return {"name": "割れた試作.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def accessible(page: Page) -> list[str]:
    """What axe finds, in words."""
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    return [found.generate_report()] if found.response["violations"] else []


def fits(page: Page, size: dict) -> bool:
    """Nothing sticks out sideways."""
    page.set_viewport_size(size)
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def mailed_code(place, address) -> str:
    """The newest code that was mailed to an address."""

    def code():
        for mail in newest(place.var / "mail", 30):
            if address in mail.to and (found := re.search(r"\b(\d{6})\b", mail.text)):
                return found.group(1)
        return None

    assert until(lambda: code() is not None, within=20), "no code was mailed"
    return code()


def sign_up(place, page: Page, mail: str, person: str, firm: str, *, look=lambda page: None) -> None:
    """From the page that asks for an address through the code and the rules to the draft. `look`: at the page of joining."""
    page.fill("input[name=email]", mail)
    page.get_by_role("button", name="コードを送る").click()
    page.fill("input[name=code]", mailed_code(place, mail))
    page.locator("button.main").first.click()
    page.wait_for_url("**/join/**")
    look(page)
    page.fill("input[name=name]", person)
    page.fill("input[name=firm]", firm)
    page.get_by_label("作ってほしい").check()
    page.fill("input[name=municipality]", "大田区")
    page.get_by_label("利用のきまりを読み").check()
    page.get_by_role("button", name="始める").click()
    page.wait_for_url("**/edit/")


class People:
    """Pages of signed-in people; complaints of any page's console fail the test at the end."""

    def __init__(self, browser, base):
        self.browser, self.base, self.complaints = browser, base, []

    def context(self, size=DESK, **more) -> BrowserContext:
        context = self.browser.new_context(
            viewport=size, locale="ja-JP", timezone_id="Asia/Tokyo", base_url=self.base, **more
        )
        context.set_default_timeout(LIMIT)
        return context

    def page(self, who, size=DESK, **more) -> Page:
        page = self.context(size, **more).new_page()
        page.on("pageerror", lambda error: self.complaints.append((who, str(error))))
        page.on(
            "console",
            lambda m: self.complaints.append((who, m.text)) if "Content Security Policy" in m.text else None,
        )
        return page

    def sign_in(self, who, size=DESK, *, mail="", **more) -> Page:
        """One of the seeded cast, or who else has a `mail`, through the page for it."""
        page = self.page(who, size, **more)
        page.goto("/accounts/login/")
        page.fill("input[name=login]", mail or mail_of(who))
        page.fill("input[name=password]", seed.PASSWORD)
        page.get_by_role("button", name="ログインする").click()
        page.wait_for_url("**/home/")
        return page

    def look(self, page: Page, name: str) -> None:
        """axe finds nothing on this page as it stands; nothing sticks out sideways."""
        assert not accessible(page), name
        assert fits(page, page.viewport_size), name
        if SHOTS:
            Path(SHOTS).mkdir(exist_ok=True)
            page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
