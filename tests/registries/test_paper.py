"""A paper is one folder: it goes out with the events that it names, for both sides, revision by revision."""

import pytest
import stories
from django.urls import reverse

from marketplace.demo.timeline import write_papers
from marketplace.kernel.errors import Invalid
from orders.ordering.models import OrderPaper, PurchaseOrder
from orders.ordering.services.changes import change_agree, change_propose
from orders.ordering.services.orders import order_issue
from orders.ordering.services.papers import paper_issue
from orders.papers.registry import papers

pytestmark = pytest.mark.usefixtures("dropped_paper")


@pytest.fixture
def draft(orderer, hub, lathe_shop, plating_shop) -> PurchaseOrder:
    return stories.awarded(orderer, *stories.proposed(orderer, hub, lathe_shop, plating_shop)).order


def wishes_of(order: PurchaseOrder) -> OrderPaper:
    return order.papers.filter(kind="wishes").latest("revision")


def fetched(player, paper: OrderPaper):
    return player.browser().get(reverse("order_paper", args=[paper.public_id]))


def test_it_goes_out_with_the_order_and_both_sides_have_it(draft, orderer, rival_orderer, hub, lathe_shop):
    assert not draft.papers.exists()
    order_issue(actor=orderer.actor, order=draft)
    paper = wishes_of(draft)
    for side in (orderer, hub):
        page = side.browser().get(reverse("order", args=[draft.public_id])).content.decode()
        assert "お願いの紙 PDF" in page and "注文書 PDF" in page
        answer = fetched(side, paper)
        assert answer["Content-Type"] == "application/pdf"
        assert f"wishes of {draft.number} r1".encode() in b"".join(answer)
    for stranger in (rival_orderer, lathe_shop):
        assert fetched(stranger, paper).status_code == 404


def test_two_papers_of_an_order_are_two_files(draft, orderer):
    order_issue(actor=orderer.actor, order=draft)
    names = {fetched(orderer, paper)["Content-Disposition"] for paper in draft.papers.all()}
    assert len(names) == 2


def test_its_next_revision_goes_out_with_an_agreed_change(draft, orderer, hub):
    order_issue(actor=orderer.actor, order=draft)
    first = wishes_of(draft)
    change = change_propose(actor=hub.actor, order=stories.fresh(draft), reason="材料が上がりました", amount_yen=1)
    assert wishes_of(draft) == first
    change_agree(actor=orderer.actor, change=change)
    second = wishes_of(draft)
    assert (second.revision, second.previous_sha256) == (2, first.sha256)
    assert draft.papers.count() == 4


def test_an_order_whose_paper_lacks_an_item_does_not_go_out(draft, orderer):
    PurchaseOrder.objects.filter(pk=draft.pk).update(title="")
    before = stories.counts()
    with pytest.raises(Invalid, match="wishes.incomplete"):
        order_issue(actor=orderer.actor, order=stories.fresh(draft))
    assert stories.counts() == before
    assert stories.fresh(draft).status == "draft"


def test_a_draft_stays_a_draft_on_its_page_whatever_papers_it_has(draft, orderer):
    paper_issue(order=draft, paper=papers["wishes"])
    page = orderer.browser().get(reverse("order", args=[draft.public_id])).content.decode()
    assert "注文書の下書き" in page and "お願いの紙 PDF" in page
    order_issue(actor=orderer.actor, order=stories.fresh(draft))
    assert "注文書の下書き" not in orderer.browser().get(reverse("order", args=[draft.public_id])).content.decode()


@pytest.mark.usefixtures("contexts")
def test_the_page_of_an_issued_order_says_what_its_statement_says(draft, orderer):
    order_issue(actor=orderer.actor, order=draft)
    type(orderer.organization).objects.filter(pk=orderer.organization.pk).update(name="名前を変えた会社")
    body = orderer.browser().get(reverse("order", args=[draft.public_id])).context["page"].body
    assert body["buyer_name"] == orderer.organization.name != "名前を変えた会社"


def test_the_fictional_town_writes_each_paper_as_what_it_is(draft, orderer, hub):
    order_issue(actor=orderer.actor, order=draft)
    change = change_propose(actor=hub.actor, order=stories.fresh(draft), reason="材料が上がりました", amount_yen=1)
    change_agree(actor=orderer.actor, change=change)
    PurchaseOrder.objects.filter(pk=draft.pk).update(title="別の仕事")
    write_papers(draft.papers.all())
    first, second = draft.papers.filter(kind="wishes").order_by("revision")
    assert {first.body["wish"], second.body["wish"]} == {"別の仕事"}
    assert (first.previous_sha256, second.previous_sha256) == ("", first.sha256)
    assert "receive_on" not in second.body
    statement = draft.papers.filter(kind="statement").latest("revision")
    assert statement.body["revision"] == 2 and statement.body["receive_on"] == draft.deliver_on.isoformat()
    assert f"wishes of {draft.number} r2".encode() in b"".join(fetched(orderer, second))
