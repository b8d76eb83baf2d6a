"""What a desk may do in a ring is what its firm might do itself; the hall of another town, and of firms that sign in, nothing."""

import people
import pytest
import stories
from django.urls import reverse
from world import photo_file

from marketplace.inquiries.policies import visible_attachments
from marketplace.inquiries.services.attachments import attachment_add
from marketplace.kernel.actors import Actor
from marketplace.kernel.errors import Invalid, InvalidState
from marketplace.sourcing.models import RequestForQuotation
from marketplace.sourcing.policies import rfq_policy, visible_rfqs
from marketplace.sourcing.services.quotations import quotation_draft, quotation_submit, quotation_withdraw
from orders.ordering.policies import order_change_policy, order_policy
from orders.ordering.services.changes import change_propose
from orders.production.policies import (
    discrepancy_policy,
    hand_over_policy,
    nonconformity_policy,
    work_step_policy,
)


@pytest.fixture
def things(orderer, hub, lathe_shop, quiet_plater):
    """A ring with a factory without an account in it: by policy, everything that somebody could act on; and addresses."""
    row = stories.short(orderer, hub, lathe_shop, quiet_plater)
    root = row.step.root
    over = stories.worked(quiet_plater, root, 2, good=18)
    fault = stories.passed_on(hub, over, rejected=1, description="きず").nonconformities.get()
    orders = [root, *root.children.all()]
    change = change_propose(actor=hub.actor, order=orders[-1], reason="x", deliver_on=root.deliver_on)
    overs = list(root.hand_overs.all())
    steps = list(root.ring_steps.all())
    found = [
        (order_policy, orders),
        (order_change_policy, [change]),
        (work_step_policy, steps),
        (hand_over_policy, overs),
        (nonconformity_policy, [fault]),
        (discrepancy_policy, [row]),
    ]
    names = {
        "order": (orders[1:], "order_acknowledge order_refuse change_propose"),
        "change": ([change], "change_agree change_reject change_withdraw"),
        "step": (steps, "work_start work_report work_correct work_reopen hand_over_announce"),
        "over": (overs, "hand_over_receive hand_over_recount hand_over_inspect hand_over_cancel"),
        "fault": ([fault], "nonconformity_rework nonconformity_resolve nonconformity_concede nonconformity_scrap"),
        "discrepancy": ([row], "discrepancy_propose discrepancy_agree"),
    }
    addresses = [
        reverse(n, args=[t.public_id]) for some, all_names in names.values() for t in some for n in all_names.split()
    ]
    return [(policy, thing) for policy, rows in found for thing in rows], addresses


def test_the_desk_may_what_its_firm_might(things, officer, quiet_plater):
    seen = set()
    for policy, thing in things[0]:
        thing = stories.fresh(thing)
        for role in ("owner", "approver", "member", "viewer"):
            own = policy.allowed(Actor(user=officer.user, organization=quiet_plater.organization, role=role), thing)
            desk = policy.allowed(Actor(user=officer.user, organization=officer.organization, role=role), thing)
            assert desk == own, (policy.name, thing, role)
            seen |= {f"{policy.name}.{act}" for act in desk}
        shown = policy.visible(officer.actor).filter(pk=thing.pk).exists()
        assert shown == policy.visible(Actor(organization=quiet_plater.organization)).filter(pk=thing.pk).exists()
    assert seen >= {"order.acknowledge", "order.refuse", "order.change", "order_change.agree", "work_step.start"}
    assert seen >= {"hand_over.receive", "hand_over.cancel", "nonconformity.rework"}
    assert not seen & {"order.pay", "order.issue", "order.cancel", "order.replace", "order.rate", "discrepancy.propose"}


def test_the_desk_reads_the_files_that_its_firm_works_by(orderer, hub, lathe_shop, quiet_plater, officer):
    drawing = attachment_add(actor=orderer.actor, inquiry=stories.posted(orderer), upload=photo_file())
    inquiry = drawing.inquiry
    plan = stories.asked(hub, stories.planned(hub, stories.taken(hub, inquiry), steps=2), [lathe_shop], [quiet_plater])
    for shop in (lathe_shop, quiet_plater):
        stories.quoted(shop, plan, total_yen=50_000)
    award = stories.awarded(orderer, inquiry, stories.submitted(hub, stories.opened(plan)))
    stories.acknowledged(orderer, hub, award, lathe_shop, quiet_plater)

    def reads(player) -> bool:
        return visible_attachments(player.actor).filter(pk=drawing.pk).exists()

    other = people.make_player("k@example.jp", "川崎 葵", "川崎市", municipality=people.KAWASAKI, is_municipality=True)
    assert reads(officer) and not reads(other)
    people.Membership.objects.create(user=people.make("rival_orderer").user, organization=quiet_plater.organization)
    assert not reads(officer)


@pytest.mark.parametrize("which", ["another town", "firms that sign in"])
def test_other_town_halls_find_nothing_there(things, officer, quiet_plater, which):
    if which == "another town":
        player = people.make_player(
            "k@example.jp", "川崎 葵", "川崎市", municipality=people.KAWASAKI, is_municipality=True
        )
    else:
        player = officer
        people.Membership.objects.create(user=people.make("rival_orderer").user, organization=quiet_plater.organization)
    before = stories.counts()
    for policy, thing in things[0]:
        assert not policy.allowed(player.actor, stories.fresh(thing)), (policy.name, thing)
        assert not policy.visible(player.actor).filter(pk=thing.pk).exists()
    for address in things[1]:
        assert player.press(address, reason="x", count=1, outcome="x").status_code == 404, address
    assert stories.counts() == before


def test_what_the_firm_quoted_itself_is_sealed_for_its_desk(hub, lathe_shop, officer, proposal):
    """Its only person is shut out: the town hall speaks for it from now on, and neither reads nor changes what is sealed."""
    proposal = stories.asked(hub, stories.planned(hub, proposal, steps=1), [lathe_shop])
    quotation = stories.quoted(lathe_shop, proposal, total_yen=104_321)
    type(lathe_shop.user).objects.filter(pk=lathe_shop.user.pk).update(is_active=False)
    rfq = quotation.rfq
    for name in ("rfq", "quotation_check", "quotation_receipt"):
        assert "104,321" not in officer.browser().get(reverse(name, args=[rfq.public_id])).content.decode()
    before = stories.counts()
    for act in (
        lambda: quotation_draft(actor=officer.actor, rfq=rfq, total_yen=1, days=3),
        lambda: quotation_submit(actor=officer.actor, quotation=quotation, shown=quotation.said),
        lambda: quotation_withdraw(actor=officer.actor, quotation=quotation),
    ):
        with pytest.raises(InvalidState, match="of_the_firm"):
            act()
    assert stories.counts() == before and stories.fresh(quotation).amount_yen == 104_321


@pytest.mark.parametrize("is_party", ["orderer", "hub"])
def test_a_town_hall_with_a_part_in_the_work_is_nobodys_desk_in_it(
    is_party, orderer, hub, quiet_shop, plating_shop, officer
):
    """As the orderer it would know what is quoted, and take the goods that it hands over; as a hub it would know rivals'."""
    kinds = {"orderer": {"is_orderer": True}, "hub": {"is_hub": True}}[is_party]
    type(officer.organization).objects.filter(pk=officer.organization.pk).update(**kinds)
    officer.organization.refresh_from_db()
    asks = officer if is_party == "orderer" else orderer
    plan = stories.planned(hub, stories.taken(hub, stories.posted(asks)))
    with pytest.raises(Invalid, match="no_desk"):
        stories.asked(hub, plan, [quiet_shop], [plating_shop])
    RequestForQuotation.objects.create(step=plan.steps.first(), factory=quiet_shop.factory)
    rfq = RequestForQuotation.objects.get()
    assert not visible_rfqs(officer.actor).filter(pk=rfq.pk).exists()
    assert not rfq_policy.may(officer.actor, "quote", rfq)
