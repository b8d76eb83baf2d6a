"""The slip that goes with the goods, and the page where its number is typed when they have come."""

from dataclasses import dataclass
from typing import ClassVar

import segno
from django.utils.safestring import SafeString, mark_safe

from marketplace.accounts.models import Organization
from marketplace.kernel.actions import NOT_REFUSED, Refusal
from marketplace.kernel.actors import Actor
from orders.ordering.selectors import DeskLine, desk_lines
from orders.production.forms import NumberForm
from orders.production.models import HandOver
from orders.production.policies import receiver_of
from orders.production.services.slips import number_of


@dataclass(frozen=True)
class SlipPage:
    """One A4 sheet: who to whom, what, how many, where it goes. `line`: where the receiver goes by a desk; `code` leads to
    the page of the number."""

    section: ClassVar[str] = "cases"

    over: HandOver
    sender: Organization
    receiver: Organization
    line: DeskLine | None
    number: str
    code: SafeString


def slip_page(over: HandOver, address: str) -> SlipPage:
    """`address`: of the page where the number is typed, without it."""
    number = number_of(over)
    orders = [over.to_step.order] if over.to_step else []
    receiver = receiver_of(over)
    return SlipPage(
        over=over,
        sender=over.order.supplier,
        receiver=receiver,
        line=desk_lines(orders).get(receiver.pk),
        number=f"{number[:3]}-{number[3:]}",
        code=mark_safe(segno.make(f"{address}?number={number}", error="m").svg_inline(scale=3, border=1)),
    )


@dataclass(frozen=True)
class ArrivedPage:
    section: ClassVar[str] = "home"

    form: NumberForm
    refused: Refusal = NOT_REFUSED


def arrived_page(actor: Actor, number: str = "", refused: Refusal = NOT_REFUSED) -> ArrivedPage:
    return ArrivedPage(refused.form_or(NumberForm, actor=actor, initial={"number": number[:20]}), refused)
