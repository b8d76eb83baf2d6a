"""What a browser keeps of a signed-in person: no page, and files for as long as they say."""

from django.test import Client
from django.urls import reverse


def test_a_signed_in_page_is_in_no_store(orderer):
    browser = orderer.browser()
    for name in ("home", "cases", "me", "front", "wanted"):
        assert browser.get(reverse(name))["Cache-Control"] == "no-store", name
    assert browser.get("/no-such-page/")["Cache-Control"] == "no-store"


def test_a_visitors_page_and_what_says_for_itself_stay_as_they_are(orderer):
    assert "Cache-Control" not in Client().get(reverse("front"))
    assert orderer.browser().get(reverse("words"))["Cache-Control"] == "public, max-age=300"


def test_the_written_mails_are_for_the_people_of_this_machine(db, settings, tmp_path):
    settings.EMBEDDED, settings.EMAIL_FILE_PATH = True, tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"

    def is_shown() -> bool:
        return Client().get(reverse("dev_mail")).status_code == 200

    assert is_shown()
    for name, value in (("ON_LOOPBACK", False), ("TRUSTED_PROXIES", 1), ("EMBEDDED", False)):
        before = getattr(settings, name)
        setattr(settings, name, value)
        assert not is_shown(), name
        setattr(settings, name, before)
