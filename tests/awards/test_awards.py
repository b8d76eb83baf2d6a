"""An award is undone while nothing has gone out, and falls with its order."""

import re

import pytest
import stories
from django.db.models import F
from django.urls import reverse

from marketplace.kernel.errors import InvalidState
from marketplace.sourcing.models import Proposal
from orders.awards.services import award_cancel, award_decide
from orders.ordering.services.orders import order_cancel, order_issue, order_refuse


def test_a_refusing_hub_undoes_the_award(award, orderer, hub):
    parent = award.order
    order_issue(actor=orderer.actor, order=parent)
    order_refuse(actor=hub.actor, order=stories.fresh(parent), reason="手が足りません")
    assert stories.fresh(award).status == "cancelled"
    assert stories.fresh(award.inquiry).status == "evaluating"
    assert set(award.order.children.values_list("status", flat=True)) == {"void"}


def test_an_award_is_undone_while_every_order_is_a_draft(award, orderer):
    award_cancel(actor=orderer.actor, award=award, reason="選び直します")
    assert stories.fresh(award.inquiry).status == "evaluating"
    assert stories.fresh(award.proposal).status == "submitted"


def test_an_issued_order_keeps_the_award(award, orderer):
    order_issue(actor=orderer.actor, order=award.order)
    with pytest.raises(InvalidState):
        award_cancel(actor=orderer.actor, award=award, reason="選び直します")
    assert stories.fresh(award).status == "decided"


def test_a_choice_is_one_proposal_with_a_reason(orderer, rival_orderer, hub, lathe_shop, plating_shop):
    inquiry, proposal = stories.proposed(orderer, hub, lathe_shop, plating_shop)
    inquiry = stories.evaluating(inquiry)
    address = reverse("award", args=[inquiry.public_id])
    assert "納期がいちばん早いから" in orderer.refused(address, reason="納期がいちばん早いから")
    assert "選んだ理由" in orderer.refused(address, proposal=proposal.public_id, reason=" ")
    assert rival_orderer.press(address, proposal=proposal.public_id, reason="安いから").status_code == 404
    assert stories.fresh(inquiry).status == "evaluating"
    said = {"proposal": proposal.public_id, "reason": "納期がいちばん早いから"}
    page = orderer.browser().get(reverse("compare", args=[inquiry.public_id])).content.decode()
    shown = re.findall(r'name="shown" value="(\w+)"', page)
    assert shown == [stories.fresh(proposal).offered]
    Proposal.objects.update(total_yen=F("total_yen") * 2)  # handed in anew, meanwhile
    before = stories.counts()
    assert "提案の内容が変わりました" in orderer.refused(address, 409, **said, shown=shown)
    assert stories.counts() == before
    done = orderer.press(address, **said, shown=[stories.fresh(proposal).offered])
    assert done["Location"] == reverse("order", args=[proposal.orders.get(parent=None).public_id])
    assert stories.fresh(inquiry).status == "awarded"


def test_a_proposal_that_lost_a_factory_is_completed_before_it_is_chosen_again(award, orderer, hub, lathe_shop):
    """The hub cancelled a factory's draft, then the orderer the award: the hub is told, and nothing is chosen meanwhile."""
    inquiry, proposal = award.inquiry, award.order.proposal
    child = award.order.children.get(supplier=lathe_shop.organization)
    order_cancel(actor=hub.actor, order=child, reason="機械が止まったため")
    award_cancel(actor=orderer.actor, award=stories.fresh(award), reason="考え直します")
    assert stories.fresh(proposal).status == "assembling"
    before = stories.counts()
    with pytest.raises(InvalidState, match="award.proposal"):
        award_decide(
            actor=orderer.actor,
            inquiry=stories.fresh(inquiry),
            proposal=stories.fresh(proposal),
            reason="近いから",
            shown=[stories.fresh(proposal).offered],
        )
    assert stories.counts() == before and stories.fresh(inquiry).status != "awarded"
