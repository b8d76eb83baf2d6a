"""No log holds the secret of an address, whoever writes it."""

import io
import logging
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, path

from marketplace.config import urls
from marketplace.config.logs import SECRET_ADDRESSES, MaskedFormatter, masked
from marketplace.serve.web import MaskedAccessLog

SECRET = "h7Xo-3_q9s"
PAGES = [f"{address}{SECRET}/" for address in SECRET_ADDRESSES]


def fails(request, **_kwargs):
    raise RuntimeError(f"nothing at {request.path}")


class Broken:
    """The place, where the pages with a secret fail."""

    urlpatterns = [path(f"{page[1:]}", fails) for page in PAGES] + urls.urlpatterns


@pytest.fixture
def log():
    """What is written through the handlers of the place."""
    [handler] = [handler for handler in logging.getLogger().handlers if isinstance(handler.formatter, MaskedFormatter)]
    stream = io.StringIO()
    before = handler.setStream(stream)
    yield stream
    handler.setStream(before)


@pytest.mark.parametrize("page", PAGES)
def test_neither_a_page_that_is_not_there_nor_one_that_fails_writes_it(page, log, db, settings):
    assert Client().get(f"/nothing{page}").status_code == 404
    settings.ROOT_URLCONF = Broken
    assert Client(raise_request_exception=False).get(page).status_code == 500
    # What a browser says of itself on a page with the policy "no-referrer": its form would be refused.
    refused = Client(enforce_csrf_checks=True, headers={"origin": "null"}).post(page)
    assert (refused.status_code, refused["Referrer-Policy"]) == (403, "same-origin")
    said = log.getvalue()
    for words in ("Not Found: ", "Internal Server Error: ", "RuntimeError: nothing at ", "Forbidden (Origin"):
        assert words in said
    assert SECRET not in said and said.count("***") >= 4


def test_nobody_has_a_handler_of_its_own():
    program = (
        "import logging, django; django.setup(); from marketplace.config.logs import MaskedFormatter;"
        " loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)];"
        " handlers = [h for l in loggers for h in l.handlers if not isinstance(h, logging.NullHandler)];"
        " print(len(handlers) > 0, [h for h in handlers if not isinstance(h.formatter, MaskedFormatter)])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "True []\n"


def test_the_worker_writes_through_the_same():
    program = (
        "import logging; from marketplace.config.celery import app; import django; django.setup();"
        f" app.log.setup('WARNING'); logging.getLogger('celery.worker').error('failed at {PAGES[0]}')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "ERROR celery.worker failed at /claim/***/" in done.stderr and SECRET not in done.stderr + done.stdout


def test_the_access_log():
    stream = io.StringIO()
    write = MaskedAccessLog(stream)
    for page in PAGES:
        write("http", "complete", {"client": "-", "method": "GET", "path": page, "status": 200, "size": 1})
        write("websocket", "connecting", {"client": "-", "path": page})
    assert stream.getvalue().count("***") == 2 * len(PAGES) and SECRET not in stream.getvalue()


@pytest.mark.parametrize("page", PAGES)
def test_an_address_within_another(page):
    for _ in range(3):
        assert SECRET not in masked(f"GET /accounts/login/?next={page}&more=1")
        page = quote(page, safe="")
    assert masked("GET /claims/ /inquiries/1b4e28ba/ 200") == "GET /claims/ /inquiries/1b4e28ba/ 200"


def with_secrets(resolver, before="/"):
    """Of each address with a secret what stands before it."""
    for pattern in resolver.url_patterns:
        at = before + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            yield from with_secrets(pattern, at)
        elif {"token", "key"} & set(pattern.pattern.regex.groupindex):
            yield at.partition("<")[0].removesuffix("(?P")


def test_every_address_with_a_secret_is_known():
    assert set(with_secrets(get_resolver())) == set(SECRET_ADDRESSES)
