"""The same pages in two languages: as the browser asks, until a person chooses."""

import re

import pytest
from django.test import Client

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


def main_of(page: str) -> str:
    return re.search(r"<main.*?</main>", page, re.S)[0]


def language_of(page: str) -> str:
    return re.search(r'<html lang="(\w+)"', page)[1]


def page_of(browser: Client, path: str = "/") -> str:
    return browser.get(path).content.decode()


def test_a_visitor_is_spoken_to_as_the_browser_asks(municipalities):
    english, japanese = page_of(Client(headers={"accept-language": "en-GB,en;q=0.9"})), page_of(Client())
    assert (language_of(english), language_of(japanese)) == ("en", "ja")
    assert not JAPANESE.findall(main_of(english))
    assert "ひとつの町工場では作れないものを、町じゅうで作る。" in main_of(japanese)
    assert JAPANESE.findall(re.sub(r"<title>.*?</title>", "", english)) == list("日本語"), "only the switch is Japanese"


def test_the_switch_is_obeyed_at_once_and_kept(orderer):
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(orderer.user, backend="django.contrib.auth.backends.ModelBackend")
    assert language_of(page_of(browser, "/me/")) == "en"
    answer = browser.post("/language/", {"language": "ja", "next": "/me/"})
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    page = page_of(browser, "/me/")
    assert language_of(page) == "ja" and "自分と会社" in page
    another = Client(headers={"accept-language": "en"})
    assert language_of(page_of(another)) == "en", "nobody has chosen there, and nobody is signed in"
    another.force_login(orderer.user, backend="django.contrib.auth.backends.ModelBackend")
    assert language_of(page_of(another, "/me/")) == "ja", "what the person chose goes along"


@pytest.mark.parametrize("asked, is_english", [("en", True), ("ja", False), ("", False), ("../x", False)])
def test_scripts_get_the_words_of_the_address(db, asked, is_english):
    for browser in (Client(), Client(headers={"accept-language": "en"})):
        answer = browser.get("/words.js", {"l": asked})
        assert answer["Content-Type"].startswith("text/javascript") and answer["Cache-Control"] == "public, max-age=300"
        assert ("Sending" in answer.content.decode()) is is_english


def test_a_page_loads_the_words_of_its_language_before_its_scripts(db):
    for code in ("ja", "en"):
        page = page_of(Client(headers={"accept-language": code}))
        assert page.index(f'src="/words.js?l={code}"') < page.index('type="module"')
