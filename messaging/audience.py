"""Who is told what, event by event: a table.

Sealed quotes: an event about one has its factory as its only audience and rings for nobody, until the opening.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from marketplace.accounts.models import Organization, PartnerAgreement
from marketplace.models import DutyDesk, Inquiry, Invitation, Proposal, Question, Quote
from orders.models import HandOver, Nonconformity, Order, OrderChange, Payment, Rating, WorkStep
from orders.policies import receiver_of


@dataclass(frozen=True)
class Rule:
    """`told` gives the organizations told (their people get a notice, and a letter where `mail`), `text` the sentence,
    `url` where it leads, `rings` the subjects whose watchers look again."""

    told: Callable = lambda subject, refs: []
    text: Callable = lambda subject: ""
    url: Callable = lambda subject: ""
    rings: Callable = lambda subject: []
    mail: bool = False


def _page(name: str, get) -> Callable:
    return lambda subject: reverse(name, args=[get(subject).public_id])


# Inquiries


def _duty(inquiry: Inquiry, refs) -> list[Organization]:
    desks = DutyDesk.objects.filter(municipality=inquiry.municipality, rank=0).select_related("hub")
    return [d.hub for d in desks] or _hubs_here(inquiry)


def _hubs_here(inquiry: Inquiry) -> list[Organization]:
    return list(
        Organization.objects.filter(is_hub=True, is_active=True, municipality=inquiry.municipality).exclude(
            pk=inquiry.orderer_id
        )
    )


def _passed_on(inquiry: Inquiry, refs) -> list[Organization]:
    stage = refs.get("stage")
    if stage == 1:
        desks = DutyDesk.objects.filter(municipality=inquiry.municipality, rank=1).select_related("hub")
        return [d.hub for d in desks]
    if stage == 2:
        return _hubs_here(inquiry)
    if inquiry.scope == Inquiry.OWN:
        return []
    partners = PartnerAgreement.objects.filter(municipality=inquiry.municipality).values("partner_id")
    return list(Organization.objects.filter(is_hub=True, is_active=True, municipality_id__in=partners))


def _hubs_of(inquiry: Inquiry, refs=None) -> list[Organization]:
    return [p.organization for p in inquiry.proposals.live().select_related("organization")]


def _inquiry_rings(inquiry: Inquiry) -> list:
    return [inquiry.public_id, *inquiry.proposals.values_list("public_id", flat=True)]


_INQUIRY = _page("inquiry", lambda s: s)


# Proposals and quotes


def _proposal_rings(proposal: Proposal) -> list:
    return [proposal.public_id, proposal.inquiry.public_id]


def _own(quote_or_invitation, refs) -> list[Organization]:
    return [quote_or_invitation.factory.organization]


def _when_sent(invitation: Invitation, refs) -> list[Organization]:
    return _own(invitation, refs) if refs.get("at_once") else []


def _if_still_calculating(invitation: Invitation, refs) -> list[Organization]:
    return _own(invitation, refs) if refs.get("unanswered") else []


def _hub_unless_sealed(invitation: Invitation, refs) -> list[Organization]:
    return [] if refs.get("sealed", True) else [invitation.slot.proposal.organization]


_BENCH = _page("workbench", lambda s: s)
_REQUEST = _page("invitation", lambda s: s)
_REQUEST_OF_QUOTE = _page("invitation", lambda s: s.invitation)


def _asked_for(invitation: Invitation) -> str:
    return f"見積のお願い: {invitation.slot.title} {invitation.slot.quantity:,}個"


# Orders and rings


def _both(order: Order, refs=None) -> list[Organization]:
    return [order.buyer, order.supplier]


def _ring(order: Order) -> list:
    return [(order.parent or order).public_id]


def _team(root: Order) -> list[Organization]:
    return [root.buyer, root.supplier]


def _other_side(change: OrderChange, refs) -> list[Organization]:
    return [o for o in _both(change.order) if o != change.proposed_by]


_ORDER = _page("order", lambda s: s)
_RING_OF_STEP = _page("ring", lambda s: s.root)
_RING_OF_FAULT = _page("ring", lambda s: s.hand_over.root)

TABLE: dict[str, Rule] = {
    "inquiry.post": Rule(_duty, lambda s: f"新しい相談が届きました: {s}", _INQUIRY, _inquiry_rings, True),
    "inquiry.pass_on": Rule(
        _passed_on, lambda s: f"返事を待っている相談があります: {s}", _INQUIRY, _inquiry_rings, True
    ),
    "inquiry.extend": Rule(_hubs_of, lambda s: f"提案の締切がのびました: {s}", _INQUIRY, _inquiry_rings),
    "inquiry.revise": Rule(_hubs_of, lambda s: f"依頼の内容が変わりました: {s}", _INQUIRY, _inquiry_rings, True),
    "inquiry.close_proposals": Rule(
        lambda s, refs: [s.orderer],
        lambda s: f"提案が出そろいました: {s}",
        _page("compare", lambda s: s),
        _inquiry_rings,
        True,
    ),
    "inquiry.reopen": Rule(_hubs_of, lambda s: f"もう一度募集が始まりました: {s}", _INQUIRY, _inquiry_rings, True),
    "inquiry.award": Rule(rings=_inquiry_rings),
    "inquiry.award_cancel": Rule(_hubs_of, lambda s: f"決定が取り消されました: {s}", _INQUIRY, _inquiry_rings, True),
    "inquiry.complete": Rule(
        lambda s, refs: [s.orderer], lambda s: f"すべて終わりました: {s}", _INQUIRY, _inquiry_rings
    ),
    "inquiry.fail": Rule(
        lambda s, refs: [s.orderer],
        lambda s: f"成立しませんでした: {s}。{s.ended_reason}",
        _INQUIRY,
        _inquiry_rings,
        True,
    ),
    # Who answered hears by its own proposal, quote or request, that ends with the inquiry.
    "inquiry.cancel": Rule(rings=_inquiry_rings),
    "proposal.take": Rule(
        lambda s, refs: [s.inquiry.orderer],
        lambda s: f"{s.organization.name}から返事が届きました: {s.inquiry}",
        _page("inquiry", lambda s: s.inquiry),
        _proposal_rings,
        True,
    ),
    "proposal.ask": Rule(rings=_proposal_rings),
    "proposal.change_plan": Rule(rings=_proposal_rings),
    "proposal.open_quotes": Rule(
        lambda s, refs: [s.organization], lambda s: f"見積が開きました: {s.inquiry}", _BENCH, _proposal_rings, True
    ),
    "proposal.submit": Rule(
        lambda s, refs: [s.inquiry.orderer],
        lambda s: f"{s.organization.name}から提案が届きました: {s.inquiry}",
        _page("inquiry", lambda s: s.inquiry),
        _proposal_rings,
        True,
    ),
    "proposal.stale": Rule(
        lambda s, refs: [s.organization],
        lambda s: f"依頼が変わったため、提案を確かめ直してください: {s.inquiry}",
        _BENCH,
        _proposal_rings,
        True,
    ),
    "proposal.accept": Rule(
        lambda s, refs: [s.organization], lambda s: f"提案が選ばれました: {s.inquiry}", _BENCH, _proposal_rings, True
    ),
    "proposal.decline": Rule(
        lambda s, refs: [s.organization],
        lambda s: f"今回は選ばれませんでした: {s.inquiry}。理由: {s.ended_reason}",
        _BENCH,
        _proposal_rings,
        True,
    ),
    "proposal.reconsider": Rule(
        lambda s, refs: [s.organization],
        lambda s: f"提案がもう一度検討されています: {s.inquiry}",
        _BENCH,
        _proposal_rings,
        True,
    ),
    "proposal.un_accept": Rule(
        lambda s, refs: [s.organization],
        lambda s: f"決定が取り消されました: {s.inquiry}",
        _BENCH,
        _proposal_rings,
        True,
    ),
    "proposal.lapse": Rule(
        lambda s, refs: [s.organization],
        lambda s: f"提案は使われませんでした: {s.inquiry}。理由: {s.ended_reason}",
        _BENCH,
        _proposal_rings,
        True,
    ),
    "proposal.withdraw": Rule(rings=_proposal_rings),
    "invitation.send": Rule(_when_sent, _asked_for, _REQUEST, mail=True),
    "invitation.ask_again": Rule(
        _own, lambda s: f"条件が変わりました。見積を確かめ直してください: {s.slot.title}", _REQUEST, mail=True
    ),
    "invitation.close": Rule(
        _if_still_calculating,
        lambda s: f"見積のお願いは取りやめになりました: {s.slot.title}。理由: {s.slot.proposal.ended_reason}",
        _REQUEST,
        mail=True,
    ),
    "invitation.see": Rule(rings=lambda s: [s.slot.proposal.public_id]),
    "invitation.answer": Rule(
        _hub_unless_sealed,
        lambda s: f"{s.factory}から返事: {s.get_answer_display()}({s.slot.title})",
        _page("workbench", lambda s: s.slot.proposal),
    ),
    "question.ask": Rule(
        lambda s, refs: [s.slot.proposal.organization],
        lambda s: f"質問が届きました: {s.slot.title}",
        _page("workbench", lambda s: s.slot.proposal),
        lambda s: [s.slot.proposal.public_id],
        True,
    ),
    "question.answer": Rule(rings=lambda s: [s.slot.proposal.public_id]),
    "quote.touch": Rule(_own, lambda s: f"見積の確認し直しをお願いします: {s.slot.title}", _REQUEST_OF_QUOTE),
    "quote.decline": Rule(
        _own,
        lambda s: f"今回は選ばれませんでした: {s.slot.title}。理由: {s.result_reason}",
        _REQUEST_OF_QUOTE,
        mail=True,
    ),
    "quote.lapse": Rule(
        _own,
        lambda s: f"見積は使われませんでした: {s.slot.title}。理由: {s.result_reason}",
        _REQUEST_OF_QUOTE,
        mail=True,
    ),
    "quote.accept": Rule(
        _own,
        lambda s: f"見積が選ばれました。注文書をお待ちください: {s.slot.title}",
        _REQUEST_OF_QUOTE,
        mail=True,
    ),
    "order.issue": Rule(lambda s, refs: [s.supplier], lambda s: f"注文書が届きました: {s}", _ORDER, _ring, True),
    "order.acknowledge": Rule(
        lambda s, refs: [s.buyer], lambda s: f"{s.supplier}が注文を請けました: {s}", _ORDER, _ring, True
    ),
    "order.refuse": Rule(
        lambda s, refs: [s.buyer],
        lambda s: f"{s.supplier}が注文を断りました: {s}。{s.ended_reason}",
        _ORDER,
        _ring,
        True,
    ),
    "order.cancel": Rule(
        lambda s, refs: [s.supplier] if s.issued_at else [],
        lambda s: f"注文が取り消されました: {s}。{s.ended_reason}",
        _ORDER,
        _ring,
        True,
    ),
    "order.start": Rule(rings=_ring),
    "order.deliver": Rule(_both, lambda s: f"品物が納められました: {s}", _ORDER, _ring),
    "order.accept": Rule(_both, lambda s: f"検収が済みました: {s}", _ORDER, _ring, True),
    "order.reopen": Rule(rings=_ring),
    "order.close": Rule(_both, lambda s: f"支払いまで終わりました: {s}", _ORDER, _ring),
    "order_change.propose": Rule(
        _other_side, lambda s: f"注文の変更の相談が届きました: {s.order}", _page("order", lambda s: s.order), mail=True
    ),
    "order_change.agree": Rule(
        lambda s, refs: [s.proposed_by],
        lambda s: f"注文の変更が承知されました: {s.order}",
        _page("order", lambda s: s.order),
        mail=True,
    ),
    "order_change.reject": Rule(
        lambda s, refs: [s.proposed_by],
        lambda s: f"注文の変更は承知されませんでした: {s.order}。{s.answer_reason}",
        _page("order", lambda s: s.order),
        mail=True,
    ),
    "work_step.make_ready": Rule(
        lambda s, refs: [s.order.supplier],
        lambda s: f"始められます: {s.title} {s.root}",
        _RING_OF_STEP,
        lambda s: [s.root.public_id],
        True,
    ),
    "work_step.make_wait": Rule(rings=lambda s: [s.root.public_id]),
    "work_step.start": Rule(rings=lambda s: [s.root.public_id]),
    "work_step.report": Rule(rings=lambda s: [s.root.public_id]),
    "work_step.finish": Rule(
        lambda s, refs: _team(s.root),
        lambda s: f"{s.title}が終わりました: {s.root}",
        _RING_OF_STEP,
        lambda s: [s.root.public_id],
    ),
    "work_step.reopen": Rule(rings=lambda s: [s.root.public_id]),
    "hand_over.announce": Rule(
        lambda s, refs: [receiver_of(s)],
        lambda s: f"{s.from_step.order.supplier}が {s.count:,}個 を渡しました: {s.root}",
        _RING_OF_STEP,
        lambda s: [s.root.public_id],
        True,
    ),
    "hand_over.receive": Rule(
        lambda s, refs: [s.from_step.order.supplier],
        lambda s: f"{receiver_of(s)}が {s.received_count:,}個 を受け取りました: {s.root}",
        _RING_OF_STEP,
        lambda s: [s.root.public_id],
    ),
    "hand_over.inspect": Rule(
        lambda s, refs: [s.from_step.order.supplier, s.root.supplier],
        lambda s: f"検品が済みました: {s.from_step.title} よい品 {s.good:,}個",
        _RING_OF_STEP,
        lambda s: [s.root.public_id],
    ),
    "hand_over.cancel": Rule(
        lambda s, refs: [receiver_of(s)],
        lambda s: f"渡すのが取り消されました: {s.root}",
        _RING_OF_STEP,
        lambda s: [s.root.public_id],
    ),
    "nonconformity.report": Rule(
        lambda s, refs: [s.hand_over.from_step.order.supplier, s.hand_over.root.supplier],
        lambda s: f"不適合の知らせ {s.count:,}個: {s.hand_over.root}。{s.description}",
        _RING_OF_FAULT,
        lambda s: [s.hand_over.root.public_id],
        True,
    ),
    "payment.record": Rule(
        lambda s, refs: [s.order.supplier],
        lambda s: f"支払いが記録されました: {s.order}",
        _page("order", lambda s: s.order),
        mail=True,
    ),
    "rating.give": Rule(
        lambda s, refs: [s.rated], lambda s: f"評価が届きました: {s.order}", _page("order", lambda s: s.order)
    ),
}
for _name in ("rework", "resolve", "concede", "scrap"):
    TABLE[f"nonconformity.{_name}"] = Rule(
        lambda s, refs: [s.hand_over.from_step.order.supplier, receiver_of(s.hand_over), s.hand_over.root.supplier],
        lambda s: f"不適合について: {s.get_status_display()} {s.hand_over.root}",
        _RING_OF_FAULT,
        lambda s: [s.hand_over.root.public_id],
    )


@dataclass(frozen=True)
class AskedRule:
    """`asked` gives the requests whose factories are told by letter, each with the link of its own; `text` the sentence."""

    asked: Callable
    text: Callable


ASKED: dict[str, AskedRule] = {
    "proposal.ask": AskedRule(lambda s: Invitation.objects.filter(slot__proposal=s), _asked_for),
    "question.answer": AskedRule(
        lambda s: s.slot.invitations.all(), lambda i: f"質問に答えがありました: {i.slot.title}"
    ),
}

#: For the record alone. Sealed events are here: nobody is told that a quote exists, not even that one was taken back.
NOBODY = (
    "inquiry.draft", "proposal.plan", "proposal.replan", "proposal.take_back",
    "slot.fill", "slot.unfill", "slot.release",
    "invitation.unanswer", "invitation.silence",
    "quote.draft", "quote.submit", "quote.edit", "quote.withdraw", "quote.open", "quote.select", "quote.unselect",
    "quote.pass_over", "quote.un_accept", "quote.give_back",
    "award.decide", "award.cancel", "order.draft", "order.void", "order_change.withdraw", "order_change.lapse",
    "work_step.plan", "work_step.cancel",
    "room.freeze", "room.thaw", "room.archive",
    "organization.create", "member.add", "member.remove", "grant.give", "grant.take_back",
)  # fmt: skip

_SUBJECTS = (
    Inquiry, Proposal, Invitation, Question, Quote, Order, OrderChange, WorkStep, HandOver, Nonconformity, Payment, Rating,
)  # fmt: skip
_MODELS = {model._meta.label_lower: model.objects for model in _SUBJECTS}


def subject_of(event):
    """The row that an event speaks of, or None when it is gone."""
    return _MODELS[event.subject_type].filter(public_id=event.subject_id).first()
