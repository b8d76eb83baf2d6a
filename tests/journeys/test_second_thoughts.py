"""What the orderer does when things change: revise, look again, or let it be. Through pages, as people do it."""

from uuid import uuid4

import pytest
import stories

from marketplace.inquiries.models import Inquiry
from marketplace.kernel.errors import InvalidState
from marketplace.sourcing.services.proposals import proposal_submit, revision_accept


@pytest.fixture
def case(orderer, hub, lathe_shop, plating_shop):
    return stories.proposed(orderer, hub, lathe_shop, plating_shop)


def test_a_revised_inquiry_goes_back_to_the_hub(case, orderer, hub):
    inquiry, proposal = case
    answer = orderer.press(f"/inquiries/{inquiry.public_id}/revise/", text="やはり黒くします", quantity="２０")
    assert answer.status_code == 302
    inquiry, proposal = stories.fresh(inquiry), stories.fresh(proposal)
    assert (inquiry.revision, inquiry.quantity, proposal.status) == (2, 20, "assembling")
    with pytest.raises(InvalidState):
        proposal_submit(actor=hub.actor, proposal=proposal, summary="早い")
    revision_accept(actor=hub.actor, proposal=stories.fresh(proposal))
    assert proposal_submit(actor=hub.actor, proposal=stories.fresh(proposal), summary="早い").status == "submitted"


def test_a_draft_can_be_dropped_and_an_empty_one_is_not_listed(orderer):
    browser = orderer.browser()
    empty = browser.get("/ask/")["Location"]
    assert browser.get("/ask/")["Location"] == empty, "one empty draft a person"
    inquiry = Inquiry.objects.get()
    for path in ("/home/", "/cases/"):
        assert empty not in browser.get(path).content.decode()
    orderer.press(f"/inquiries/{inquiry.public_id}/save/", text="割れたふた")
    for path in ("/home/", "/cases/"):
        assert str(inquiry.public_id) in browser.get(path).content.decode()
    assert (
        orderer.press(f"/inquiries/{inquiry.public_id}/cancel/", reason="下書きのうちにやめました").status_code == 302
    )
    assert stories.fresh(inquiry).status == "cancelled"
    assert str(inquiry.public_id) not in browser.get("/home/").content.decode()


def test_an_empty_revision_changes_nothing(case, orderer):
    inquiry, proposal = case
    assert orderer.press(f"/inquiries/{inquiry.public_id}/revise/", text="").status_code == 400
    assert (stories.fresh(inquiry).revision, stories.fresh(proposal).status) == (1, "submitted")


def test_none_will_do(case, orderer, hub):
    inquiry, proposal = case
    stories.evaluating(inquiry)
    path = f"/inquiries/{inquiry.public_id}/fail/"
    assert orderer.press(path, reason=" ").status_code == 400
    assert stories.fresh(inquiry).status == "evaluating"
    assert orderer.press(path, reason="予算に合いませんでした").status_code == 302
    assert stories.fresh(inquiry).status == "unsuccessful"
    assert (stories.fresh(proposal).status, stories.fresh(proposal).ended_reason) == (
        "lapsed",
        "予算に合いませんでした",
    )


def test_asking_once_more(case, orderer):
    inquiry, proposal = case
    stories.evaluating(inquiry)
    assert orderer.press(f"/inquiries/{inquiry.public_id}/reopen/").status_code == 302
    inquiry = stories.fresh(inquiry)
    assert inquiry.status == "open"
    assert inquiry.proposals_due > stories.db_now()
    assert stories.fresh(proposal).status == "submitted"


def test_the_front_pages_words_become_one_draft_however_often_the_button_is_pressed(orderer):
    form = {"idempotency_key": uuid4(), "text": "割れたふた"}
    first, second = orderer.press("/ask/", **form), orderer.press("/ask/", **form)
    assert first["Location"] == second["Location"]
    assert Inquiry.objects.get().text == "割れたふた"


def test_only_owners_and_approvers_correct_the_firm(orderer, hub):
    from marketplace.accounts.models import Membership

    fields = {
        "name": "小島デザイン室",
        "kana": "こじま",
        "address": "",
        "phone": "",
        "fax": "",
        "capital_yen": "",
        "employees": "3",
    }
    Membership.objects.filter(user=orderer.user).update(role="member")
    assert orderer.press("/me/", **fields).status_code == 403
    orderer.organization.refresh_from_db()
    assert orderer.organization.name == "小島デザイン"
    Membership.objects.filter(user=orderer.user).update(role="approver")
    assert orderer.press("/me/", **fields).status_code == 302
    orderer.organization.refresh_from_db()
    assert (orderer.organization.name, orderer.organization.employees) == ("小島デザイン室", 3)
