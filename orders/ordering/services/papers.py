"""Setting a paper of an order and keeping it as it went out."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.errors import Invalid
from orders.ordering.models import OrderPaper, PurchaseOrder
from orders.papers.registry import Body, Paper
from orders.papers.typesetting import typeset


def paper_latest(order: PurchaseOrder, paper: Paper) -> OrderPaper | None:
    return order.papers.filter(kind=paper.name).order_by("-revision").first()


@transaction.atomic
def paper_issue(*, order: PurchaseOrder, paper: Paper, body: Body) -> OrderPaper:
    """Set a paper of the order and keep it: the first of its kind, or the next revision, which names the one before.

    Raises Invalid naming every required item that is missing.
    """
    if missing := paper.missing(body):
        raise Invalid(
            f"{paper.name}.incomplete",
            _("%(paper)sにまだ書かれていないことがあります: %(names)s")
            % {"paper": paper.title, "names": _("、").join(missing)},
        )
    previous = paper_latest(order, paper)
    pdf = typeset(paper, body)
    made = OrderPaper(
        order=order,
        kind=paper.name,
        revision=previous.revision + 1 if previous else 1,
        body=body,
        sha256=hashlib.sha256(pdf).hexdigest(),
        previous_sha256=previous.sha256 if previous else "",
    )
    made.pdf.save(f"{made.public_id.hex}.pdf", ContentFile(pdf), save=False)
    made.save()
    return made


@transaction.atomic
def paper_open(*, actor: Actor, paper: OrderPaper) -> OrderPaper:
    """The supplier has the paper on the screen: the first time is kept as proof of arrival."""
    if actor.organization == paper.order.supplier:
        OrderPaper.objects.filter(pk=paper.pk, first_opened_at=None).update(first_opened_at=ClockTimestamp())
    return paper
