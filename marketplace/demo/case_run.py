"""One case played by the real services, from the idea as far as wanted. Every step leaves time behind it (`timeline.py`)."""

import random

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
from marketplace.sourcing.models import Invitation, Proposal, Quote
from marketplace.sourcing.services.deadlines import ensure_inquiry_due, ensure_quotes_due
from marketplace.sourcing.services.plans import plan_save
from marketplace.sourcing.services.proposals import proposal_submit, proposal_take, quote_select
from marketplace.sourcing.services.quotes import (
    invitation_decline,
    invitation_see,
    question_answer,
    question_ask,
    quote_draft,
    quote_submit,
)
from marketplace.sourcing.services.requests import proposal_ask, slot_ask
from messaging.rooms.kinds.consultation import CONSULTATION_ROOM
from messaging.rooms.kinds.slot import SLOT_ROOM
from messaging.rooms.models import Room
from messaging.rooms.services import room_for
from messaging.rooms.writer import Post, write, write_event


def today():
    return jst_date(db_now())


def fresh(obj):
    return type(obj)._default_manager.get(pk=obj.pk)


class CaseRun:
    """Tells one inquiry and its proposals. `preferred` shops are asked, and chosen, where they can do a step."""

    def __init__(self, cast: Cast, rng: random.Random, orderer: Firm, job: Job, *, preferred: tuple[Firm, ...] = ()):
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

    def _say(self, room: Room, lines, people: dict[str, Firm]) -> None:
        for who, body in lines:
            self.timeline.let_pass(minutes=self.rng.randint(2, 25))
            firm = people[who]
            client_id = new_id()
            outcome = write([Post(room.pk, firm.user.pk, firm.organization.pk, client_id, body)])[0]
            if outcome.code:
                raise RuntimeError(f"the room refused a word: {outcome.code}")

    # Proposals

    def plan(self, hub: Firm) -> None:
        self._keep(hub, plan_save(actor=hub.actor, proposal=self._of(hub), steps=self.job.steps))

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
        for slot in proposal.slots.filter(is_in_house=False):
            able = [s for s in self.cast.able(slot) if s.organization != self.orderer.organization]
            first = [s for s in able if s in self.preferred]
            others = [s for s in able if s not in first]
            number = max(0, self.rng.choice((3, 4, 4)) - len(first))
            asked = first + self.rng.sample(others, min(number, len(others)))
            slot_ask(actor=hub.actor, slot=slot, factories=[s.factory for s in asked])
        self._keep(hub, proposal_ask(actor=hub.actor, proposal=self._of(hub)))

    def invitations(self, hub: Firm) -> list[tuple[Invitation, Firm]]:
        by_factory = {s.factory.pk: s for s in self.cast.shops}
        rows = Invitation.objects.select_related("slot__proposal__inquiry", "factory__organization").filter(
            slot__proposal=self.proposals[hub.organization.pk]
        )
        return [(i, by_factory[i.factory_id]) for i in rows.order_by("slot__position", "pk")]

    def answer(
        self, hub: Firm, *, at_least: int = 1, silent: tuple[Firm, ...] = (), skip: tuple[str, ...] = ()
    ) -> None:
        """The factories answer: about two in three quote, some say no with a reason, some only read it. `silent` ones
        have not even opened the request; nobody quotes for the processes in `skip`."""
        by_slot: dict[int, list] = {}
        for invitation, shop in self.invitations(hub):
            by_slot.setdefault(invitation.slot_id, []).append((invitation, shop))
        for asked in by_slot.values():
            asked.sort(key=lambda pair: pair[1] not in self.preferred)
            wanted = self.rng.choices((1, 2, 3, 4), (22, 27, 22, 21))[0]
            wanted = 0 if asked[0][0].slot.process in skip else max(wanted, at_least)
            for number, (invitation, shop) in enumerate(asked):
                if shop in silent:
                    continue
                if number < wanted:
                    self.quote(shop, invitation)
                    continue
                invitation_see(actor=shop.actor, invitation=invitation)
                if self.rng.random() < 0.5:
                    reason = self.rng.choices([r for r, _ in texts.DECLINES], [n for _, n in texts.DECLINES])[0]
                    invitation_decline(actor=shop.actor, invitation=fresh_invitation(invitation), reason=reason)

    def quote(self, shop: Firm, invitation: Invitation) -> None:
        slot = invitation.slot
        total = price_of(self.rng, slot.process, slot.quantity)
        if shop in self.preferred:
            total = max(3_000, total * 6 // 1000 * 100)
        quote = quote_draft(
            actor=shop.actor,
            invitation=fresh_invitation(invitation),
            total_yen=total,
            days=days_of(self.rng, slot.process, slot.quantity),
        )
        quote_submit(actor=shop.actor, quote=quote)

    def question(self, hub: Firm, shop: Firm, *, answer: str = "") -> None:
        invitation = next(i for i, s in self.invitations(hub) if s is shop)
        asked = question_ask(actor=shop.actor, invitation=invitation, text=self.rng.choice(texts.QUESTIONS))
        if answer:
            question_answer(actor=hub.actor, question=asked, answer=answer)

    def talk_about_slot(self, hub: Firm, shop: Firm) -> None:
        invitation = next(i for i, s in self.invitations(hub) if s is shop)
        self._say(room_for(SLOT_ROOM, invitation), texts.SLOT_TALK, {"hub": hub, "shop": shop})

    def until_opened(self) -> None:
        """The day after the last quotes were due."""
        last = max(jst_date(fresh(p).quotes_due) for p in self.proposals.values() if fresh(p).quotes_due)
        self.timeline.let_pass(days=max(0, (last - today()).days) + 1)
        for key, proposal in self.proposals.items():
            self.proposals[key] = ensure_quotes_due(proposal)

    def submit(self, hub: Firm) -> None:
        """Choose for each step: a preferred shop, else the cheapest; then hand in."""
        proposal = self._of(hub)
        preferred = {s.factory.pk for s in self.preferred}
        for slot in proposal.slots.filter(is_in_house=False):
            quotes = Quote.objects.select_related("slot__proposal__inquiry", "factory__organization").filter(
                slot=slot, status="opened"
            )
            best = min(quotes, key=lambda q: (q.factory_id not in preferred, q.amount_yen))
            quote_select(actor=hub.actor, quote=best)
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


def fresh_invitation(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_related("slot__proposal__inquiry", "factory__organization").get(pk=invitation.pk)
