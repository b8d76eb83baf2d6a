"""Pages of an inquiry: what is refused brings the page back with what was typed, and nothing was done."""

from datetime import timedelta

import pytest
import stories
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from world import photo_file

from marketplace.inquiries import session_draft
from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.services import inquiries
from marketplace.inquiries.services.attachments import attachment_add
from marketplace.inquiries.services.inquiries import inquiry_draft
from marketplace.kernel.allowances import Rate
from marketplace.sourcing.models import Proposal

WORDS = "飲み物ホルダーをアルミで20個作りたいです。"


@pytest.fixture
def draft(orderer) -> Inquiry:
    return inquiry_draft(actor=orderer.actor, text="はじめ")


@pytest.fixture
def posted(orderer) -> Inquiry:
    return stories.posted(orderer)


# the draft


@pytest.mark.parametrize("name", ["inquiry_post", "inquiry_keep", "inquiry_ask_on"])
def test_what_cannot_be_read_is_not_saved(name, draft, orderer):
    address = reverse(name, args=[draft.public_id])
    page = orderer.refused(address, text=WORDS, quantity="たくさん", card_place="台所", answer="size:S1")
    assert WORDS in page and 'value="たくさん"' in page and "台所" in page and 'value="size:S1"' in page
    assert page.count("data-errors") == 1
    draft.refresh_from_db()
    assert (draft.text, draft.status, draft.answers) == ("はじめ", "draft", {})


def test_an_inquiry_that_says_nothing_is_not_posted(draft, orderer):
    page = orderer.refused(reverse("inquiry_post", args=[draft.public_id]), text=" ", title="ホルダー")
    assert "ことばを少し書くか、写真を1枚足してください" in page and 'value="ホルダー"' in page
    assert stories.fresh(draft).text == "はじめ", "what was typed beside it was not saved either"


def test_a_draft_is_kept_gone_on_with_and_posted(draft, orderer):
    edit = reverse("inquiry_edit", args=[draft.public_id])
    for name, text, to in (
        ("inquiry_keep", "二度目", edit),
        ("inquiry_keep", "三度目", edit),
        ("inquiry_ask_on", "四度目", edit + "#question"),
    ):
        assert orderer.press(reverse(name, args=[draft.public_id]), text=text)["Location"] == to
        assert (stories.fresh(draft).text, stories.fresh(draft).status) == (text, "draft")
    done = orderer.press(reverse("inquiry_post", args=[draft.public_id]), text=WORDS)
    assert done["Location"] == reverse("inquiry", args=[draft.public_id])
    assert (stories.fresh(draft).text, stories.fresh(draft).status) == (WORDS, "open")


@pytest.mark.parametrize("name", ["inquiry_post", "inquiry_keep", "inquiry_ask_on"])
def test_what_was_written_after_posting_is_not_lost(name, posted, orderer):
    assert WORDS in orderer.refused(reverse(name, args=[posted.public_id]), 409, text=WORDS)
    assert stories.fresh(posted).text == posted.text


def test_a_draft_saves_itself_with_what_fits(draft, orderer):
    answer = orderer.press(reverse("inquiry_save", args=[draft.public_id]), text=WORDS, quantity="たくさん")
    assert (answer.status_code, answer.json()["left_out"]) == (200, ["quantity"])
    assert (stories.fresh(draft).text, stories.fresh(draft).quantity) == (WORDS, None)


def test_a_draft_is_given_up(draft, orderer):
    address = reverse("inquiry_cancel", args=[draft.public_id])
    assert orderer.press(address, reason="").status_code == 400, "its page gives the reason by itself"
    assert stories.fresh(draft).status == "draft"
    assert orderer.press(address, reason="やめました")["Location"] == reverse("cases")
    assert stories.fresh(draft).status == "cancelled"


def test_files_of_a_draft(draft, orderer, rival_orderer):
    add = reverse("attachment_add", args=[draft.public_id])
    edit = reverse("inquiry_edit", args=[draft.public_id])
    assert "写真かファイルを選んでください。" in orderer.refused(add)
    wrong = SimpleUploadedFile("x.png", b"no picture", "image/png")
    page = orderer.refused(add, files=[photo_file(), wrong])
    assert "はじめ" in page and "できませんでした" in page
    assert not draft.attachments.exists(), "all of them or none"
    assert orderer.press(add, files=[photo_file("a.png"), photo_file("b.png")])["Location"] == edit
    first, _second = draft.attachments.all()
    remove = reverse("attachment_remove", args=[first.public_id])
    assert rival_orderer.press(remove).status_code == 404
    assert orderer.press(remove)["Location"] == edit
    assert draft.attachments.count() == 1
    assert orderer.press(remove).status_code == 404


def test_a_file_is_not_taken_off_a_posted_inquiry(posted, orderer):
    attachment = attachment_add(actor=orderer.actor, inquiry=posted, upload=photo_file())
    orderer.refused(reverse("attachment_remove", args=[attachment.public_id]), 409)
    assert posted.attachments.exists()


def test_a_visitor_is_asked_on_and_signs_up(orderer):
    visitor = Client()
    asked = visitor.post(reverse("inquiry_new"), {"text": WORDS, "pick": "size:S1"})
    assert asked["Location"] == reverse("inquiry_new")
    page = visitor.get(reverse("inquiry_new")).content.decode()
    assert WORDS in page and 'value="size:S1"' in page
    assert visitor.post(reverse("inquiry_go_on"), {"text": WORDS})["Location"] == reverse("account_request_login_code")
    visitor.force_login(orderer.user, backend="django.contrib.auth.backends.ModelBackend")
    gone_on = visitor.post(
        reverse("inquiry_go_on"), {"text": WORDS, "acting": orderer.organization.public_id}, follow=True
    )
    assert gone_on.redirect_chain[-1][0] == reverse("inquiry_edit", args=[Inquiry.objects.get().public_id])
    assert Inquiry.objects.get().text == WORDS


def test_a_member_begins_and_a_refused_beginning_keeps_the_words(orderer):
    address = reverse("inquiry_new")
    assert WORDS in orderer.refused(address, text=WORDS, idempotency_key="x")
    assert not Inquiry.objects.exists()
    begun = orderer.press(address, text=WORDS)
    assert begun["Location"] == reverse("inquiry_edit", args=[Inquiry.objects.get().public_id])


# the posted inquiry


def test_a_first_answer_opens_the_proposal(posted, hub):
    address = reverse("take", args=[posted.public_id])
    assert "最初のひとことを書いてください" in hub.refused(address, first_answer="")
    assert "長" * 2_001 in hub.refused(address, first_answer="長" * 2_001)
    assert not Proposal.objects.exists()
    done = hub.press(address, first_answer="写真を見ました。")
    proposal = Proposal.objects.get()
    assert done["Location"] == reverse("proposal_plan", args=[proposal.public_id])
    assert proposal.first_answer == "写真を見ました。"
    page = hub.refused(address, 409, first_answer="もう一度お返事します。")
    assert "すでに御社から返事をしています" in page and "もう一度お返事します。" in page


def test_the_orderer_answers_adds_extends_and_calls_off(posted, orderer):
    page, key = reverse("inquiry", args=[posted.public_id]), [posted.public_id]
    assert "答えを1つ選んでください" in orderer.refused(reverse("inquiry_answer", args=key))
    assert "写真かファイルを選んでください。" in orderer.refused(reverse("attachment_add", args=key))
    assert orderer.press(reverse("attachment_add", args=key), files=[photo_file()])["Location"] == page
    assert orderer.press(reverse("inquiry_extend", args=key))["Location"] == page
    assert stories.fresh(posted).proposals_due > posted.proposals_due
    assert "まだ提出されていない提案があります" in orderer.refused(reverse("inquiry_close", args=key), 409)
    cancel = reverse("inquiry_cancel", args=key)
    assert "長" * 201 in orderer.refused(cancel, reason="長" * 201)
    assert orderer.press(cancel, reason="予算がなくなりました")["Location"] == reverse("cases")
    assert stories.fresh(posted).status == "cancelled"
    for name, typed in (("inquiry_extend", {}), ("attachment_add", {"files": [photo_file()]}), ("inquiry_close", {})):
        came_back = orderer.refused(reverse(name, args=key), 409, **typed)
        assert "予算がなくなりました" in came_back and f'action="{cancel}"' not in came_back
    assert orderer.refused(reverse("inquiry_cancel", args=key), 409, reason="もう一度")


def test_a_draft_is_not_extended(draft, orderer):
    assert "はじめ" in orderer.refused(reverse("inquiry_extend", args=[draft.public_id]), 409)


def test_comparing_early(orderer, hub, lathe_shop, plating_shop):
    inquiry, _proposal = stories.proposed(orderer, hub, lathe_shop, plating_shop)
    done = orderer.press(reverse("inquiry_close", args=[inquiry.public_id]))
    assert done["Location"] == reverse("compare", args=[inquiry.public_id])
    assert stories.fresh(inquiry).status == "evaluating"
    page = orderer.browser().get(reverse("inquiry", args=[inquiry.public_id])).content.decode()
    assert "提案が出そろいました" in page and "提案が届いています" in page


def test_what_is_wanted_is_changed(posted, orderer):
    address = reverse("inquiry_revise", args=[posted.public_id])
    page = orderer.refused(address, text="やはり30個にします", quantity="三十")
    assert "やはり30個にします" in page and 'value="三十"' in page
    assert orderer.press(address, text="やはり30個にします", quantity="３０").status_code == 302
    assert (stories.fresh(posted).revision, stories.fresh(posted).quantity) == (2, 30)
    stories.let_time_pass(posted, "proposals_due")
    Inquiry.objects.filter(pk=posted.pk).update(was_extended=True)
    stories.evaluating(posted)
    assert "もう50個" in orderer.refused(address, 409, text="もう50個")
    assert orderer.browser().get(address)["Location"] == reverse("inquiry", args=[posted.public_id])


def test_what_is_not_theirs_is_not_offered(posted, hub, rival_hub, orderer):
    stories.taken(hub, posted)
    page = rival_hub.browser().get(reverse("inquiry", args=[posted.public_id])).content.decode()
    assert "最初のひとことを返す" in page and "ほかに 1社" in page
    assert "待つあいだに" not in page and "5営業日のばす" not in page and "相談を取りやめる" not in page
    mine = orderer.browser().get(reverse("inquiry", args=[posted.public_id])).content.decode()
    assert "提案を用意しています" in mine and "5営業日のばす" in mine and "最初のひとことを返す" not in mine


def test_one_firm_starts_no_hundred_clocks_at_once(orderer, monkeypatch):
    monkeypatch.setattr(inquiries, "POSTS", Rate(1, timedelta(hours=1)))
    first, second = (inquiry_draft(actor=orderer.actor, title="ふた", text=stories.TEXT) for _ in range(2))
    post = "/inquiries/{}/post/".format
    assert orderer.press(post(first.public_id), text=stories.TEXT).status_code == 302
    page = orderer.refused(post(second.public_id), 409, text="急ぎの相談です")
    assert "20分ほどしてから" in page and "急ぎの相談です" in page
    assert stories.fresh(second).status == "draft"


@pytest.mark.parametrize("name", ["inquiry_new", "inquiry_go_on"])
def test_no_stranger_fills_the_place_with_words(name, db, monkeypatch):
    """What a visitor writes is kept for a day, and not without end."""
    monkeypatch.setattr(session_draft, "WORDS", Rate(2, timedelta(hours=1)))
    for _ in range(2):
        browser = Client()
        assert browser.post(reverse(name), {"text": WORDS}).status_code == 302
        assert browser.session.get_expiry_age() <= 86_400
    before = Session.objects.count()
    answer = Client().post(reverse(name), {"text": WORDS})
    assert answer.status_code == 429 and WORDS in answer.content.decode() and Session.objects.count() == before
