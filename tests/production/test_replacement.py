"""A factory's work is given to another."""

import uuid

import pytest
import stories
from django.urls import reverse

from marketplace.kernel.errors import InvalidState
from orders.production.services.replacement import order_replace


def test_a_refusing_factory_is_replaced(orderer, hub, lathe_shop, rival_lathe_shop, plating_shop):
    child = stories.refused(orderer, hub, lathe_shop, plating_shop)
    parent = child.parent
    step = parent.ring_steps.get(position=1).process_step
    assert (step.status, step.quotations.get().status) == ("open", "withdrawn")
    assert stories.fresh(parent).status == "acknowledged"
    again = order_replace(
        actor=hub.actor,
        refused=stories.fresh(child),
        factory=rival_lathe_shop.factory,
        amount_yen=110_000,
        deliver_on=child.deliver_on,
    )
    assert parent.ring_steps.get(position=1).order == again
    assert stories.fresh(step).status == "filled"
    assert child.is_replaced
    with pytest.raises(InvalidState):
        order_replace(
            actor=hub.actor,
            refused=stories.fresh(child),
            factory=rival_lathe_shop.factory,
            amount_yen=110_000,
            deliver_on=child.deliver_on,
        )
    assert parent.children.filter(replaces=child).count() == 1


@pytest.mark.usefixtures("contexts")
def test_the_page_of_a_replacement(orderer, hub, lathe_shop, rival_lathe_shop, plating_shop):
    child = stories.refused(orderer, hub, lathe_shop, plating_shop)
    address = reverse("order_replace", args=[child.public_id])
    browser = hub.browser()
    assert address in browser.get(reverse("order", args=[child.public_id])).content.decode()
    page = browser.get(address)
    assert list(page.context["page"].form.fields["factory"].queryset) == [rival_lathe_shop.factory]
    entered = {
        "acting": str(hub.organization.public_id),
        "idempotency_key": str(uuid.uuid4()),
        "factory": str(rival_lathe_shop.factory.public_id),
        "deliver_on": child.deliver_on.isoformat(),
    }
    refused = browser.post(address, {**entered, "amount_yen": "百"})
    assert refused.status_code == 400
    assert 'value="百"' in refused.content.decode(), "what was typed is kept"
    assert not child.is_replaced
    done = browser.post(address, {**entered, "amount_yen": "110,000"})
    assert done.status_code == 302
    assert child.parent.children.get(replaces=child).amount_yen == 110_000
    after = browser.get(reverse("order", args=[child.public_id])).content.decode()
    assert address not in after
    assert browser.get(address).status_code == 404
