"""What the statement of terms must say, and how it is set."""

import pytest
import stories

from marketplace.kernel.errors import Invalid
from orders.ordering.models import PurchaseOrder
from orders.ordering.services.orders import order_issue
from orders.papers.statement.paper import STATEMENT
from orders.papers.typesetting import typeset


@pytest.mark.parametrize("item", STATEMENT.required)
def test_no_order_without_every_item_of_its_statement(item, award, orderer):
    parent = award.order
    body = STATEMENT.body(parent, stories.today())
    assert STATEMENT.missing(body) == []
    assert STATEMENT.missing({**body, item: ""}) == [STATEMENT.required[item]]


def test_an_empty_item_stops_the_issue(award, orderer):
    parent = award.order
    PurchaseOrder.objects.filter(pk=parent.pk).update(deliver_to=" ")
    before = stories.counts()
    with pytest.raises(Invalid, match="statement"):
        order_issue(actor=orderer.actor, order=stories.fresh(parent))
    assert stories.counts() == before
    assert stories.fresh(parent).status == "draft"


def test_the_paper_prints_words_as_words(award):
    body = {**STATEMENT.body(award.order, stories.today()), "revision": 1, "changes_sha256": ""}
    pdf = typeset(STATEMENT, {**body, "content": "#evil[$x$] *太字* @ref <a> φ20 髙﨑 ①"})
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) > 10_000
