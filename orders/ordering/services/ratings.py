"""Saying how the supplier of an order did."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.errors import Invalid, InvalidState
from marketplace.kernel.locking import hold
from marketplace.kernel.transitions import record
from orders.ordering.models import PurchaseOrder, Rating
from orders.ordering.policies import order_policy
from orders.ordering.states import RATEABLE


@transaction.atomic
def rating_give(
    *, actor: Actor, order: PurchaseOrder, quality: int, delivery: int, cost: int, comment: str = ""
) -> Rating:
    """The buyer rates the supplier once the goods are accepted."""
    order_policy.require(actor, "rate", order)
    hold(order, *RATEABLE)
    if not all(1 <= n <= 5 for n in (quality, delivery, cost)):
        raise Invalid("rating.score", _("評価は 1 から 5 で選んでください。"))
    try:
        with transaction.atomic():
            rating = Rating.objects.create(
                order=order,
                rated=order.supplier,
                quality=quality,
                delivery=delivery,
                cost=cost,
                comment=comment.strip()[:500],
                given_by=actor.user,
            )
    except IntegrityError:
        raise InvalidState("rating.twice", _("この注文は、もう評価しています。")) from None
    ref = {"order": str(order.public_id)}
    return record("rating.give", rating, actor, refs=ref, note=ref)
