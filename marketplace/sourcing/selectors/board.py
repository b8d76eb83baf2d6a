"""The hub's workbench: steps, who was asked, candidates."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from factories.profile.selectors import Candidate, candidates_for, needs_of
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from marketplace.sourcing.models import Invitation, Proposal, Question, Quote, Slot
from marketplace.sourcing.selectors.rollup import rolled_up
from marketplace.teaming.rollup import RollUp


@dataclass(frozen=True)
class AskedRow:
    """One asked factory as the hub may see it. Before the opening "can" and "on conditions" look like "read"."""

    invitation: Invitation
    look: str
    label: str
    detail: str
    is_news: bool
    quote: Quote | None


@dataclass(frozen=True)
class Bench:
    """One step on the hub's workbench."""

    slot: Slot
    state: str  # done, one, gap, seal, run
    label: str
    firm: str
    price: int | None
    asked: tuple[AskedRow, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Workbench:
    proposal: Proposal
    steps: tuple[Bench, ...]
    roll_up: RollUp | None
    missing: tuple[Slot, ...]
    is_opened: bool


#: So many able candidates of a step are shown, and so many of the others with their reasons.
SHOWN = 12
OPENED = ("assembling", "submitted", "accepted", "declined")


def board_of(proposal: Proposal) -> Workbench:
    """The plan with everything the hub may know of it. A constant number of queries."""
    is_opened = proposal.status in OPENED
    quotes = Quote.objects.filter(
        status__in=["opened", "selected", "passed_over", "accepted", "declined"]
    ).select_related("factory__organization")
    slots = list(
        proposal.slots.exclude(status="released").prefetch_related(
            Prefetch(
                "invitations",
                Invitation.objects.select_related("desk", "factory__organization__municipality").order_by(
                    "sent_at", "pk"
                ),
            ),
            Prefetch("quotes", quotes if is_opened else Quote.objects.none(), to_attr="open_quotes"),
            "questions",
            "depends_on",
        )
    )
    figures, missing = (
        rolled_up(proposal, today=jst_date(db_now())) if is_opened or _all_in_house(slots) else (None, [])
    )
    return Workbench(
        proposal=proposal,
        steps=tuple(_bench(slot, is_opened, proposal) for slot in slots),
        roll_up=figures,
        missing=tuple(missing),
        is_opened=is_opened,
    )


def _all_in_house(slots: list[Slot]) -> bool:
    return bool(slots) and all(s.is_in_house for s in slots)


def _bench(slot: Slot, is_opened: bool, proposal: Proposal) -> Bench:
    quotes = {q.factory_id: q for q in slot.open_quotes if q.round == slot.round}
    rows = tuple(_asked_row(i, quotes.get(i.factory_id), is_opened) for i in slot.invitations.all())
    chosen = next((q for q in quotes.values() if q.status in ("selected", "accepted")), None)
    if slot.is_in_house:
        state, label, firm, price = "done", _("自社"), _("自社"), slot.in_house_yen
    elif chosen:
        state, label, firm, price = "done", _("埋まった"), chosen.factory.organization.name, chosen.amount_yen
    elif is_opened:
        live = [q for q in quotes.values() if q.status in ("opened", "passed_over")]
        state, label = (
            ("gap", _("いない")) if not live else ("one", _("1社だけ")) if len(live) == 1 else ("run", _("選べます"))
        )
        firm, price = _("見積 %(n)s社") % {"n": len(live)}, None
    elif proposal.status == "quoting":
        state, label, firm, price = "seal", _("見積待ち"), _("依頼 %(n)s社") % {"n": len(rows)}, None
    elif rows:
        state, label = ("one", _("1社だけ")) if len(rows) == 1 else ("run", _("頼む先あり"))
        firm, price = _("頼む先 %(n)s社") % {"n": len(rows)}, None
    else:
        state, label, firm, price = "gap", _("これから"), _("頼む先を選ぶ"), None
    return Bench(slot, state, label, firm, price, rows, tuple(slot.questions.all()))


def _asked_row(invitation: Invitation, quote: Quote | None, is_opened: bool) -> AskedRow:
    if invitation.answer in (Invitation.DECLINE, Invitation.REFER):
        reason = invitation.get_reason_display() if invitation.reason else ""
        label = _("よその会社に聞いて") if invitation.answer == Invitation.REFER else _("今回は見送り")
        detail = _("、").join(p for p in (invitation.referral, reason, invitation.remark, _by_desk(invitation)) if p)
        return AskedRow(invitation, "wait", label, detail, True, None)
    if not is_opened:
        if invitation.status == "sent":
            return AskedRow(invitation, "seal", _("依頼を送りました"), "", False, None)
        # Answered with a quote looks exactly like read.
        return AskedRow(invitation, "seal", _("依頼を読みました"), "", False, None)
    if quote is None:
        return AskedRow(invitation, "wait", _("見積がありません"), "", False, None)
    look, label = {
        "selected": ("done", _("選びました")),
        "accepted": ("done", _("注文になりました")),
        "declined": ("wait", _("選びませんでした")),
    }.get(quote.status, ("run", _("見積が届いています")))
    return AskedRow(invitation, look, label, _by_desk(invitation), False, quote)


def _by_desk(invitation: Invitation) -> str:
    """Who entered the answer for a factory without an account (代理入力)."""
    return _("代理入力 %(desk)s") % {"desk": invitation.desk.name} if invitation.desk else ""


def candidates_of(slot: Slot) -> tuple[list[Candidate], list[Candidate]]:
    """Factories for a step: able ones not asked yet, and the others with their reasons."""
    needs = needs_of(
        process=slot.process,
        materials=[slot.material],
        size_mm=slot.size_mm,
        tolerance_mm=slot.tolerance_mm,
        quantity=slot.quantity,
    )
    proposal = slot.proposal
    rivals = proposal.inquiry.proposals.live().values("organization")
    not_again = (
        Q(pk__in=slot.invitations.values("factory"))
        | Q(organization__in=rivals)
        | Q(organization=proposal.inquiry.orderer_id)
    )
    near = proposal.organization.municipality_id
    found = candidates_for(needs, near=near, leaving_out=not_again, limit=SHOWN)
    return [c for c in found if c.is_able], [c for c in found if not c.is_able]
