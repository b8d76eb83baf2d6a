"""Facts become notices, letters, words and bells: every fact is answered, sealed ones reach nobody, each once."""

from collections import Counter
from datetime import timedelta

import pytest
import stories
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from marketplace.accounts.models import TERMS_VERSION, Membership, User
from marketplace.inquiries.models import Inquiry
from marketplace.kernel import outbox, relay
from marketplace.kernel.allowances import Rate
from marketplace.kernel.machines import all_events
from marketplace.kernel.models import OutboxEvent
from marketplace.sourcing.models import ProcessStep, Proposal, Quotation
from marketplace.sourcing.services.inquiry_endings import inquiry_cancel
from marketplace.sourcing.services.proposals import proposal_withdraw
from marketplace.sourcing.services.questions import question_answer, question_ask
from marketplace.sourcing.services.quotations import quotation_draft, quotation_submit, quotation_withdraw
from marketplace.sourcing.services.rfq_answers import rfq_decline
from marketplace.sourcing.services.rfqs import rfq_add
from messaging.delivery.models import Delivery
from messaging.notifications import handlers
from messaging.notifications.models import Notice
from messaging.rooms.models import Message, Room
from orders.ordering.models import PurchaseOrder
from orders.production.models import WorkOrderStep

ELSEWHERE = (
    "inquiry.pass_on",
    "organization.create",
    "member.remove",
    "member.role_set",
    "member.leave",
    "grant.give",
    "grant.take_back",
)
EVENTS = sorted(all_events() | set(ELSEWHERE))


def told_since(notices, posts, rung) -> tuple[set, set, list]:
    """Organizations that got a notice, people who got a letter, bells."""
    return (
        set(Notice.objects.exclude(pk__in=notices).values_list("organization__name", flat=True)),
        set(Delivery.objects.exclude(pk__in=posts).values_list("user__email", flat=True)),
        list(rung),
    )


def mark(rung):
    rung.clear()
    return list(Notice.objects.values_list("pk", flat=True)), list(Delivery.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_is_answered(name):
    assert outbox.is_answered(name)


def test_what_is_sealed_reaches_nobody(asked, lathe_shop, rung):
    rfq = stories.rfq_of(lathe_shop, asked)

    def draft(yen):
        return quotation_draft(actor=lathe_shop.actor, rfq=stories.fresh(rfq), total_yen=yen, days=4)

    before = mark(rung)
    quotation = draft(104_000)
    quotation_submit(actor=lathe_shop.actor, quotation=quotation, shown=quotation.said)
    draft(98_000)
    quotation_withdraw(actor=lathe_shop.actor, quotation=stories.fresh(quotation))
    names = set(OutboxEvent.objects.filter(status="pending").values_list("name", flat=True))
    assert {"quotation.draft", "quotation.submit", "quotation.edit", "quotation.withdraw"} <= names
    relay.relay_due()

    notices, posts, bells = told_since(*before, rung)
    assert notices <= {lathe_shop.organization.name}
    assert posts <= {lathe_shop.user.email}
    assert bells == []
    assert not OutboxEvent.objects.exclude(status="done").exists()


def test_no_record_of_a_sealed_quotation_holds_its_amount(asked, lathe_shop):
    stories.quoted(lathe_shop, asked, total_yen=103_579)
    relay.relay_due()
    for event in OutboxEvent.objects.all():
        assert "103579" not in str(event.refs)
    for text in (*Notice.objects.values_list("text", flat=True), *Delivery.objects.values_list("text", flat=True)):
        assert "103579" not in text and "103,579" not in text


def test_a_decline_is_told_to_the_hub(asked, hub, lathe_shop, rung):
    before = mark(rung)
    rfq_decline(actor=lathe_shop.actor, rfq=stories.rfq_of(lathe_shop, asked), reason="")
    relay.relay_due()
    notices, _, bells = told_since(*before, rung)
    assert notices == {hub.organization.name}
    assert [subjects for _, subjects in bells] == [[asked.public_id]]


def test_every_asked_factory_gets_one_request(asked, lathe_shop, plating_shop):
    for shop in (lathe_shop, plating_shop):
        rfq = stories.rfq_of(shop, asked)
        letter = Delivery.objects.get(user=shop.user, subject__startswith="見積のお願い")
        assert f"/{rfq.public_id}/" in letter.text


@pytest.mark.parametrize("ends", ["withdraw", "cancel", "fail"])
def test_everybody_who_worked_for_it_hears_once_that_it_is_over(
    asked, orderer, hub, lathe_shop, plating_shop, ends, rung
):
    """One has quoted, one still calculates: each is told the reason by one letter that leads to its own request."""
    stories.quoted(lathe_shop, asked, total_yen=104_000)
    relay.relay_due()
    notices, posts = mark(rung)
    if ends == "withdraw":
        proposal_withdraw(actor=hub.actor, proposal=stories.fresh(asked), reason="手がまわらないため")
    elif ends == "cancel":
        inquiry_cancel(actor=orderer.actor, inquiry=asked.inquiry, reason="手がまわらないため")
    else:
        Inquiry.objects.filter(pk=asked.inquiry.pk).update(was_extended=True)
        stories.evaluating(asked.inquiry)
    relay.relay_due()
    for shop in (lathe_shop, plating_shop):
        notice = Notice.objects.exclude(pk__in=notices).get(user=shop.user)
        letter = Delivery.objects.exclude(pk__in=posts).get(user=shop.user)
        assert stories.fresh(asked).ended_reason in notice.text
        assert shop.browser().get(notice.url).status_code == 200
        assert notice.url in letter.text
    assert Delivery.objects.exclude(pk__in=posts).filter(user=hub.user).count() == (ends != "withdraw")


def test_whoever_declined_is_left_in_peace(asked, hub, lathe_shop, rung):
    rfq_decline(actor=lathe_shop.actor, rfq=stories.rfq_of(lathe_shop, asked), reason="")
    relay.relay_due()
    notices, _ = mark(rung)
    proposal_withdraw(actor=hub.actor, proposal=stories.fresh(asked), reason="手がまわらないため")
    relay.relay_due()
    assert not Notice.objects.exclude(pk__in=notices).filter(user=lathe_shop.user).exists()


def test_a_plan_that_was_never_sent_ends_in_silence(orderer, hub, lathe_shop, plating_shop):
    proposal = stories.planned(hub, stories.taken(hub, stories.posted(orderer)))
    rfq_add(actor=hub.actor, step=proposal.steps.first(), factories=[lathe_shop.factory])
    proposal_withdraw(actor=hub.actor, proposal=stories.fresh(proposal), reason="手がまわらないため")
    relay.relay_due()
    assert not Notice.objects.filter(user=lathe_shop.user).exists()


def test_an_answered_question_leads_each_to_its_own_request(orderer, hub, lathe_shop, plating_shop, rung):
    proposal = stories.planned(hub, stories.taken(hub, stories.posted(orderer)))
    proposal = stories.asked(hub, proposal, [lathe_shop, plating_shop], [plating_shop])
    step = proposal.steps.first()
    question = question_ask(
        actor=lathe_shop.actor, rfq=step.rfqs.get(factory=lathe_shop.factory), text="面取りは要りますか"
    )
    relay.relay_due()
    assert Notice.objects.filter(user=plating_shop.user, name="proposal.request_quotations").count() == 2, "one a step"
    notices, _ = mark(rung)
    question_answer(actor=hub.actor, question=question, answer="C0.5 でお願いします")
    relay.relay_due()
    for shop in (lathe_shop, plating_shop):
        notice = Notice.objects.exclude(pk__in=notices).get(user=shop.user)
        assert str(step.rfqs.get(factory=shop.factory).public_id) in notice.url
        assert shop.browser().get(notice.url).status_code == 200


def test_everything_is_told_once(orderer, hub, lathe_shop, plating_shop):
    order = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    relay.relay_due()
    assert not OutboxEvent.objects.exclude(status="done").exists()
    room = Room.objects.get(kind="consultation", subject_id=order.award.proposal.public_id)
    counts = Notice.objects.count(), Delivery.objects.count(), Message.objects.count()
    assert room.messages.get().body == order.award.proposal.first_answer

    OutboxEvent.objects.update(status="pending")  # as after a relay that died before it could say so
    relay.relay_due()
    assert (Notice.objects.count(), Delivery.objects.count(), Message.objects.count()) == counts
    assert room.messages.count() == 1
    assert stories.fresh(room).last_seq == 1


# Languages


@pytest.fixture
def jane(hub):
    """Works for the hub and reads English."""
    user = User.objects.create_user("jane@example.jp", name="Jane", language="en", terms_version=TERMS_VERSION)
    Membership.objects.create(user=user, organization=hub.organization, role=Membership.MEMBER)
    return user


def test_everybody_of_a_firm_is_told_in_their_own_language(orderer, hub, jane):
    stories.posted(orderer, title="飲み物ホルダー")
    relay.relay_due()
    said = {
        jane: ("New inquiry: 飲み物ホルダー", "羽田共同製作所\nDear Jane,\n\nNew inquiry: ", "\n\nNakama-mawashi\n"),
        hub.user: (
            "新しい相談が届きました: 飲み物ホルダー",
            "羽田共同製作所\n山下 恵 様\n\n新しい相談",
            "\n\n仲間まわし\n",
        ),
    }
    for user, (text, begins, ends) in said.items():
        letter = Delivery.objects.get(user=user)
        assert Notice.objects.get(user=user).text == letter.subject == text
        assert letter.text.startswith(begins) and letter.text.endswith(ends)
    assert translation.get_language() == "ja", "what comes next is not told in the language of the one before"


def test_a_second_language_asks_the_database_nothing(asked, hub, lathe_shop, jane):
    asked_for = stories.rfq_of(lathe_shop, asked)
    numbers = []
    for language in ("", "en"):
        User.objects.filter(pk=jane.pk).update(language=language)
        question_ask(actor=lathe_shop.actor, rfq=stories.fresh(asked_for), text="面取りは要りますか")
        with CaptureQueriesContext(connection) as queries:
            relay.relay_due()
        numbers.append(len(queries))
    assert Notice.objects.filter(user=jane).first().text.startswith("Question received: ")
    assert numbers[0] == numbers[1]


def kept_words() -> Counter:
    """What is stored for several people, but for what they wrote themselves."""
    fields = (
        (Inquiry, "title"), (Inquiry, "teaser"), (Inquiry, "ended_reason"), (Proposal, "ended_reason"),
        (Quotation, "result_reason"), (ProcessStep, "title"), (PurchaseOrder, "title"), (PurchaseOrder, "content"), (WorkOrderStep, "title"),
        (WorkOrderStep, "needs"), (Room, "title"), (Message, "body"), (Notice, "text"), (Delivery, "subject"),
    )  # fmt: skip
    return Counter(
        (model.__name__, field, text) for model, field in fields for text in model.objects.values_list(field, flat=True)
    )


def test_what_is_stored_does_not_depend_on_who_acts(orderer, hub, lathe_shop, plating_shop):
    """Nor on what a worker spoke last."""
    first = Counter()
    for language in ("ja", "en"):
        with translation.override(language):
            stories.worked(lathe_shop, stories.ordered(orderer, hub, lathe_shop, plating_shop), 1, good=20)
            relay.relay_due()
        if language == "ja":
            first = kept_words()
    assert first and kept_words() - first == first


def test_notices_are_ones_own(orderer, hub, rival_orderer):
    stories.taken(hub, stories.posted(orderer))
    relay.relay_due()
    words = f"{hub.organization.name}から返事が届きました"
    assert words in orderer.browser().get(reverse("notices")).content.decode()
    assert words not in rival_orderer.browser().get(reverse("notices")).content.decode()


def test_one_firm_fills_no_mailbox_of_another(orderer, hub, monkeypatch):
    """What it does beyond its allowance stands in the app alone."""
    monkeypatch.setattr(handlers, "LETTERS", Rate(2, timedelta(hours=1)))
    inquiries = [stories.posted(orderer) for _ in range(4)]
    relay.relay_due()
    told = Notice.objects.filter(organization=hub.organization, name="inquiry.post")
    assert told.count() == len(inquiries)
    assert Delivery.objects.filter(event_id__in=told.values("event_id")).count() == 2
