"""The number on the slip that goes with the goods: whoever takes them records the receipt by it."""

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.errors import Invalid
from orders.production.models import HandOver
from orders.production.policies import to_take
from orders.production.services.hand_overs import hand_over_receive
from orders.production.states import HandOverStatus


def number_of(hand_over: HandOver) -> str:
    """Six digits that follow from the hand-over and the place's key."""
    digest = salted_hmac("hand_over.number", str(hand_over.public_id), algorithm="sha256").hexdigest()
    return f"{int(digest, 16) % 10**6:06}"


@transaction.atomic
def hand_over_receive_by_number(*, actor: Actor, number: str, count: int) -> HandOver:
    """Record the receipt of goods on their way to the actor, or to a firm whose desk it is, by the number of their slip.

    Raises Invalid where none of them has it (or two have, by chance), and as `hand_over_receive` does. The caller has counted
    how often numbers are tried.
    """
    on_their_way = to_take(actor).filter(status=HandOverStatus.ANNOUNCED)
    found = [over for over in on_their_way if constant_time_compare(number_of(over), number)]
    if len(found) != 1:
        raise Invalid(
            "hand_over.number",
            _(
                "この番号の品は、御社が受け取る品の中に見つかりません。番号を確かめるか、仲間まわしの頁で受け取ってください。"
            ),
        )
    return hand_over_receive(actor=actor, hand_over=found[0], count=count)
