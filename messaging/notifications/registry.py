"""What a notice rule says; the rules stand below `rules`, by what they are about."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from marketplace.accounts.models import Membership, Organization
from marketplace.kernel.registry import Registry

Refs = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class NoticeRule:
    """Who is told what when an event has happened.

    `event`: its name. `also`: what sets the rule apart from the others of its event. `to`: the organizations whose people
    get a notice; `roles`: those of them who do, where not all. `text`: the sentence, in the language that is active. `url`: where it leads. `goes_out`: it is delivered
    outside the app too. `firm`: whose matter it is; a desk that acts for it reads its name with the sentence.
    `pages`: public ids of what open pages show that look again.
    `each`: what of the subject is told one by one, each with a notice of its own (the requests of a proposal); `to`,
    `text` and `url` are asked with it. `refs` are what the event carries.
    Nobody is told the same fact twice: of several rules of one event the first that names somebody tells it.
    """

    event: str
    also: str = ""
    to: Callable[[Any, Refs], Iterable[Organization]] = lambda subject, refs: ()
    roles: tuple[str, ...] = tuple(dict(Membership.ROLES))
    text: Callable[[Any], str] = lambda subject: ""
    url: Callable[[Any], str] = lambda subject: ""
    goes_out: bool = False
    firm: Callable[[Any], Organization | None] = lambda subject: None
    pages: Callable[[Any, Refs], Iterable[UUID]] = lambda subject, refs: ()
    each: Callable[[Any], Iterable[Any]] | None = None

    @property
    def name(self) -> str:
        return f"{self.event} {self.also}".strip()


notice_rules: Registry[NoticeRule] = Registry("notice rule")


def rules_of(event: str) -> list[NoticeRule]:
    return [rule for rule in notice_rules if rule.event == event]


def page(name: str, of: Callable[[Any], Any] = lambda subject: subject) -> Callable[[Any], str]:
    """The address of the page `name` of what `of` takes from the subject."""
    return lambda subject: reverse(name, args=[of(subject).public_id])
