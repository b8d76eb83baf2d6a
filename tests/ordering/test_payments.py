"""What is paid is what was stated."""

import pytest
import stories

from marketplace.kernel.errors import Invalid, NotAllowed
from orders.ordering.models import Payment
from orders.ordering.services.payments import amount_with_tax, payment_record


def test_what_is_paid_is_what_was_stated(orderer, hub, lathe_shop, plating_shop):
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    stories.passed_on(plating_shop, stories.worked(lathe_shop, root, 1, good=20))
    child = stories.fresh(root.children.get(supplier=lathe_shop.organization))
    assert child.received_on == stories.today()
    for wrong in (child.amount_yen, amount_with_tax(child) - 660):
        with pytest.raises(Invalid, match="payment"):
            payment_record(actor=hub.actor, order=child, amount_yen=wrong, paid_on=stories.today())
    with pytest.raises(NotAllowed):
        payment_record(actor=lathe_shop.actor, order=child, amount_yen=amount_with_tax(child), paid_on=stories.today())
    assert not Payment.objects.exists()
    payment_record(actor=hub.actor, order=child, amount_yen=amount_with_tax(child), paid_on=stories.today())
    assert stories.fresh(child).status == "closed"
