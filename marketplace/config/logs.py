"""What is written to a log by whomever, without the secrets that stand in addresses: who reads a log must not get in by it."""

import logging
import re

#: Behind these an address goes on with a secret. A test asks for one of each address with a secret.
SECRET_ADDRESSES = ("/claim/", "/address/", "/accounts/password/reset/key/")
MASK = "***"

#: An address that is a parameter of another has its slashes written otherwise, once more for each one that it is within.
_SLASH = "(?:/|%(?:25)*2f)"
_SECRET = re.compile(
    "(" + "|".join(address.replace("/", _SLASH) for address in SECRET_ADDRESSES) + r")[^\s/%?&#\"'<>]+", re.IGNORECASE
)


def masked(text: str) -> str:
    """/claim/h7Xo…/ -> /claim/***/"""
    return _SECRET.sub(rf"\1{MASK}", text)


class MaskedFormatter(logging.Formatter):
    """Masks the whole line: only here a traceback is text."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))
