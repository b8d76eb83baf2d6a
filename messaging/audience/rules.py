"""What a row of the table says."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Rule:
    """`told` gives the organizations told (their people get a notice, and a letter where `mail`), `text` the sentence in
    the language that is active, `url` where it leads, `rings` the subjects whose watchers look again."""

    told: Callable = lambda subject, refs: []
    text: Callable = lambda subject: ""
    url: Callable = lambda subject: ""
    rings: Callable = lambda subject: []
    mail: bool = False


@dataclass(frozen=True)
class AskedRule:
    """`asked` gives the requests whose factories are told by letter, each with the link of its own; `text` the sentence."""

    asked: Callable
    text: Callable


def page(name: str, get=lambda subject: subject) -> Callable:
    """The page `name` of what `get` takes from the subject."""
    return lambda subject: reverse(name, args=[get(subject).public_id])
