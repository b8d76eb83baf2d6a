"""Setting a paper of an order and keeping it as it went out."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.disk import files_undone
from marketplace.kernel.errors import Invalid
from orders.ordering.models import OrderPaper, PurchaseOrder
from orders.ordering.policies import supplies
from orders.papers.registry import Paper, papers
from orders.papers.typesetting import typeset


@transaction.atomic
def papers_issue(*, order: PurchaseOrder, event: str) -> list[OrderPaper]:
    """Every paper that goes out with this event of the order. Call it in the transaction that makes the event true.

    Raises Invalid naming every required item that is missing, NoRoom.
    """
    return [paper_issue(order=order, paper=paper) for paper in papers if event in paper.goes_with]


@files_undone()
@transaction.atomic
def paper_issue(*, order: PurchaseOrder, paper: Paper) -> OrderPaper:
    """Set a paper of the order as it stands now and keep it: the first of its kind, or the next revision, which names the
    one before.

    Raises Invalid naming every required item that is missing, NoRoom.
    """
    order = PurchaseOrder.objects.select_related("buyer__municipality", "supplier__municipality").get(pk=order.pk)
    previous = order.papers.filter(kind=paper.name).order_by("-revision").first()
    revision, changes = (previous.revision + 1, previous.sha256) if previous else (1, "")
    body = {**paper.body(order, jst_date(db_now())), "revision": revision, "changes_sha256": changes}
    if missing := paper.missing(body):
        raise Invalid(
            f"{paper.name}.incomplete",
            _("%(paper)sにまだ書かれていないことがあります: %(names)s")
            % {"paper": paper.title, "names": _("、").join(missing)},
        )
    pdf = typeset(paper, body)
    made = OrderPaper(
        order=order,
        kind=paper.name,
        revision=revision,
        body=body,
        sha256=hashlib.sha256(pdf).hexdigest(),
        previous_sha256=changes,
    )
    made.pdf.save(f"{made.public_id.hex}.pdf", ContentFile(pdf), save=False)
    made.save()
    return made


@transaction.atomic
def paper_open(*, actor: Actor, paper: OrderPaper) -> OrderPaper:
    """The supplier, or its desk, has the paper on the screen: the first time is kept as proof of arrival."""
    if supplies(actor, paper.order):
        OrderPaper.objects.filter(pk=paper.pk, first_opened_at=None).update(first_opened_at=ClockTimestamp())
    return paper
