"""Every sweep: a row that fails keeps no other row waiting; it is put off, parked with an alarm, and goes on once mended."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import people
import pytest
import stories
from django.core.management import call_command
from django.db import transaction

from factories.search.models import Rewording, SearchEntry
from marketplace.accounts.models import ActionLink, Claim, Membership, Organization, User
from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.services.inquiries import inquiry_draft
from marketplace.kernel import relay, sweeping
from marketplace.kernel.clock import db_now
from marketplace.kernel.ids import new_id
from marketplace.kernel.models import OutboxEvent, Queued, QueueStatus
from marketplace.kernel.queue import queued_models
from marketplace.kernel.sweeping import sweeps
from marketplace.sourcing.models import Proposal
from messaging.delivery import services as delivery
from orders.ordering.models import PaymentDue, PurchaseOrder, Termination
from orders.ordering.services.terminations import termination_propose
from orders.production.models import Discrepancy, WorkOrderStep


@dataclass
class Case:
    """Three rows that are due, how one sees that one is done, and how their sweep is run with another `do`."""

    rows: list
    is_done: Callable[[Any], bool]
    do: Callable[[Any], Any]
    run: Callable[[Callable[[Any], Any]], int]


def swept(name: str, rows: list, is_done: Callable[[Any], bool]) -> Case:
    sweep = sweeps[name]

    def run(do):
        def together(rows):
            with transaction.atomic():
                for row in rows:
                    do(row)

        return replace(sweep, do=do, together=together if sweep.together else None).run()

    return Case(rows, is_done, sweep.do, run)


def queued(queue: Any, rows: list) -> Case:
    return Case(
        rows,
        lambda row: stories.fresh(row).status == QueueStatus.DONE,
        queue.do,
        lambda do: replace(queue, do=do, first_pause=10).work_off(9),
    )


def response_clock(cast) -> Case:
    inquiries = [stories.posted(cast["orderer"]) for _ in range(3)]
    Inquiry.objects.update(posted_at=db_now() - timedelta(days=30))
    return swept("inquiries.response_clock", inquiries, lambda inquiry: stories.fresh(inquiry).passed_on > 0)


def discrepancies(cast) -> Case:
    rows = [stories.short(cast["orderer"], cast["hub"], cast["lathe_shop"], cast["plating_shop"]) for _ in range(3)]
    Discrepancy.objects.update(settle_by=db_now() - timedelta(hours=1))
    return swept("production.discrepancies", rows, lambda row: stories.fresh(row).status == "decided")


def overdue(cast) -> Case:
    root = stories.ordered(cast["orderer"], cast["hub"], cast["lathe_shop"], cast["plating_shop"])
    rows, day = [root, *root.children.all()], stories.today() - timedelta(days=1)
    for order in rows:
        PaymentDue.objects.create(order=order, received_on=day, due_on=day, amount_yen=1)
    PurchaseOrder.objects.update(payment_due_on=day)
    return swept("ordering.overdue", rows, lambda order: not order.dues.filter(overdue_at=None).exists())


def terminations(cast) -> Case:
    root = stories.ordered(cast["orderer"], cast["hub"], cast["lathe_shop"], cast["plating_shop"])
    rows = [
        termination_propose(actor=cast["hub"].actor, order=order, reason="手が足りません", amount_yen=0)
        for order in (root, *root.children.all())
    ]
    Termination.objects.update(decide_by=db_now() - timedelta(hours=1))
    return swept("ordering.terminations", rows, lambda row: stories.fresh(row).status == "decided")


def openings(cast) -> Case:
    hub, shops = cast["hub"], ([cast["lathe_shop"]], [cast["plating_shop"]])
    proposals = [
        stories.asked(hub, stories.planned(hub, stories.taken(hub, stories.posted(cast["orderer"]))), *shops)
        for _ in range(3)
    ]
    Proposal.objects.update(quotations_due=db_now() - timedelta(hours=1))
    return swept("sourcing.openings", proposals, lambda proposal: stories.fresh(proposal).status == "assembling")


def closings(cast) -> Case:
    inquiries = [stories.posted(cast["orderer"]) for _ in range(3)]
    Inquiry.objects.update(proposals_due=db_now() - timedelta(hours=1))
    return swept("sourcing.closings", inquiries, lambda inquiry: stories.fresh(inquiry).was_extended)


def rings(cast) -> Case:
    """A crash between the fact and the status left a step waiting for nothing. Two of the rings are copies of the first."""
    orderer, hub = cast["orderer"], cast["hub"]
    roots = [stories.ordered(orderer, hub, cast["lathe_shop"], cast["plating_shop"])]
    WorkOrderStep.objects.filter(status="ready").update(status="waiting")
    for _ in range(2):
        root, step = stories.fresh(roots[0]), roots[0].ring_steps.first()
        root.pk, root.public_id, root.proposal = None, new_id(), stories.taken(hub, stories.posted(orderer))
        root.save()
        step.pk, step.public_id, step.root, step.order = None, new_id(), root, root
        step.save()
        roots.append(root)
    return swept("production.rings", roots, lambda root: root.ring_steps.filter(status="ready").exists())


def entries(cast) -> Case:
    shops = [cast[name].factory for name in ("lathe_shop", "rival_lathe_shop", "plating_shop")]
    SearchEntry.objects.all().delete()
    return swept("search.entries", shops, lambda shop: SearchEntry.objects.filter(factory=shop).exists())


def rewordings(cast) -> Case:
    rows = Rewording.objects.bulk_create(Rewording(process=code) for code in ("0302", "1203", "1605"))
    return swept("search.rewordings", rows, lambda row: not Rewording.objects.filter(pk=row.pk).exists())


def events(cast) -> Case:
    for _ in range(3):
        inquiry_draft(actor=cast["orderer"].actor)
    return queued(relay.RELAY, list(OutboxEvent.objects.order_by("id")))


def letters(cast) -> Case:
    stories.posted(cast["orderer"])
    relay.relay_due()
    letter = delivery.Delivery.objects.first()
    for _ in range(2):
        letter.pk, letter.public_id, letter.event_id = None, new_id(), new_id()
        letter.save()
    return queued(delivery.OUTGOING, list(delivery.Delivery.objects.order_by("id")[:3]))


def claims(cast) -> Case:
    rows = []
    for name in ("一番研磨", "二番研磨", "三番研磨"):
        firm = Organization.objects.create(name=name, municipality_id=people.OTA, is_factory=True)
        user = User.objects.create_user(f"{len(rows)}@example.jp", name="森 実")
        link = ActionLink.objects.create(
            token_sha256=name, organization=firm, scope="claim", made_by=user, expires_at=db_now()
        )
        rows.append(Claim.objects.create(link=link, organization=firm, user=user, due_at=db_now()))
    return swept("consent.claims", rows, lambda claim: Membership.objects.filter(user=claim.user).exists())


CASES = {
    "consent.claims": claims,
    "inquiries.response_clock": response_clock,
    "sourcing.openings": openings,
    "sourcing.closings": closings,
    "ordering.overdue": overdue,
    "ordering.terminations": terminations,
    "production.rings": rings,
    "production.discrepancies": discrepancies,
    "search.entries": entries,
    "search.rewordings": rewordings,
    "kernel.relay": events,
    "delivery.deliver": letters,
}
#: Chores that work off no rows of their own.
WITHOUT_ROWS = {
    "accounts.sessions",
    "accounts.unproven",
    "insight.figures",
    "kernel.full_allowances",
    "kernel.old_keys",
    "search.words",
}


@pytest.fixture
def cast(orderer, hub, lathe_shop, rival_lathe_shop, plating_shop):
    return {
        "orderer": orderer,
        "hub": hub,
        "lathe_shop": lathe_shop,
        "rival_lathe_shop": rival_lathe_shop,
        "plating_shop": plating_shop,
    }


def test_every_sweep_is_tried():
    assert {sweep.name for sweep in sweeps} == CASES.keys() | WITHOUT_ROWS


def make_due() -> None:
    for model in queued_models():
        model.objects.filter(status=QueueStatus.PENDING).update(next_at=db_now() - timedelta(seconds=1))


def put_off_rows() -> list[Queued]:
    return [item for model in queued_models() for item in model.objects.filter(attempts__gt=0).exclude(status="done")]


@pytest.mark.parametrize("name", CASES)
def test_one_bad_row_is_parked_and_the_others_are_done(name, cast, caplog, capsys):
    case = CASES[name](cast)
    before, bad, after = case.rows
    tried = []

    def fail(row):
        tried.append(row)
        with transaction.atomic():
            case.do(row)
            if row.pk == bad.pk:
                raise ValueError("スパナが落ちました")

    pauses = []
    for number in range(1, sweeping.TRIES + 1):
        case.run(fail)
        assert [case.is_done(row) for row in case.rows] == [True, False, True], number
        [item] = put_off_rows()
        assert item.attempts == number
        pauses.append(round((item.next_at - db_now()).total_seconds()))
        tried.clear()
        case.run(fail)
        assert bad not in tried, "what was put off has its pause"
        make_due()
    assert pauses == sorted(pauses) and pauses[0] < pauses[1] < pauses[2], "they grow to a bound"
    [alarm] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "parked" in alarm.message and "スパナ" in alarm.message and alarm.exc_info
    with pytest.raises(SystemExit):
        call_command("parked")
    assert "スパナ" in capsys.readouterr().out
    case.run(case.do)
    assert not case.is_done(bad), "a parked row waits for the operator"
    call_command("requeue")
    case.run(case.do)
    assert case.is_done(bad)
    assert not put_off_rows()
    capsys.readouterr()
    call_command("parked")
    assert capsys.readouterr().out == ""
