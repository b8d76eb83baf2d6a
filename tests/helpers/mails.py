"""The code in a mail, and coming in by it."""

import re

from django.test import Client

DOOR, CONFIRM = "/accounts/login/code/", "/accounts/login/code/confirm/"


def code_in(mail) -> str:
    return re.search(r"\b(\d{6})\b", mail.body)[1]


def wrong_beside(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def come_in(browser: Client, address: str, mailoutbox):
    """Through the one door; gives the answer to the code."""
    browser.post(DOOR, {"email": address})
    return browser.post(CONFIRM, {"code": code_in(mailoutbox[-1])})
