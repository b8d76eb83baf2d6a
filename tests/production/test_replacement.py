"""A factory's work is given to another."""

import uuid

import pytest
import stories
from django.urls import reverse

from marketplace.kernel import relay
from marketplace.kernel.errors import InvalidState
from marketplace.kernel.todos import todos_of
from messaging.notifications.models import Notice
from orders.ordering.services.orders import order_acknowledge, order_cancel, order_issue, order_refuse
from orders.production.services.replacement import order_replace

pytestmark = pytest.mark.xdist_group("replacement")


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


def test_what_others_have_quoted_stands_beside_the_choice(orderer, hub, lathe_shop, rival_lathe_shop, plating_shop):
    inquiry = stories.posted(orderer)
    plan = stories.planned(hub, stories.taken(hub, inquiry))
    plan = stories.asked(hub, plan, [lathe_shop, rival_lathe_shop], [plating_shop])
    for shop, yen in ((lathe_shop, 50_000), (rival_lathe_shop, 61_234), (plating_shop, 40_000)):
        stories.quoted(shop, plan, total_yen=yen)
    award = stories.awarded(orderer, inquiry, stories.submitted(hub, stories.opened(plan)))
    root = stories.acknowledged(orderer, hub, award, plating_shop)
    child = root.children.get(supplier=lathe_shop.organization)
    order_cancel(actor=hub.actor, order=child, reason="機械が止まりました")
    page = hub.browser().get(reverse("order_replace", args=[child.public_id])).content.decode()
    assert "61,234円" in page and "50,000円" not in page


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


def test_a_refused_order_waits_for_the_hub_until_another_factory_has_its_work(
    orderer, hub, lathe_shop, plating_shop, rival_lathe_shop
):
    refused = stories.refused(orderer, hub, lathe_shop, plating_shop)

    def waits() -> list[str]:
        return [todo.url for todo in todos_of(hub.actor) if todo.verb == "別の町工場に頼む"]

    assert waits() == [reverse("order_replace", args=[refused.public_id])]
    assert hub.browser().get(waits()[0]).status_code == 200
    said = {"factory": rival_lathe_shop.factory, "amount_yen": 90_000, "deliver_on": refused.deliver_on}
    order_replace(actor=hub.actor, refused=refused, **said)
    assert waits() == []


def test_every_paper_names_the_place_where_the_goods_really_go(root, lathe_shop, plating_shop):
    turned, plated = (root.children.get(supplier=shop.organization) for shop in (lathe_shop, plating_shop))
    assert turned.deliver_to.startswith("城東クロム工業 ") and plated.deliver_to.startswith("羽田共同製作所 ")
    assert turned.papers.get().body["receive_place"] == turned.deliver_to
    assert root.deliver_to.startswith("小島デザイン ")


def test_the_place_follows_who_takes_a_step_over(orderer, hub, lathe_shop, plating_shop, rival_lathe_shop):
    """The factory before it brings the goods to the new one: its paper says so, and it is told."""
    inquiry, proposal = stories.proposed(orderer, hub, lathe_shop, plating_shop)
    parent = stories.awarded(orderer, inquiry, proposal).order
    order_issue(actor=orderer.actor, order=parent)
    order_acknowledge(actor=hub.actor, order=stories.fresh(parent))
    turned, plated = (parent.children.get(supplier=shop.organization) for shop in (lathe_shop, plating_shop))
    for order, shop, answer in ((turned, lathe_shop, order_acknowledge), (plated, plating_shop, order_refuse)):
        order_issue(actor=hub.actor, order=stories.fresh(order))
        said = {"reason": "手が足りません"} if answer is order_refuse else {}
        answer(actor=shop.actor, order=stories.fresh(order), **said)
    order_replace(
        actor=hub.actor,
        refused=stories.fresh(plated),
        factory=rival_lathe_shop.factory,
        amount_yen=60_000,
        deliver_on=plated.deliver_on,
    )
    turned = stories.fresh(turned)
    assert turned.deliver_to.startswith("雑色旋盤 ")
    first, second = turned.papers.order_by("revision")
    assert second.body["receive_place"] == turned.deliver_to != first.body["receive_place"]
    page = lathe_shop.browser().get(reverse("order", args=[turned.public_id])).content.decode()
    assert "次の工程の町工場が変わりました。" in page and page.count(turned.deliver_to) > 1
    relay.relay_due()
    assert Notice.objects.filter(organization=lathe_shop.organization, text__contains="雑色旋盤").exists()
    other = parent.children.get(supplier=rival_lathe_shop.organization)
    assert other.deliver_to == plated.deliver_to and other.papers.count() == 0
