"""One case played by the real services, from the idea as far as wanted. Every step leaves time behind it (`timeline.py`)."""

import random
from collections.abc import Iterable
from datetime import date
from typing import Any

from marketplace.demo import texts
from marketplace.demo.jobs import Job, days_of, price_of
from marketplace.demo.people import Cast, Firm
from marketplace.demo.timeline import Timeline
from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.services.inquiries import inquiry_draft, inquiry_post
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from marketplace.kernel.ids import new_id
from marketplace.kernel.models import OutboxEvent
from marketplace.sourcing.models import Proposal, Quotation, RequestForQuotation
from marketplace.sourcing.services.deadlines import ensure_inquiry_due, ensure_quotations_due
from marketplace.sourcing.services.plans import plan_save
from marketplace.sourcing.services.proposals import proposal_submit, proposal_take
from marketplace.sourcing.services.questions import question_answer, question_ask
from marketplace.sourcing.services.quotations import quotation_draft, quotation_select, quotation_submit
from marketplace.sourcing.services.rfq_answers import rfq_decline, rfq_see
from marketplace.sourcing.services.rfqs import rfq_add, rfqs_send
from marketplace.sourcing.states import QuotationStatus
from messaging.rooms.kinds.consultation import CONSULTATION_ROOM
from messaging.rooms.kinds.step import STEP_ROOM
from messaging.rooms.message_writing import Post, write, write_event
from messaging.rooms.models import Room
from messaging.rooms.services import room_for


def today() -> date:
    return jst_date(db_now())


def fresh(obj: Any) -> Any:
    return type(obj)._default_manager.get(pk=obj.pk)


class CaseRun:
    """Tells one inquiry and its proposals. `preferred` makers are asked, and chosen, where they can do a step."""

    def __init__(
        self, cast: Cast, rng: random.Random, orderer: Firm, job: Job, *, preferred: tuple[Firm, ...] = ()
    ) -> None:
        self.cast, self.rng, self.orderer, self.job, self.preferred = cast, rng, orderer, job, preferred
        self.timeline = Timeline()
        self.inquiry: Inquiry | None = None
        self.proposals: dict[int, Proposal] = {}
        self.hubs: dict[int, Firm] = {}

    # The inquiry

    def draft(self) -> None:
        rng, job = self.rng, self.job
        self.inquiry = inquiry_draft(
            actor=self.orderer.actor,
            title=job.title,
            text=job.text,
            stage=job.stage,
            scope=rng.choice(("partners", "partners", "nation")),
            quantity=job.quantity,
            budget_yen=rng.choice((None, None, 50_000, 120_000, 300_000)),
        )

    def post(self) -> None:
        self.draft()
        self.inquiry = inquiry_post(actor=self.orderer.actor, inquiry=self.inquiry)

    def take(self, hub: Firm, *, after_minutes: int | None = None) -> None:
        """The hub answers; its sentence is the first word in the consultation room."""
        slow = self.rng.random() < 0.1
        self.timeline.let_pass(
            minutes=after_minutes or (self.rng.randint(130, 200) if slow else self.rng.randint(9, 105))
        )
        proposal = proposal_take(
            actor=hub.actor, inquiry=fresh(self.inquiry), first_answer=self.rng.choice(texts.FIRST_ANSWERS)
        )
        event = OutboxEvent.objects.get(name="proposal.take", subject_id=proposal.public_id)
        room = room_for(CONSULTATION_ROOM, proposal)
        write_event(
            room,
            client_id=event.public_id,
            body=proposal.first_answer,
            author=hub.user,
            organization=hub.organization,
        )
        key = hub.organization.pk
        self.proposals[key], self.hubs[key] = proposal, hub

    def talk(self, hub: Firm, *, lines: int = 4) -> None:
        """Orderer and hub talk it over, each line a while after the one before."""
        room = room_for(CONSULTATION_ROOM, self.proposals[hub.organization.pk])
        self._say(room, texts.TALK[:lines], {"orderer": self.orderer, "hub": hub})

    def _say(self, room: Room, lines: Iterable[Any], people: dict[str, Firm]) -> None:
        for who, body in lines:
            self.timeline.let_pass(minutes=self.rng.randint(2, 25))
            firm = people[who]
            client_id = new_id()
            outcome = write([Post(room.pk, firm.user.pk, firm.organization.pk, client_id, body)])[0]
            if outcome.code:
                raise RuntimeError(f"the room refused a word: {outcome.code}")

    # Proposals

    def plan(self, hub: Firm) -> None:
        self._keep(hub, plan_save(actor=hub.actor, proposal=self._of(hub), entries=self.job.entries))

    def _of(self, hub: Firm) -> Proposal:
        proposal = Proposal.objects.select_related("inquiry__orderer", "organization").get(
            pk=self.proposals[hub.organization.pk].pk
        )
        return proposal

    def _keep(self, hub: Firm, proposal: Proposal) -> None:
        self.proposals[hub.organization.pk] = proposal

    def ask(self, hub: Firm) -> None:
        """Three or four able factories a step."""
        proposal = self._of(hub)
        for step in proposal.steps.filter(is_in_house=False):
            able = [s for s in self.cast.able(step) if s.organization != self.orderer.organization]
            first = [s for s in able if s in self.preferred]
            others = [s for s in able if s not in first]
            number = max(0, self.rng.choice((3, 4, 4)) - len(first))
            asked = first + self.rng.sample(others, min(number, len(others)))
            rfq_add(actor=hub.actor, step=step, factories=[s.factory for s in asked])
        self._keep(hub, rfqs_send(actor=hub.actor, proposal=self._of(hub)))

    def rfqs(self, hub: Firm) -> list[tuple[RequestForQuotation, Firm]]:
        by_factory = {s.factory.pk: s for s in self.cast.makers}
        rows = RequestForQuotation.objects.select_related("step__proposal__inquiry", "factory__organization").filter(
            step__proposal=self.proposals[hub.organization.pk]
        )
        return [(i, by_factory[i.factory_id]) for i in rows.order_by("step__position", "pk")]

    def answer(
        self, hub: Firm, *, at_least: int = 1, silent: tuple[Firm, ...] = (), skip: tuple[str, ...] = ()
    ) -> None:
        """The factories answer: about two in three quotation, some say no with a reason, some only read it. `silent` ones
        have not even opened the request; nobody quotations for the processes in `skip`."""
        by_step: dict[int, list] = {}
        for rfq, maker in self.rfqs(hub):
            by_step.setdefault(rfq.step_id, []).append((rfq, maker))
        for asked in by_step.values():
            asked.sort(key=lambda pair: pair[1] not in self.preferred)
            wanted = self.rng.choices((1, 2, 3, 4), (22, 27, 22, 21))[0]
            wanted = 0 if asked[0][0].step.process in skip else max(wanted, at_least)
            for number, (rfq, maker) in enumerate(asked):
                if maker in silent:
                    continue
                if number < wanted:
                    self.quotation(maker, rfq)
                    continue
                rfq_see(actor=maker.actor, rfq=rfq)
                if self.rng.random() < 0.5:
                    reason = self.rng.choices([r for r, _ in texts.DECLINES], [n for _, n in texts.DECLINES])[0]
                    rfq_decline(actor=maker.actor, rfq=fresh_rfq(rfq), reason=reason)

    def quotation(self, maker: Firm, rfq: RequestForQuotation) -> None:
        step = rfq.step
        total = price_of(self.rng, step.process, step.quantity)
        if maker in self.preferred:
            total = max(3_000, total * 6 // 1000 * 100)
        quotation = quotation_draft(
            actor=maker.actor,
            rfq=fresh_rfq(rfq),
            total_yen=total,
            days=days_of(self.rng, step.process, step.quantity),
        )
        quotation_submit(actor=maker.actor, quotation=quotation, shown=quotation.said)

    def question(self, hub: Firm, maker: Firm, *, answer: str = "") -> None:
        rfq = next(i for i, s in self.rfqs(hub) if s is maker)
        asked = question_ask(actor=maker.actor, rfq=rfq, text=self.rng.choice(texts.QUESTIONS))
        if answer:
            question_answer(actor=hub.actor, question=asked, answer=answer)

    def talk_about_step(self, hub: Firm, maker: Firm) -> None:
        rfq = next(i for i, s in self.rfqs(hub) if s is maker)
        self._say(room_for(STEP_ROOM, rfq), texts.STEP_TALK, {"hub": hub, "maker": maker})

    def until_opened(self) -> None:
        """The day after the last quotations were due."""
        last = max(jst_date(fresh(p).quotations_due) for p in self.proposals.values() if fresh(p).quotations_due)
        self.timeline.let_pass(days=max(0, (last - today()).days) + 1)
        for key, proposal in self.proposals.items():
            self.proposals[key] = ensure_quotations_due(proposal)

    def submit(self, hub: Firm) -> None:
        """Choose for each step: a preferred maker, else the cheapest; then hand in."""
        proposal = self._of(hub)
        preferred = {s.factory.pk for s in self.preferred}
        for step in proposal.steps.filter(is_in_house=False):
            quotations = Quotation.objects.select_related("step__proposal__inquiry", "factory__organization").filter(
                step=step, status=QuotationStatus.OPENED
            )
            best = min(quotations, key=lambda q: (q.factory_id not in preferred, q.amount_yen))
            quotation_select(actor=hub.actor, quotation=best)
        submitted = proposal_submit(actor=hub.actor, proposal=self._of(hub), summary=self.rng.choice(texts.SUMMARIES))
        self._keep(hub, submitted)

    def until_compared(self) -> None:
        """The day after proposals were due."""
        inquiry = fresh(self.inquiry)
        self.timeline.let_pass(days=max(0, (jst_date(inquiry.proposals_due) - today()).days) + 1)
        self.inquiry = ensure_inquiry_due(inquiry)

    # All of it

    def propose(self, *hubs: Firm) -> None:
        """From nothing to an inquiry with the submitted proposals of these hubs, being compared."""
        self.post()
        for number, hub in enumerate(hubs):
            self.take(hub, after_minutes=self.rng.randint(15, 60) if number else None)
        self.talk(hubs[0])
        self.timeline.let_pass(days=1)
        for hub in hubs:
            self.plan(hub)
            self.ask(hub)
        self.timeline.let_pass(days=1)
        for hub in hubs:
            self.answer(hub)
        self.until_opened()
        for hub in hubs:  # at once: the shortest time for proposals leaves no more than this day
            self.submit(hub)
        self.until_compared()

    def finish(self, *, days: int = 0) -> None:
        self.timeline.let_pass(days=days)
        self.timeline.finish(self.inquiry, hour=self.rng.randint(9, 13))


def fresh_rfq(rfq: RequestForQuotation) -> RequestForQuotation:
    return RequestForQuotation.objects.select_related("step__proposal__inquiry", "factory__organization").get(pk=rfq.pk)
