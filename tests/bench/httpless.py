"""A signed-in session over one kept connection, with the standard library only."""

import http.client
import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode


class Session:
    def __init__(self, port: int):
        self.port, self.cookies = port, {}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.body = b""

    def _ask(self, method, path, body=None, headers=None):
        cookie = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        sent = {"Cookie": cookie, "Referer": f"http://127.0.0.1:{self.port}/", **(headers or {})}
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        self.body = answer.read()
        for header in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        return answer.status

    def get(self, path) -> int:
        return self._ask("GET", path)

    def post(self, path, fields) -> int:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(fields), kind)


def sign_in(port: int, email: str, password: str) -> Session:
    session = Session(port)
    session.get("/accounts/login/")
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', session.body).group(1).decode()
    status = session.post("/accounts/login/", {"csrfmiddlewaretoken": token, "login": email, "password": password})
    assert status == 302, status
    return session
