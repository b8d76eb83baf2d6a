"""What follows an award, played by the services: orders, work, hand-overs, payment, ratings."""

import random

from marketplace.demo import texts
from marketplace.demo.case_run import CaseRun, fresh, today
from marketplace.demo.people import Firm
from marketplace.kernel.models import OutboxEvent
from marketplace.sourcing.models import Proposal
from marketplace.sourcing.services.inquiry_awards import inquiry_complete
from messaging.rooms.kinds.order import ORDER_ROOM
from messaging.rooms.message_writing import write_event
from messaging.rooms.services import room_for
from orders.awards.services import award_decide
from orders.ordering.models import PurchaseOrder
from orders.ordering.owed import amount_with_tax
from orders.ordering.services.orders import order_acknowledge, order_issue
from orders.ordering.services.payments import payment_record
from orders.ordering.services.ratings import rating_give
from orders.ordering.states import OrderStatus
from orders.production.models import HandOver, Nonconformity, WorkOrderStep
from orders.production.services.hand_overs import hand_over_announce, hand_over_inspect, hand_over_receive
from orders.production.services.nonconformities import nonconformity_resolve, nonconformity_rework
from orders.production.services.work import work_report, work_start


class RingRun:
    """The orders of one award and who works in them."""

    def __init__(self, run: CaseRun, hub: Firm) -> None:
        self.run, self.hub, self.timeline = run, hub, run.timeline
        self.rng: random.Random = run.rng
        self.makers = {f.organization.pk: f for f in [*run.cast.makers, hub]}
        proposal = Proposal.objects.get(pk=run.proposals[hub.organization.pk].pk)
        award = award_decide(
            actor=run.orderer.actor,
            inquiry=run.inquiry,
            proposal=proposal,
            reason=self.rng.choice(texts.AWARD_REASONS),
            shown=[proposal.offered],
        )
        self.root: PurchaseOrder = award.order

    @property
    def children(self) -> list[PurchaseOrder]:
        return list(PurchaseOrder.objects.select_related("parent", "supplier").filter(parent=self.root).order_by("pk"))

    def issue_parent(self) -> None:
        self.timeline.let_pass(days=1)
        order_issue(actor=self.run.orderer.actor, order=fresh(self.root))

    def take_parent(self) -> None:
        self.timeline.let_pass(minutes=self.rng.randint(20, 90))
        self.root = order_acknowledge(actor=self.hub.actor, order=fresh(self.root))

    def issue_children(self, *, leave: int = 0) -> None:
        """Orders to the factories; the last `leave` of them stay drafts."""
        self.timeline.let_pass(minutes=self.rng.randint(20, 90))
        for child in self.children[: len(self.children) - leave]:
            order_issue(actor=self.hub.actor, order=child)

    def take_children(self, *, leave: tuple[Firm, ...] = ()) -> None:
        self.timeline.let_pass(minutes=self.rng.randint(20, 90))
        for child in self.children:
            maker = self.makers[child.supplier_id]
            if child.status == OrderStatus.ISSUED and maker not in leave:
                order_acknowledge(actor=maker.actor, order=child)

    def begin(self) -> None:
        """Every order out and taken."""
        self.issue_parent()
        self.take_parent()
        self.issue_children()
        self.take_children()
        first = self.children[0]
        people = {"buyer": self.hub, "supplier": self.makers[first.supplier_id]}
        self.run._say(room_for(ORDER_ROOM, first), texts.ORDER_TALK, people)

    def step(self, position: int) -> tuple[WorkOrderStep, Firm]:
        step = WorkOrderStep.objects.select_related("root", "order__supplier").get(root=self.root, position=position)
        return step, self.makers[step.order.supplier_id]

    @property
    def positions(self) -> list[int]:
        return list(
            WorkOrderStep.objects.filter(root=self.root).order_by("position").values_list("position", flat=True)
        )

    def start(self, position: int) -> None:
        step, maker = self.step(position)
        work_start(actor=maker.actor, step=step)

    def report(self, position: int, *, good: int, is_done: bool = False) -> None:
        step, maker = self.step(position)
        work_report(actor=maker.actor, step=step, good=good, is_done=is_done)

    def make(self, position: int, *, days: int | None = None) -> HandOver:
        """From ready to handed over."""
        self.timeline.let_pass(days=1)
        self.start(position)
        step, maker = self.step(position)
        self.timeline.let_pass(days=days if days is not None else max(1, min(5, (step.due_on - today()).days)))
        self.report(position, good=step.quantity, is_done=True)
        self.timeline.let_pass(minutes=self.rng.randint(10, 60))
        step, maker = self.step(position)
        over = hand_over_announce(actor=maker.actor, step=step, count=step.good, to_step=step.dependents.first())
        self._say(over, "hand_over.announce", f"{step.title} {over.count:,}個 を渡しました")
        return over

    def receiver(self, over: HandOver) -> Firm:
        if over.to_step_id is None:
            return self.run.orderer
        return self.makers[over.to_step.order.supplier_id]

    def receive(self, over: HandOver, *, inspect: bool = True, rejected: int = 0, description: str = "") -> None:
        self.timeline.let_pass(days=1)
        over, who = fresh(over), self.receiver(over)
        hand_over_receive(actor=who.actor, hand_over=over, count=over.count)
        self._say(over, "hand_over.receive", f"{over.from_step.title} {over.count:,}個 を届いたのを確かめました")
        if inspect:
            self.timeline.let_pass(minutes=self.rng.randint(20, 100))
            hand_over_inspect(actor=who.actor, hand_over=fresh(over), rejected=rejected, description=description)

    def _say(self, over: HandOver, name: str, body: str) -> None:
        event = OutboxEvent.objects.get(name=name, subject_id=over.public_id)
        write_event(room_for(ORDER_ROOM, over.order), client_id=event.public_id, body=body)

    def work_all(self) -> HandOver:
        """Every step made and passed on; the last hand-over is on its way to the orderer."""
        over = None
        for position in self.positions:
            if over is not None:
                self.receive(over)
            over = self.make(position)
        return over

    @property
    def nonconformity(self) -> Nonconformity:
        hand_over = ("hand_over__from_step", "hand_over__order", "hand_over__to_step__order")
        return Nonconformity.objects.select_related(*hand_over).get(hand_over__root=self.root)

    def rework(self) -> None:
        """The maker of the pieces that are not as agreed makes them good."""
        self.timeline.let_pass(days=1)
        found = self.nonconformity
        maker = self.makers[found.hand_over.order.supplier_id]
        nonconformity_rework(actor=maker.actor, found=found)

    def resolve(self, outcome: str) -> None:
        """Whoever receives them finds that they are good now."""
        self.timeline.let_pass(days=1)
        found = self.nonconformity
        nonconformity_resolve(actor=self.receiver(found.hand_over).actor, found=found, outcome=outcome)

    def pay(self, order: PurchaseOrder, payer: Firm) -> None:
        order = fresh(order)
        payment_record(actor=payer.actor, order=order, amount_yen=amount_with_tax(order), paid_on=today())

    def settle(self, *, rate: bool = True) -> None:
        """Everybody is paid and rated, the inquiry is completed."""
        self.timeline.let_pass(days=self.rng.randint(8, 14))
        for child in self.children:
            self.pay(child, self.hub)
        self.pay(self.root, self.run.orderer)
        inquiry_complete(self.run.inquiry)
        if rate:
            self.timeline.let_pass(minutes=30)
            self.rate(self.root, self.run.orderer)
            for child in self.children:
                self.rate(child, self.hub)

    def rate(self, order: PurchaseOrder, by: Firm) -> None:
        rng = self.rng
        rating_give(
            actor=by.actor,
            order=fresh(order),
            quality=rng.choice((4, 4, 5, 5, 3)),
            delivery=rng.choice((3, 4, 5, 5)),
            cost=rng.choice((3, 4, 4, 5)),
            comment=rng.choice(texts.RATING_WORDS),
        )
