"""What a person was told, as it is shown."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator

from marketplace.kernel.actors import Actor
from messaging.notifications.selectors import notices_of

SHOWN = 60


@dataclass(frozen=True)
class NoticesPage:
    section: ClassVar[str] = "home"

    notices: Page


def notices_page(actor: Actor, number: Any = 1) -> NoticesPage:
    return NoticesPage(Paginator(notices_of(actor), SHOWN).get_page(number))
