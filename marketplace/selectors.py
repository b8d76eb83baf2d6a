"""What pages about inquiries, proposals and quotes show."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse

from factories.selectors import Candidate, candidates_for, needs_of
from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import add_business_time, business_time_between, is_open, jst_date, next_open
from marketplace.kernel.clock import db_now
from marketplace.models import DutyDesk, Inquiry, Invitation, Proposal, Question, Quote, Slot
from marketplace.policies import in_scope, visible_inquiries, visible_invitations, workbenches
from marketplace.services.proposals import rolled_up
from marketplace.states import PROPOSAL
from marketplace.teaming.rollup import RollUp


@dataclass(frozen=True)
class Todo:
    """One thing that waits for the actor: what, by when, and the one button."""

    title: str
    text: str
    verb: str
    url: str
    due: datetime | None = None
    is_clock: bool = False


def todos(actor: Actor) -> list[Todo]:
    """What waits for the actor among inquiries and quotes. A constant number of queries."""
    organization = actor.organization
    found: list[Todo] = []
    if organization.is_hub:
        found += _todos_of_hub(actor)
    if organization.is_factory:
        found += _todos_of_factory(actor)
    mine = Inquiry.objects.filter(orderer=organization, status__in=["draft", "evaluating"]).annotate(
        offered=Count("proposals", filter=Q(proposals__status="submitted"))
    )
    for inquiry in mine:
        if inquiry.status == "draft":
            found.append(
                Todo(
                    str(inquiry),
                    "書きかけの相談があります。",
                    "続きを書く",
                    reverse("inquiry_edit", args=[inquiry.public_id]),
                )
            )
        else:
            text = f"{inquiry.offered}つの提案が届いています。"
            found.append(
                Todo(f"{inquiry} の提案を選ぶ", text, "提案を比べる", reverse("compare", args=[inquiry.public_id]))
            )
    return found


def _todos_of_hub(actor: Actor) -> list[Todo]:
    found = []
    for inquiry in unanswered(actor):
        text = f"{inquiry.orderer.municipality.name}の方が、最初の返事を待っています。"
        found.append(
            Todo(
                str(inquiry), text, "返事をする", reverse("inquiry", args=[inquiry.public_id]), inquiry.answer_due, True
            )
        )
    verbs = {
        "consulting": ("工程を組む", "proposal_plan", "お客さまと相談しながら、工程表を作ります。"),
        "planning": ("町工場に頼む", "workbench", "工程ごとに、頼む町工場を選びます。"),
        "assembling": ("チームを決める", "workbench", "見積が開きました。工程ごとに選んで提案します。"),
    }
    working = (
        workbenches(actor)
        .filter(Q(status__in=verbs) | Q(status="quoting"), inquiry__status="open")
        .annotate(
            questions=Count("slots__questions", filter=Q(slots__questions__answered_at=None), distinct=True),
        )
        .order_by("inquiry__proposals_due")
    )
    for proposal in working:
        if proposal.status in verbs:
            verb, name, text = verbs[proposal.status]
            url = reverse(name, args=[proposal.public_id])
            found.append(Todo(str(proposal.inquiry), text, verb, url, proposal.inquiry.proposals_due))
        elif proposal.questions:
            url = reverse("workbench", args=[proposal.public_id])
            text = f"町工場から質問が {proposal.questions}件 あります。"
            found.append(Todo(str(proposal.inquiry), text, "質問に答える", url, proposal.quotes_due))
    return found


def _todos_of_factory(actor: Actor) -> list[Todo]:
    asked = visible_invitations(actor).filter(status__in=["sent", "seen"], slot__proposal__status="quoting")
    return [
        Todo(
            f"{i.slot.title} {i.slot.quantity:,}個 の見積を出す",
            f"{i.slot.proposal.organization.name}さんから。{i.slot.needs_text}",
            "見積を出す",
            reverse("invitation", args=[i.public_id]),
            i.slot.proposal.quotes_due,
        )
        for i in asked.order_by("slot__proposal__quotes_due")
    ]


def unanswered(actor: Actor) -> QuerySet[Inquiry]:
    """Open inquiries in the hub's scope that nobody has answered yet, the most urgent first."""
    return (
        Inquiry.objects.filter(in_scope(actor), status="open", answered_at=None)
        .exclude(orderer=actor.organization)
        .select_related("orderer__municipality")
        .order_by("answer_due")
    )


@dataclass(frozen=True)
class Stage:
    text: str
    look: str  # past, now, next


@dataclass(frozen=True)
class Clock:
    """The two-hour clock as it stands: business seconds left of the whole, and the desks it passes."""

    seconds_left: int
    total: int
    due: datetime
    is_running: bool
    is_late: bool
    opens_at: datetime
    stages: tuple[Stage, ...]
    looking: str


def clock_of(inquiry: Inquiry) -> Clock | None:
    """The clock of a posted inquiry; None once it was answered or is not open."""
    if inquiry.status != "open" or inquiry.answered_at or inquiry.answer_due is None:
        return None
    now = db_now()
    numbers = settings.NAKAMA
    left = business_time_between(now, inquiry.answer_due)
    desks = list(
        DutyDesk.objects.filter(municipality_id=inquiry.municipality_id).select_related("hub").order_by("rank")[:2]
    )
    duty = desks[0].hub.name if desks else f"{inquiry.municipality.name}のまとめ役"
    deputy = desks[1].hub.name if len(desks) > 1 else "ほかのまとめ役"
    at = [
        add_business_time(inquiry.posted_at, timedelta(minutes=numbers[name]))
        for name in ("DEPUTY_AT_BUSINESS_MINUTES", "ALL_HUBS_AT_BUSINESS_MINUTES", "PARTNERS_AT_BUSINESS_MINUTES")
    ]
    texts = [
        (inquiry.posted_at, "受け付けました"),
        (None, f"当番の{duty}に届いています"),
        (at[0], f"返事がなければ、副当番の{deputy}にも"),
        (at[1], f"{inquiry.municipality.name}のまとめ役すべてに"),
        (at[2], "協力都市の窓口にも"),
    ]
    here = 1 + inquiry.passed_on
    stages = tuple(
        Stage(
            (_clock_text(instant, now) + " " if instant else "") + text,
            "past" if n < here else "now" if n == here else "next",
        )
        for n, (instant, text) in enumerate(texts)
    )
    return Clock(
        seconds_left=int(left.total_seconds()),
        total=numbers["FIRST_ANSWER_BUSINESS_MINUTES"] * 60,
        due=inquiry.answer_due,
        is_running=is_open(now),
        is_late=now >= inquiry.answer_due,
        opens_at=next_open(now),
        stages=stages,
        looking=duty if here == 1 else deputy if here == 2 else f"{inquiry.municipality.name}のまとめ役",
    )


def _clock_text(instant: datetime, now: datetime) -> str:
    local = instant.astimezone(next_open(now).tzinfo)
    day = "" if local.date() == jst_date(now) else f"{local.month}月{local.day}日 "
    return f"{day}{local.hour}:{local.minute:02d}"


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


OPENED = ("assembling", "submitted", "accepted", "declined")


def workbench(proposal: Proposal) -> Workbench:
    """The plan with everything the hub may know of it. A constant number of queries."""
    is_opened = proposal.status in OPENED
    quotes = Quote.objects.filter(
        status__in=["opened", "selected", "passed_over", "accepted", "declined"]
    ).select_related("factory__organization")
    slots = list(
        proposal.slots.exclude(status="released").prefetch_related(
            Prefetch(
                "invitations",
                Invitation.objects.select_related("factory__organization__municipality").order_by("sent_at", "pk"),
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
        state, label, firm, price = "done", "自社", "自社", slot.in_house_yen
    elif chosen:
        state, label, firm, price = "done", "埋まった", chosen.factory.organization.name, chosen.amount_yen
    elif is_opened:
        live = [q for q in quotes.values() if q.status in ("opened", "passed_over")]
        state, label = ("gap", "いない") if not live else ("one", "1社だけ") if len(live) == 1 else ("run", "選べます")
        firm, price = f"見積 {len(live)}社", None
    elif proposal.status == "quoting":
        state, label, firm, price = "seal", "見積待ち", f"依頼 {len(rows)}社", None
    elif rows:
        state, label = ("one", "1社だけ") if len(rows) == 1 else ("run", "頼む先あり")
        firm, price = f"頼む先 {len(rows)}社", None
    else:
        state, label, firm, price = "gap", "これから", "頼む先を選ぶ", None
    return Bench(slot, state, label, firm, price, rows, tuple(slot.questions.all()))


def _asked_row(invitation: Invitation, quote: Quote | None, is_opened: bool) -> AskedRow:
    if invitation.answer in (Invitation.DECLINE, Invitation.REFER):
        reason = invitation.get_reason_display() if invitation.reason else ""
        label = "よその会社に聞いて" if invitation.answer == Invitation.REFER else "今回は見送り"
        detail = "、".join(p for p in (invitation.referral, reason, invitation.remark) if p)
        return AskedRow(invitation, "wait", label, detail, True, None)
    if not is_opened:
        if invitation.status == "sent":
            return AskedRow(invitation, "seal", "依頼を送りました", "", False, None)
        # Answered with a quote looks exactly like read.
        return AskedRow(invitation, "seal", "依頼を読みました", "", False, None)
    if quote is None:
        return AskedRow(invitation, "wait", "見積がありません", "", False, None)
    look, label = {
        "selected": ("done", "選びました"),
        "accepted": ("done", "注文になりました"),
        "declined": ("wait", "選びませんでした"),
    }.get(quote.status, ("run", "見積が届いています"))
    return AskedRow(invitation, look, label, "", False, quote)


def candidates_of(slot: Slot) -> tuple[list[Candidate], list[Candidate]]:
    """Factories for a step: able ones not asked yet, and the others with their reasons."""
    needs = needs_of(
        process=slot.process,
        material=slot.material,
        size_mm=slot.size_mm,
        tolerance_mm=slot.tolerance_mm,
        quantity=slot.quantity,
    )
    proposal = slot.proposal
    asked = set(slot.invitations.values_list("factory_id", flat=True))
    rivals = set(proposal.inquiry.proposals.live().values_list("organization_id", flat=True))
    found = [
        c
        for c in candidates_for(needs, near=proposal.organization.municipality_id)
        if c.factory.pk not in asked
        and c.factory.organization_id not in rivals
        and c.factory.organization_id != proposal.inquiry.orderer_id
    ]
    return [c for c in found if c.is_able][:12], [c for c in found if not c.is_able][:12]


@dataclass(frozen=True)
class Fairness:
    """What a factory is told about the one who asks: how many are asked, how often it came to an order."""

    asked: int
    won: int
    tried: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.won / self.tried) if self.tried >= 3 else None


def fairness_of(invitation: Invitation) -> Fairness:
    hub = invitation.slot.proposal.organization
    tried = Proposal.objects.filter(organization=hub, quotes_opened_at__isnull=False)
    counted = tried.aggregate(tried=Count("pk"), won=Count("pk", filter=Q(status="accepted")))
    asked = invitation.slot.invitations.exclude(status="closed").count()
    return Fairness(asked=asked, won=counted["won"], tried=counted["tried"])


def open_quote_of(invitation: Invitation) -> Quote | None:
    """The factory's own quote of the current round."""
    return (
        Quote.objects.filter(invitation=invitation, round=invitation.slot.round)
        .exclude(status="withdrawn")
        .order_by("-pk")
        .first()
    )


@dataclass(frozen=True)
class Cases:
    """The list of cases by role."""

    mine: tuple[Inquiry, ...]
    new: tuple[Inquiry, ...]
    working: tuple[Proposal, ...]
    asked: tuple[Invitation, ...]


def cases(actor: Actor) -> Cases:
    organization = actor.organization
    mine = (
        Inquiry.objects.filter(orderer=organization)
        .order_by("-created_at")
        .annotate(offered=Count("proposals", filter=Q(proposals__status__in=["submitted", "accepted"])))
    )
    new = (
        visible_inquiries(actor)
        .filter(status="open")
        .exclude(orderer=organization)
        .exclude(proposals__organization=organization, proposals__status__in=PROPOSAL.live)
        .order_by("answered_at", "answer_due")
        if organization.is_hub
        else Inquiry.objects.none()
    )
    working = workbenches(actor).order_by("-created_at")
    asked = (
        visible_invitations(actor).exclude(slot__proposal__status__in=["planning"]).order_by("-sent_at")
        if organization.is_factory
        else Invitation.objects.none()
    )
    return Cases(tuple(mine[:100]), tuple(new[:50]), tuple(working[:100]), tuple(asked[:100]))
