"""The nginx of docs/nginx.conf before two web processes of one place: everything that a person does comes through it."""

import contextlib
import http.client
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from browsers import People, browser, photo
from places import ROOT, free_port
from playwright.sync_api import expect
from seed import seed

from marketplace.serve import engines, web
from marketplace.serve.children import web_answers
from marketplace.serve.processes import until

pytestmark = [pytest.mark.browser, pytest.mark.kill, pytest.mark.xdist_group("serve")]
NAME, SECRET = "localhost", "h7Xo-3_q9s"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
DOOR = "/accounts/login/code/"


@dataclass
class Proxied:
    """nginx on two ports, and the web processes behind it by their ports."""

    folder: Path
    plain: int
    secure: int
    webs: dict[int, subprocess.Popen]

    @property
    def origin(self) -> str:
        return f"https://{NAME}:{self.secure}"

    def said(self, port: int) -> str:
        """The access log of a web process."""
        return (self.folder / f"{port}.log").read_text()

    def ask(self, method, path, body=b"", *, source="127.0.0.1", **headers) -> http.client.HTTPResponse:
        """A request of a client at that address, certificate and all; the answer is read."""
        trust = ssl.create_default_context(cafile=self.folder / "certificate.pem")
        line = http.client.HTTPSConnection(NAME, self.secure, context=trust, timeout=30, source_address=(source, 0))
        with contextlib.closing(line):
            headers = {name.replace("_", "-"): value for name, value in headers.items()}
            line.request(method, path, body, {"Origin": self.origin, **headers})
            answer = line.getresponse()
            answer.text = answer.read().decode()
            return answer


def start_web(place, folder, port, secure) -> subprocess.Popen:
    """As on a server of one's own: no embedded engines, https before it, one proxy."""
    database, redis = engines.addresses(place.var)
    own = {"EMBEDDED", "NAKAMA_PROCESS", "DJANGO_SETTINGS_MODULE"}
    env = {name: value for name, value in os.environ.items() if name not in own} | {
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "VAR_DIR": str(place.var),
        "SECRET_KEY": (place.var / "secret-key").read_text(),
        "ALLOWED_HOSTS": NAME,
        "SITE_URL": f"https://{NAME}:{secure}",
        "TRUSTED_PROXIES": "1",
        "PYTHONUNBUFFERED": "1",
    }
    words = ["-m", "marketplace.serve.web", "-b", "127.0.0.1", "-p", str(port), "marketplace.config.asgi:application"]
    with open(folder / f"{port}.log", "w") as log:
        return subprocess.Popen([sys.executable, *words], cwd=ROOT, env=env, stdout=log, stderr=log)


def configuration(folder, plain, secure, webs) -> str:
    """The documented file with its names replaced, within what Debian's own nginx.conf gives it."""
    text = (ROOT / "docs" / "nginx.conf").read_text()
    for written, here in {
        "nakama.example.jp": NAME,
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ": f"listen 127.0.0.1:{secure} ",
        "/etc/ssl/nakama/fullchain.pem": f"{folder}/certificate.pem",
        "/etc/ssl/nakama/privkey.pem": f"{folder}/key.pem",
        "/var/log/nginx/": f"{folder}/",
        "127.0.0.1:8000": f"127.0.0.1:{webs[0]}",
        "127.0.0.1:8001": f"127.0.0.1:{webs[1]}",
    }.items():
        assert written in text
        text = text.replace(written, here)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    own = "daemon off; master_process off; pid {0}/nginx.pid;\nevents {{}}\nhttp {{\n{1}{2}}}\n"
    return own.format(folder, folders, text)


@pytest.fixture(scope="module")
def proxied(place, tmp_path_factory):
    folder = tmp_path_factory.mktemp("nginx")
    plain, secure, *ports = (free_port() for _ in range(4))
    webs = {port: start_web(place, folder, port, secure) for port in ports}
    make = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"]
    make += ["-keyout", "key.pem", "-out", "certificate.pem", "-subj", f"/CN={NAME}"]
    make += ["-addext", f"subjectAltName=DNS:{NAME}"]
    subprocess.run(["openssl", *make], cwd=folder, check=True, capture_output=True)
    (folder / "nginx.conf").write_text(configuration(folder, plain, secure, ports))
    nginx = subprocess.Popen([NGINX, "-e", folder / "start.log", "-c", folder / "nginx.conf"], cwd=folder)
    found = Proxied(folder, plain, secure, webs)
    try:
        for port in ports:
            assert until(lambda port=port: web_answers("127.0.0.1", port), within=60), found.said(port)
        assert until(lambda: answers(found), within=20), (folder / "start.log").read_text()
        yield found
    finally:
        for process in (nginx, *webs.values()):
            process.kill()
            process.wait()


def answers(proxied) -> bool:
    with contextlib.suppress(OSError):
        return proxied.ask("GET", "/healthz").status == 200
    return False


def test_plain_http_is_led_to_https(proxied):
    line = http.client.HTTPConnection("127.0.0.1", proxied.plain, timeout=10)
    line.request("GET", "/wanted/?page=2", headers={"Host": NAME})
    answer = line.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/wanted/?page=2")
    line.close()
    answer = proxied.ask("GET", "/")
    assert answer.status == 200 and int(re.search(r"max-age=(\d+)", answer.headers["Strict-Transport-Security"])[1])
    assert proxied.ask("GET", "/", Host="elsewhere.example").status == 400


def test_what_is_too_large_is_answered_in_our_words(proxied):
    for size, cookies in ((2 << 20, ""), (70 << 20, "__Host-sessionid=x")):
        answer = proxied.ask("POST", DOOR, bytes(size), Cookie=cookies, Content_Type="application/octet-stream")
        assert answer.status == web.TOO_LARGE and "書いた文は残っています" in answer.text
    assert proxied.ask("POST", DOOR, bytes(100 << 20)).status == 413, "nginx takes no more than that"


def test_limits_count_who_sends_and_not_who_they_say_they_are(proxied):
    def let(source, said):
        page = proxied.ask("GET", DOOR, source=source)
        token = re.search("__Host-csrftoken=([^;]+); .*Secure", page.headers["Set-Cookie"])[1]
        form = urlencode({"email": f"someone{proxied.secure}@example.jp", "csrfmiddlewaretoken": token})
        kind, cookie = "application/x-www-form-urlencoded", f"__Host-csrftoken={token}"
        heads = {"X_Forwarded_For": said, "Cookie": cookie, "Content_Type": kind}
        answer = proxied.ask("POST", DOOR, form.encode(), source=source, **heads)
        assert answer.status in {200, 302}, answer.text
        return "続けて何度も" not in answer.text

    assert [let("127.0.0.77", f"192.0.2.{n}") for n in range(7)] == [True] * 5 + [False] * 2
    assert let("127.0.0.78", "127.0.0.77")


def test_no_log_holds_the_secret_of_an_address(proxied):
    assert proxied.ask("GET", f"/claim/{SECRET}/").status == 404
    assert proxied.ask("GET", f"/accounts/login/?next=/claim/{SECRET}/").status == 200
    logs = [path.read_text() for path in proxied.folder.glob("*.log")]
    assert until(lambda: (proxied.folder / "nakama.log").read_text().count("/claim/***") == 1, within=5)
    assert any("GET /claim/***/" in log for log in logs) and not any(SECRET in log for log in logs)


def test_a_person_and_the_loss_of_one_web_process(proxied, place):
    """Signs in, sends a photo, talks over a socket of one process with what the other is sent; then the socket's is killed."""
    told = seed("talk", place)
    with browser() as opened:
        people = People(opened, proxied.origin)
        page = people.sign_in("orderer", mail=told["mail"], ignore_https_errors=True)
        names = {cookie["name"]: cookie["secure"] for cookie in page.context.cookies()}
        assert names["__Host-sessionid"] and names["__Host-csrftoken"] and all(names.values())
        page.goto("/ask/")
        page.locator("input[type=file]").last.set_input_files(photo())
        expect(page.get_by_text("割れた試作.jpg").first).to_be_visible()

        address = f"/talk/{told['room']}/"
        page.goto(address)
        assert until(lambda: holder(proxied) is not None, within=15)
        held = holder(proxied)
        [other] = set(proxied.webs) - {held}
        plain = people.context(
            java_script_enabled=False, ignore_https_errors=True, storage_state=page.context.storage_state()
        ).new_page()

        def arrived_by_the_other() -> bool:
            say(plain, address, page)
            return f"POST {address}" in proxied.said(other)

        assert until(arrived_by_the_other, within=30)

        proxied.webs[held].send_signal(signal.SIGKILL)
        assert all(proxied.ask("GET", "/wanted/").status == 200 for _ in range(6))
        say(plain, address, page)
        assert not people.complaints


def holder(proxied) -> int | None:
    """The process at which the socket is open."""
    return next((port for port in proxied.webs if "WSCONNECT /ws/" in proxied.said(port)), None)


def say(plain, address, page) -> None:
    """By the form, and it arrives at the page by the socket."""
    words = f"ことば {uuid4()}"
    plain.goto(address)
    plain.fill("#message", words)
    plain.get_by_role("button", name="送る").click()
    expect(page.locator("[data-talk]").get_by_text(words, exact=True)).to_be_visible()
