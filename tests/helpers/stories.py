"""The job told by calling services: each function brings a case one stage further and gives what it made.

Deadlines are moved by the database's clock being past them: `let_time_pass` sets a stored instant back.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

from django.db import connection

from marketplace.accounts.models import Municipality
from marketplace.accounts.municipalities import add_municipalities
from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.services.inquiries import inquiry_draft, inquiry_post
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from marketplace.sourcing.models import Proposal, Quotation, RequestForQuotation
from marketplace.sourcing.services.deadlines import ensure_inquiry_due, ensure_quotations_due
from marketplace.sourcing.services.plans import StepEntry, plan_save
from marketplace.sourcing.services.proposals import proposal_submit, proposal_take
from marketplace.sourcing.services.quotations import quotation_draft, quotation_select, quotation_submit
from marketplace.sourcing.services.rfqs import rfq_add, rfqs_send
from orders.awards.models import Award
from orders.awards.services import award_decide
from orders.ordering.models import PurchaseOrder
from orders.ordering.services.drafts import children_draft, parent_draft
from orders.ordering.services.orders import order_acknowledge, order_issue, order_refuse
from orders.production.models import Discrepancy
from orders.production.services.hand_overs import hand_over_announce, hand_over_inspect, hand_over_receive
from orders.production.services.places import places_follow
from orders.production.services.planning import ring_plan
from orders.production.services.work import work_report, work_start

TEXT = "車いすに付ける飲み物ホルダーを20個作りたいです。アルミを削り出しで、軽くて丈夫なもの。屋外でも使います。"


def fill_municipalities() -> None:
    """Load the table of municipalities where a test with real transactions has emptied it: for good, outside of the
    transaction of the test that asks, else every one after it would do so again."""
    if not Municipality.objects.exists():
        with ThreadPoolExecutor(1) as pool:
            pool.submit(_add_municipalities).result()


def _add_municipalities() -> None:
    try:
        add_municipalities(Municipality)
    finally:
        connection.close()


def posted(orderer, *, title="車いす用の飲み物ホルダー", quantity=20, **facts) -> Inquiry:
    inquiry = inquiry_draft(actor=orderer.actor, title=title, text=TEXT, quantity=quantity, **facts)
    return inquiry_post(actor=orderer.actor, inquiry=inquiry)


def taken(hub, inquiry: Inquiry) -> Proposal:
    return proposal_take(actor=hub.actor, inquiry=inquiry, first_answer="写真を見ました。アルミで作れます。")


def planned(hub, proposal: Proposal, *, quantity=20, steps=3) -> Proposal:
    """Turning, then hard chrome plating, then the hub's own inspection, or the first `steps` of them."""
    entries = [
        StepEntry(process="0302", material="A5052", size_mm=(120, 60), quantity=quantity),
        StepEntry(process="1203", quantity=quantity, after=(1,)),
        StepEntry(
            process="1605", quantity=quantity, after=(2,), is_in_house=True, in_house_yen=18_000, in_house_days=1
        ),
    ]
    return plan_save(actor=hub.actor, proposal=proposal, entries=entries[:steps])


def asked(hub, proposal: Proposal, *shops_by_step) -> Proposal:
    """`shops_by_step`: for the first and second step, the players asked."""
    for step, shops in zip(proposal.steps.filter(is_in_house=False), shops_by_step, strict=True):
        rfq_add(actor=hub.actor, step=step, factories=[shop.factory for shop in shops])
    return rfqs_send(actor=hub.actor, proposal=proposal)


def rfq_of(shop, proposal: Proposal) -> RequestForQuotation:
    return RequestForQuotation.objects.select_related("step__proposal__inquiry", "factory__organization").get(
        step__proposal=proposal, factory=shop.factory
    )


def quoted(shop, proposal: Proposal, *, total_yen: int, days: int = 4) -> Quotation:
    quotation = quotation_draft(actor=shop.actor, rfq=rfq_of(shop, proposal), total_yen=total_yen, days=days)
    return quotation_submit(actor=shop.actor, quotation=quotation, shown=quotation.said).quotation


def let_time_pass(obj, *fields: str) -> None:
    """Set stored deadlines to an hour ago."""
    type(obj).objects.filter(pk=obj.pk).update(**{f: db_now() - timedelta(hours=1) for f in fields})
    obj.refresh_from_db()


def opened(proposal: Proposal) -> Proposal:
    let_time_pass(proposal, "quotations_due")
    return ensure_quotations_due(proposal)


def submitted(hub, proposal: Proposal) -> Proposal:
    """Choose the cheapest opened quotation of each step and hand in."""
    for step in proposal.steps.filter(is_in_house=False):
        quotation = Quotation.objects.filter(step=step, status="opened").order_by("amount_yen").first()
        quotation_select(actor=hub.actor, quotation=quotation)
    proposal.refresh_from_db()
    return proposal_submit(actor=hub.actor, proposal=proposal, summary="近所だけで回せて、年内に届きます。")


def evaluating(inquiry: Inquiry) -> Inquiry:
    let_time_pass(inquiry, "proposals_due")
    return ensure_inquiry_due(inquiry)


def proposed(orderer, hub, *shops) -> tuple[Inquiry, Proposal]:
    """From nothing to one submitted proposal made with `shops` (one a step); with one alone it is the only step."""
    inquiry = posted(orderer)
    plan = planned(hub, taken(hub, inquiry), steps=3 if len(shops) > 1 else 1)
    proposal = asked(hub, plan, *([shop] for shop in shops))
    for number, shop in enumerate(shops):
        quoted(shop, proposal, total_yen=104_000 - number * 50_000)
    return inquiry, submitted(hub, opened(proposal))


def awarded(orderer, inquiry: Inquiry, proposal: Proposal) -> Award:
    inquiry = evaluating(inquiry)
    proposal, reason = fresh(proposal), "納期がいちばん早いから"
    return award_decide(
        actor=orderer.actor, inquiry=inquiry, proposal=proposal, reason=reason, shown=[proposal.offered]
    )


def ordered(orderer, hub, *shops) -> PurchaseOrder:
    """From nothing to a ring whose orders are all issued and acknowledged. Gives the parent order."""
    inquiry, proposal = proposed(orderer, hub, *shops)
    return acknowledged(orderer, hub, awarded(orderer, inquiry, proposal), *shops)


def ordered_round(orderer, hub, first, second) -> PurchaseOrder:
    """A ring in which `first` makes the first and the last of three steps and `second` the one between."""
    inquiry = posted(orderer)
    entries = [
        StepEntry(process="0302", material="A5052", quantity=20),
        StepEntry(process="1203", quantity=20, after=(1,)),
    ]
    entries.append(StepEntry(process="0302", material="A5052", quantity=20, after=(2,)))
    proposal = plan_save(actor=hub.actor, proposal=taken(hub, inquiry), entries=entries)
    proposal = asked(hub, proposal, [first], [second], [first])
    for rfq in RequestForQuotation.objects.filter(step__proposal=proposal).select_related("factory"):
        shop = first if rfq.factory == first.factory else second
        quotation = quotation_draft(actor=shop.actor, rfq=rfq, total_yen=50_000, days=4)
        quotation_submit(actor=shop.actor, quotation=quotation, shown=quotation.said)
    award = awarded(orderer, inquiry, submitted(hub, opened(proposal)))
    return acknowledged(orderer, hub, award, first, second)


def ring_made(orderer, hub, rows, *, quantity: int = 20, yen: int = 200_000) -> PurchaseOrder:
    """A ring whose orders are all taken, without the way there. `rows`: who makes each step, after which steps (numbers
    from 1), how many pieces, for how many yen. Gives the parent order."""
    in_house = {"is_in_house": True, "in_house_yen": 1_000, "in_house_days": 1}
    entries = [
        StepEntry(process="0302", quantity=pieces, after=after, **(in_house if maker is hub else {}))
        for maker, after, pieces, _ in rows
    ]
    proposal = taken(hub, posted(orderer, quantity=quantity))
    proposal = plan_save(actor=hub.actor, proposal=proposal, entries=entries)
    proposal.total_yen = yen
    steps, day = list(proposal.steps.prefetch_related("depends_on")), today() + timedelta(days=20)
    chosen = {
        step.pk: SimpleNamespace(factory_id=maker.factory.pk, factory=maker.factory, amount_yen=price)
        for step, (maker, _, _, price) in zip(steps, rows, strict=True)
        if maker is not hub
    }
    ends = {step.pk: day for step in steps}
    root = parent_draft(proposal=proposal, steps=steps, deliver_on=day, actor=hub.actor)
    children = children_draft(parent=root, steps=steps, chosen=chosen, ends=ends, actor=hub.actor)
    ring_plan(root=root, steps=steps, orders=children, ends=ends)
    places_follow(root, before={})
    players = {player.organization.pk: player for player in (orderer, hub, *(row[0] for row in rows))}
    for order in [root, *PurchaseOrder.objects.filter(parent=root).order_by("pk")]:
        order_issue(actor=players[order.buyer_id].actor, order=fresh(order))
        order_acknowledge(actor=players[order.supplier_id].actor, order=fresh(order))
    return fresh(root)


def acknowledged(orderer, hub, award: Award, *shops) -> PurchaseOrder:
    """The orders of the award issued and taken: the parent and those of the shops."""
    parent = award.order
    order_issue(actor=orderer.actor, order=parent)
    parent = fresh(parent)
    order_acknowledge(actor=hub.actor, order=parent)
    for shop in shops:
        child = fresh(parent.children.get(supplier=shop.organization))
        order_issue(actor=hub.actor, order=child)
        order_acknowledge(actor=shop.actor, order=fresh(child))
    return fresh(parent)


def refused(orderer, hub, *shops) -> PurchaseOrder:
    """An order that the first of the shops has refused."""
    parent = awarded(orderer, *proposed(orderer, hub, *shops)).order
    order_issue(actor=orderer.actor, order=parent)
    order_acknowledge(actor=hub.actor, order=fresh(parent))
    child = parent.children.get(supplier=shops[0].organization)
    order_issue(actor=hub.actor, order=child)
    return order_refuse(actor=shops[0].actor, order=fresh(child), reason="機械が止まりました")


def fresh(obj):
    return type(obj).objects.get(pk=obj.pk)


def worked(player, root: PurchaseOrder, position: int, *, good: int, scrap: int = 0):
    """One step from ready to done, its goods handed over. Gives the hand-over."""
    step = root.ring_steps.select_related("root", "order__supplier").get(position=position)
    work_start(actor=player.actor, step=step)
    work_report(actor=player.actor, step=fresh(step), good=good, scrap=scrap, is_done=True)
    step = fresh(step)
    return hand_over_announce(actor=player.actor, step=step, count=good, to_step=step.dependents.first())


def passed_on(player, hand_over, *, rejected: int = 0, description: str = ""):
    """Received in full and inspected by `player`."""
    hand_over_receive(actor=player.actor, hand_over=fresh(hand_over), count=hand_over.count)
    return hand_over_inspect(actor=player.actor, hand_over=fresh(hand_over), rejected=rejected, description=description)


def short(orderer, hub, *shops) -> Discrepancy:
    """The first of the shops delivers 18 of 20."""
    root = ordered(orderer, hub, *shops)
    passed_on(shops[1], worked(shops[0], root, 1, good=18, scrap=2))
    return Discrepancy.objects.get(step__root=root)


def today():
    return jst_date(db_now())


def counts() -> dict[str, int]:
    """How many rows tell what was done: for asserting that a refusal wrote nothing."""
    from marketplace.kernel.models import AuditEntry, OutboxEvent

    return {"audit": AuditEntry.objects.count(), "events": OutboxEvent.objects.count()}
