"""Every address x every role. An address without a row here fails; what is not yours looks like what does not exist."""

import uuid

import pytest
import stories
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from marketplace.kernel.models import AuditEntry, OutboxEvent
from marketplace.models import Quote
from marketplace.services.inquiries import attachment_add, inquiry_draft
from marketplace.services.quotes import question_ask, quote_draft
from messaging.services import room_for
from orders.services.changes import change_propose
from orders.services.work import step_start, work_report

ROLES = ("visitor", "rival_orderer", "rival_hub", "rival_lathe_shop", "officer", "orderer", "hub", "lathe_shop")
LOGIN, OK, GONE, MOVED, NO = 302, 200, 404, 302, 405

#: For pages (GET): the statuses in the order of ROLES. `o`: 200, `x`: 404, `>`: 302 (to sign in, or onwards).
PAGES = {
    "front": "oooooooo",
    "healthz": "oooooooo",
    "dev_mail": "oooooooo",
    "wanted": "oooooooo",
    "inquiry_new": "o>>>>>>>",
    "teaser": "oooooooo",
    "join": ">>>>>>>>",
    "home": ">ooooooo",
    "cases": ">ooooooo",
    "me": ">ooooooo",
    "my_shop": ">xxoxxxo",
    "shops": ">ooooooo",
    "shop": ">ooooooo",
    "town": ">xxxoxxx",
    "rooms": ">ooooooo",
    "notices": ">ooooooo",
    "inquiry": ">xoxxo>x",  # a hub in scope may read and take it; the hub that took it goes to its workbench
    "inquiry_edit": ">xxxx>xx",
    "inquiry_revise": ">xxxxoxx",
    "compare": ">xxxxoxx",
    "attachment": "xxxxxooo",
    "attachment_preview": "xxxxxooo",
    "workbench": ">xxxxxox",
    "proposal_plan": ">xxxxxox",
    "slot_change": ">xxxxxox",
    "invitation": ">xxxxxxo",
    "quote_check": ">xxxxxxo",
    "quote_receipt": ">xxxxxx>",
    "order": ">xxxxoox",
    "statement_pdf": ">xxxxoox",
    "ring": ">xxxxooo",
    "photo": ">xxxxooo",
    "room": ">xxxxoox",
    "room_since": ">xxxxoox",
    "room_open": ">xxxx>>x",
}

#: Addresses that only take POST: who is not an outsider to the object (its refusal is then about state or right, not 404).
POSTS = {
    "moji": ROLES,
    "switch": ROLES[1:],
    "member_add": ROLES[1:],
    "member_remove": ("rival_orderer",),
    "capability_remove": ("lathe_shop", "rival_lathe_shop"),
    "light": ("lathe_shop", "rival_lathe_shop"),
    "inquiry_save": ("orderer",),
    "inquiry_post": ("orderer",),
    "attachment_add": ("orderer", "hub", "rival_hub"),
    "inquiry_cancel": ("orderer",),
    "inquiry_close": ("orderer",),
    "inquiry_extend": ("orderer",),
    "inquiry_reopen": ("orderer",),
    "inquiry_fail": ("orderer",),
    "take": ("orderer", "hub", "rival_hub"),
    "attachment_remove": ("orderer", "hub", "lathe_shop"),
    "proposal_ask": ("hub",),
    "margin": ("hub",),
    "proposal_submit": ("hub",),
    "proposal_take_back": ("hub",),
    "proposal_withdraw": ("hub",),
    "proposal_revision": ("hub",),
    "slot_ask": ("hub",),
    "invitation_drop": ("hub",),
    "quote_select": (),  # sealed: not even the hub, and the factory does not choose
    "question_answer": ("hub",),
    "quote_withdraw": ("lathe_shop",),
    "question_ask": ("lathe_shop",),
    "award": ("orderer",),
    "award_cancel": ("orderer",),
    "order_issue": ("orderer", "hub"),
    "order_acknowledge": ("orderer", "hub"),
    "order_refuse": ("orderer", "hub"),
    "order_cancel": ("orderer", "hub"),
    "order_pay": ("orderer", "hub"),
    "order_rate": ("orderer", "hub"),
    "order_replace": ("orderer", "hub"),
    "change_propose": ("orderer", "hub"),
    "change_answer": ("orderer", "hub"),
    "step_start": ("orderer", "hub", "lathe_shop"),
    "work_report": ("orderer", "hub", "lathe_shop"),
    "step_reopen": ("orderer", "hub", "lathe_shop"),
    "hand_over": ("orderer", "hub", "lathe_shop"),
    "hand_over_receive": ("orderer", "hub", "lathe_shop"),
    "hand_over_inspect": ("orderer", "hub", "lathe_shop"),
    "hand_over_cancel": ("orderer", "hub", "lathe_shop"),
    "nonconformity": ("orderer", "hub", "lathe_shop"),
}

#: Names of allauth's own pages and of the machinery: their rights are that library's.
FOREIGN = ("account_", "socialaccount_")


def own_names() -> set[str]:
    names = {n for n in get_resolver().reverse_dict if isinstance(n, str)}
    return {n for n in names if not n.startswith(FOREIGN)}


def photo_file(name="p.png"):
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


@pytest.fixture
def world(orderer, rival_orderer, hub, rival_hub, lathe_shop, rival_lathe_shop, plating_shop, officer):
    """One case being quoted, another one ordered and in work; an object for every address."""
    inquiry = stories.posted(orderer)
    attachment = attachment_add(actor=orderer.actor, inquiry=inquiry, upload=photo_file())
    proposal = stories.asked(hub, stories.planned(hub, stories.taken(hub, inquiry)), [lathe_shop], [plating_shop])
    invitation = stories.invitation_of(lathe_shop, proposal)
    quote = quote_draft(actor=lathe_shop.actor, invitation=invitation, total_yen=98_765, days=3)
    question = question_ask(actor=lathe_shop.actor, invitation=invitation, text="材料は支給ですか")
    draft = inquiry_draft(actor=orderer.actor, text="下書き")
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    step = root.ring_steps.get(position=1)
    step_start(actor=lathe_shop.actor, step=step)
    work_report(actor=lathe_shop.actor, step=stories.fresh(step), good=20, is_done=True)
    from orders.services.work import hand_over_announce

    over = hand_over_announce(
        actor=lathe_shop.actor,
        step=stories.fresh(step),
        count=20,
        to_step=root.ring_steps.get(position=2),
        photos=[photo_file()],
    )
    fault = stories.passed_on(plating_shop, over, rejected=1, description="きず").nonconformities.get()
    change = change_propose(actor=hub.actor, order=root, reason="めっきの都合", deliver_on=root.deliver_on)
    room = room_for("consultation", proposal)
    ids = {
        "draft": draft.public_id,
        "inquiry": inquiry.public_id,
        "attachment": attachment.public_id,
        "proposal": proposal.public_id,
        "slot": invitation.slot.public_id,
        "invitation": invitation.public_id,
        "quote": quote.public_id,
        "question": question.public_id,
        "shop": lathe_shop.factory.public_id,
        "order": root.public_id,
        "step": step.public_id,
        "over": over.public_id,
        "photo": over.photos.get().stored.public_id,
        "fault": fault.public_id,
        "change": change.public_id,
        "statement": root.statements.get().public_id,
        "room": room.public_id,
        "user": rival_orderer.user.public_id,
    }
    players = dict(
        orderer=orderer,
        rival_orderer=rival_orderer,
        hub=hub,
        rival_hub=rival_hub,
        lathe_shop=lathe_shop,
        rival_lathe_shop=rival_lathe_shop,
        officer=officer,
    )
    return ids, players


OBJECT = {
    "teaser": "inquiry", "inquiry": "inquiry", "inquiry_edit": "inquiry", "inquiry_save": "inquiry", "inquiry_post": "inquiry",
    "attachment_add": "inquiry", "inquiry_cancel": "inquiry", "inquiry_close": "inquiry", "inquiry_extend": "inquiry", "inquiry_revise": "inquiry", "inquiry_reopen": "inquiry", "inquiry_fail": "inquiry",
    "take": "inquiry", "compare": "inquiry", "award": "inquiry", "award_cancel": "inquiry",
    "attachment": "attachment", "attachment_preview": "attachment", "attachment_remove": "attachment",
    "workbench": "proposal", "proposal_plan": "proposal", "proposal_ask": "proposal", "margin": "proposal",
    "proposal_submit": "proposal", "proposal_take_back": "proposal", "proposal_withdraw": "proposal",
    "proposal_revision": "proposal", "slot_ask": "slot", "slot_change": "slot", "invitation_drop": "invitation",
    "quote_select": "quote", "question_answer": "question", "invitation": "invitation", "quote_check": "invitation",
    "quote_receipt": "invitation", "quote_withdraw": "invitation", "question_ask": "invitation", "shop": "shop",
    "order": "order", "order_issue": "order", "order_acknowledge": "order", "order_refuse": "order", "order_cancel": "order",
    "order_pay": "order", "order_rate": "order", "order_replace": "order", "change_propose": "order", "ring": "order",
    "change_answer": "change", "statement_pdf": "statement", "step_start": "step", "work_report": "step",
    "step_reopen": "step", "hand_over": "step", "hand_over_receive": "over", "hand_over_inspect": "over",
    "hand_over_cancel": "over", "nonconformity": "fault", "photo": "photo", "room": "room", "room_since": "room",
    "member_remove": "user",
}  # fmt: skip


def address(name: str, ids: dict) -> str:
    if name == "room_open":
        return reverse(name, args=["consultation", ids["proposal"]])
    return reverse(name, args=[ids[OBJECT[name]]] if name in OBJECT else [])


def client_of(role: str, players: dict) -> Client:
    return Client() if role == "visitor" else players[role].browser()


def test_every_address_has_a_row():
    assert own_names() == set(PAGES) | set(POSTS)
    assert not set(PAGES) & set(POSTS)


def test_pages(world):
    ids, players = world
    meant = {"o": 200, "x": 404, ">": 302}
    wrong = []
    for role_number, role in enumerate(ROLES):
        client = client_of(role, players)
        for name, row in PAGES.items():
            response = client.get(address(name, ids))
            if response.status_code != meant[row[role_number]]:
                wrong.append((name, role, response.status_code, row[role_number]))
    assert not wrong


def test_a_foreign_and_a_missing_object_look_alike(world):
    ids, players = world
    nothing = dict.fromkeys(ids, uuid.uuid4())
    client = client_of("rival_orderer", players)
    for name, row in PAGES.items():
        if name in OBJECT and row[1] == "x":
            foreign, missing = client.get(address(name, ids)), client.get(address(name, nothing))
            assert foreign.status_code == missing.status_code == 404
            assert len(foreign.content) == len(missing.content), name


def test_posts_of_outsiders_change_nothing(world):
    ids, players = world
    wrong = []
    before = (AuditEntry.objects.count(), OutboxEvent.objects.count())
    for role in ROLES:
        client = client_of(role, players)
        acting = {} if role == "visitor" else {"acting": str(players[role].organization.public_id)}
        for name, insiders in POSTS.items():
            if role in insiders:
                continue
            data = {**acting, "idempotency_key": str(uuid.uuid4()), "reason": "x", "text": "x", "factory": ids["shop"]}
            response = client.post(address(name, ids), data)
            allowed = {302} if role == "visitor" else {404}
            if response.status_code not in allowed:
                wrong.append((name, role, response.status_code))
            if role == "visitor" and response.status_code == 302:
                assert "/accounts/" in response["Location"]
    assert not wrong
    assert (AuditEntry.objects.count(), OutboxEvent.objects.count()) == before


def test_get_of_a_post_address_does_nothing(world):
    ids, players = world
    before = AuditEntry.objects.count()
    client = client_of("orderer", players)
    assert {client.get(address(name, ids)).status_code for name in POSTS if name != "moji"} == {405}
    assert AuditEntry.objects.count() == before


def test_a_page_for_a_firm_that_is_not_mine_is_refused(world):
    ids, players = world
    client = client_of("orderer", players)
    foreign = str(players["rival_orderer"].organization.public_id)
    data = {"acting": foreign, "idempotency_key": str(uuid.uuid4()), "reason": "x"}
    response = client.post(address("inquiry_cancel", ids), data)
    assert response.status_code == 409
    own = {**data, "acting": str(players["orderer"].organization.public_id)}
    assert client.post(address("inquiry_cancel", ids), own).status_code == 302


def test_a_sealed_amount_reaches_nobody_else(world):
    """A canary amount in a sealed quote stands in no byte that another role can receive."""
    ids, players = world
    quote = Quote.objects.get(public_id=ids["quote"])
    Quote.objects.filter(pk=quote.pk).update(amount_yen=7_654_321, remark="カナリア")
    from marketplace.services.quotes import quote_submit

    quote_submit(actor=players["lathe_shop"].actor, quote=stories.fresh(quote))
    from marketplace.kernel import relay

    relay.deliver_due()
    canaries = [b"7654321", b"7,654,321", "カナリア".encode()]
    for role in ROLES:
        client = client_of(role, players)
        seen = b"".join(client.get(address(name, ids)).getvalue() if name in PAGES else b"" for name in PAGES)
        if role == "lathe_shop":
            assert canaries[1] in seen, "the factory itself reads its own quote"
        else:
            assert not any(canary in seen for canary in canaries), role
    from messaging.models import Letter, Message, Notice

    written = "".join(
        [*Letter.objects.values_list("text", flat=True), *Notice.objects.values_list("text", flat=True)]
        + [*Message.objects.values_list("body", flat=True)]
        + [str(e.note) for e in AuditEntry.objects.all()]
        + [str(e.refs) for e in OutboxEvent.objects.all()]
    )
    assert "7654321" not in written
    assert "カナリア" not in written


def test_the_workbench_looks_the_same_whether_quotes_came_or_not(world):
    ids, players = world
    from marketplace.services.quotes import quote_submit

    client = client_of("hub", players)
    strip = __import__("re").compile(rb'value="[0-9a-f-]{36}"|[A-Za-z0-9]{60,}|nonce="[^"]*"')
    client.get(address("workbench", ids))
    client_of("lathe_shop", players).get(address("invitation", ids))
    before = strip.sub(b"", client.get(address("workbench", ids)).content)
    quote_submit(actor=players["lathe_shop"].actor, quote=Quote.objects.get(public_id=ids["quote"]))
    after = strip.sub(b"", client.get(address("workbench", ids)).content)
    assert before == after
