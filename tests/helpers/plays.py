"""Random play in a ring: whatever people may do to goods, counts and money, wrong tries among it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import people
import stories
from django.db import transaction
from django.db.models import Model
from rings import Now

from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from marketplace.kernel.errors import DomainError
from orders.law.payment_terms import VIOLATION, verdict
from orders.ordering.models import OrderChange, PaymentDue, PurchaseOrder
from orders.ordering.owed import amount_with_tax, open_dues, paid_of, payable
from orders.ordering.policies import order_policy
from orders.ordering.services.changes import change_agree, change_propose, change_reject, change_withdraw
from orders.ordering.services.payments import payment_record
from orders.ordering.states import CHANGEABLE, PAYABLE, UNACCEPTED
from orders.production.balance import (
    expected,
    outputs_of,
    received,
    usable,
    wanted_of,
)
from orders.production.models import Discrepancy, HandOver, Nonconformity, WorkOrderStep
from orders.production.policies import (
    discrepancy_policy,
    hand_over_policy,
    nonconformity_policy,
    work_step_policy,
)
from orders.production.services import hand_overs, nonconformities
from orders.production.services.discrepancies import (
    discrepancy_agree,
    discrepancy_decide,
    discrepancy_propose,
    overdue,
)
from orders.production.services.recompute import recompute
from orders.production.services.work import work_correct, work_reopen, work_report, work_start
from orders.production.states import BEGUN, NONCONFORMITY, UNSETTLED


@dataclass
class Play:
    """One ring and everybody in it. `log`: what was done and refused so far, for whoever has to find out why; `moves`: how
    often something was done. `excess`: pieces that were counted by who took them, and that nobody made, by step and taker."""

    rng: Random
    root: PurchaseOrder
    players: dict[int, people.Player]
    log: list[str] = field(default_factory=list)
    moves: Counter[str] = field(default_factory=Counter)
    excess: dict = field(default_factory=dict)
    _now: Now | None = None

    @property
    def now(self) -> Now:
        if self._now is None:
            self._now = Now(self.root)
        return self._now

    def attempt(self, service, **said) -> DomainError | None:
        """Call the service; a refusal changes nothing, and after anything else all accounts agree."""
        before, self._now = self.facts(), None
        words = {name: _named(value) for name, value in said.items()}
        try:
            with transaction.atomic():
                service(**{name: _again(value) for name, value in said.items()})
        except DomainError as refusal:
            self.log.append(f"  refused ({refusal.code}): {service.__name__} {words}")
            assert self.facts() == before, "a refusal has changed something"
            return refusal
        self.log.append(f"{service.__name__} {words}")
        self.moves[service.__name__] += 1
        self.check(may_exceed=service in (hand_overs.hand_over_receive, hand_overs.hand_over_recount))
        return None

    def facts(self) -> tuple:
        dues = PaymentDue.objects.order_by("pk").values_list("pk", "received_on", "due_on", "amount_yen")
        return stories.counts(), list(dues)

    def check(self, *, may_exceed: bool = False) -> None:
        self._now = None
        now = self.now
        self._check_pieces(now, may_exceed)
        self._check_yen(now)
        if self.rng.random() < 0.4:  # it is half of the work
            self._check_again()

    def _check_again(self) -> None:
        before = self.facts()
        recompute(self.root)
        assert self.facts() == before, "reckoned again, and something else came out"

    def _check_pieces(self, now: Now, may_exceed: bool) -> None:
        for step in now.steps:
            assert (step.good, step.scrap) == now.reported[step.pk], "not what was reported"
            limit = now.limit(step)
            assert limit is None or limit >= 0, f"{step.position}: more was made of less"
            for target in now.targets(step):
                key, more = (step.pk, target and target.pk), max(0, -now.left(step, target))
                assert may_exceed or more <= self.excess.get(key, 0), f"{step.position}: more given than good"
                self.excess[key] = more
        for over in now.overs:
            found = sum(fault.count for fault in over.nonconformities.all())
            assert found == (over.rejected or 0) and usable(over) <= received(over)

    def _check_yen(self, now: Now) -> None:
        for order in now.orders:
            total, dues = amount_with_tax(order), list(order.dues.all())
            paid, owed = paid_of(order.payments.all()), sum(due.amount_yen for due in dues)
            assert paid <= total and owed <= total, f"{order.number}: {paid} paid, {owed} owed of {total}"
            assert all(verdict(due.received_on, due.due_on) != VIOLATION for due in dues)
            assert order.status != "closed" or paid == total
            leaving = outputs_of(order, now.steps)
            said = now.said_of(order)
            came = sum(  # a surplus of one output pays for no other
                min(expected(output, said), sum(map(usable, now.given(output.step, taker))))
                for output in leaving
                for taker in output.targets
            )
            wanted = wanted_of(leaving, said)
            assert owed == (total if came >= wanted else total * came // wanted), (
                f"{order.number}: {came} of {wanted} came"
            )

    # Whose turn it is

    def maker(self, step: WorkOrderStep):
        return self.players[step.order.supplier_id].actor

    def taker(self, over: HandOver):
        return self.players[over.to_step.order.supplier_id if over.to_step else over.root.buyer_id].actor

    def anybody(self):
        return self.rng.choice(list(self.players.values())).actor

    # Random play

    def wander(self, moves: int) -> None:
        kinds = [
            (self.start, 6), (self.report, 10), (self.correct, 2), (self.reopen, 1), (self.announce, 10),
            (self.take_back, 1), (self.receive, 10), (self.recount, 2), (self.inspect, 9), (self.judge, 5),
            (self.propose, 4), (self.agree, 4), (self.let_days_pass, 3), (self.change, 2), (self.answer, 2), (self.pay, 4),
        ]  # fmt: skip
        for _ in range(moves):
            [move] = self.rng.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])
            move(self.now)

    def _pick(self, rows, right):
        """One of the rows, most often one of those where it is the turn."""
        rows = list(rows)
        good = [row for row in rows if right(row)]
        if self.rng.random() < 0.06 and rows:
            return self.rng.choice(rows)
        return self.rng.choice(good) if good else None

    def _by(self, actor):
        return self.anybody() if self.rng.random() < 0.03 else actor

    def start(self, now: Now) -> None:
        if step := self._pick(now.steps, lambda step: step.status == "ready"):
            self.attempt(work_start, actor=self._by(self.maker(step)), step=step)

    def report(self, now: Now) -> None:
        if not (step := self._pick(now.steps, lambda step: step.status == "running")):
            return
        limit = now.limit(step)
        most = max(1, step.quantity - step.good if limit is None else limit)
        whole = self.rng.random() < 0.5
        scrap = self.rng.choice([0, 0, 0, 1, self.rng.randint(0, most)])
        good = max(0, most - scrap) if whole else self.rng.randint(0, most)
        if self.rng.random() < 0.1:
            good += self.rng.randint(1, 3)
        self.attempt(
            work_report,
            actor=self._by(self.maker(step)),
            step=step,
            good=good,
            scrap=scrap,
            is_done=self.rng.random() < (0.8 if whole else 0.2),
            is_surplus=self.rng.random() < 0.5,
        )

    def correct(self, now: Now) -> None:
        if step := self._pick(now.steps, lambda step: step.status in BEGUN):
            good, scrap = (max(0, n + self.rng.randint(-2, 2)) for n in (step.good, step.scrap))
            said = {"good": good, "scrap": scrap, "remark": "数えちがい", "is_surplus": self.rng.random() < 0.5}
            self.attempt(work_correct, actor=self._by(self.maker(step)), step=step, **said)

    def reopen(self, now: Now) -> None:
        if step := self._pick(now.steps, lambda step: step.status == "done"):
            self.attempt(work_reopen, actor=self._by(self.maker(step)), step=step)

    def announce(self, now: Now) -> None:
        if not (
            step := self._pick(
                now.steps, lambda s: s.status in BEGUN and any(now.left(s, t) > 0 for t in now.targets(s))
            )
        ):
            return
        target = self._pick(now.targets(step), lambda target: now.left(step, target) > 0)
        if self.rng.random() < 0.03:
            target = self.rng.choice([None, *now.steps])
        left = max(1, now.left(step, target))
        count = self.rng.choice([left, left, left, self.rng.randint(1, left), left + 1])
        self.attempt(
            hand_overs.hand_over_announce, actor=self._by(self.maker(step)), step=step, count=count, to_step=target
        )

    def take_back(self, now: Now) -> None:
        if over := self._pick(now.overs, lambda over: over.status == "announced"):
            self.attempt(hand_overs.hand_over_cancel, actor=self._by(self.maker(over.from_step)), hand_over=over)

    def _count_of(self, over: HandOver) -> int:
        n = over.count
        return self.rng.choice([*[n] * 12, n - 1, n + 1, self.rng.randint(0, n), 0, self.rng.randint(n, 2 * n + 12)])

    def receive(self, now: Now) -> None:
        if not (over := self._pick(now.overs, lambda over: over.status == "announced")):
            return
        said = {"actor": self._by(self.taker(over)), "hand_over": over, "count": self._count_of(over)}
        if self.attempt(hand_overs.hand_over_receive, **said) is None and self.rng.random() < 0.4:
            day = db_now() - timedelta(days=self.rng.randint(1, 40))  # as if it had come that long ago
            HandOver.objects.filter(pk=over.pk).update(received_at=day)
            recompute(self.root)
            self.log.append(f"received on {jst_date(day)}")
            self.check()

    def recount(self, now: Now) -> None:
        if over := self._pick(now.overs, lambda over: over.status == "received"):
            said = {"hand_over": over, "count": self._count_of(over)}
            self.attempt(hand_overs.hand_over_recount, actor=self._by(self.taker(over)), **said)

    def inspect(self, now: Now) -> None:
        if over := self._pick(now.overs, lambda over: over.status == "received"):
            n = over.received_count or 0
            said = {"rejected": self.rng.choice([0, 0, 1, self.rng.randint(0, n), n, n + 1]), "description": "きず"}
            self.attempt(hand_overs.hand_over_inspect, actor=self._by(self.taker(over)), hand_over=over, **said)

    def judge(self, now: Now) -> None:
        faults = [fault for over in now.overs for fault in over.nonconformities.all()]
        if fault := self._pick(faults, lambda fault: fault.status in NONCONFORMITY.live):
            self._decide(fault)

    def _decide(self, fault: Nonconformity) -> None:
        over = fault.hand_over
        service = self.rng.choice(
            [nonconformities.nonconformity_rework]
            if fault.status == "open" and self.rng.random() < 0.4
            else [
                nonconformities.nonconformity_resolve,
                nonconformities.nonconformity_concede,
                nonconformities.nonconformity_scrap,
            ]
        )
        is_makers = service is nonconformities.nonconformity_rework
        actor = self.maker(over.from_step) if is_makers else self.taker(over)
        self.attempt(service, actor=self._by(actor), found=fault, outcome="話し合いました")

    def _sides(self, order: PurchaseOrder):
        return [self.players[order.buyer_id].actor, self.players[order.supplier_id].actor]

    def propose(self, now: Now) -> None:
        if row := self._pick(now.rows, lambda row: row.status in ("open", "proposed")):
            self._propose(row, self.rng.choice(self._sides(row.order)), self.rng.choice([*row.outcomes, "follow"]))

    def _propose(self, row: Discrepancy, actor, outcome: str) -> DomainError | None:
        full = row.order.amount_yen
        yen = self.rng.choice([1, full, self.rng.randint(1, full), full * 2])
        day = stories.today() + timedelta(days=self.rng.randint(0, 9))
        said = {"outcome": outcome, "amount_yen": yen, "deliver_on": day}
        return self.attempt(discrepancy_propose, actor=self._by(actor), row=row, **said)

    def agree(self, now: Now) -> None:
        if row := self._pick(now.rows, lambda row: row.status == "proposed"):
            actor = self._by(self._other(row, row.order))
            self.attempt(discrepancy_agree, actor=actor, row=row, proposed=row.proposed)

    def _other(self, row, order: PurchaseOrder):
        buyer, supplier = self._sides(order)
        return supplier if row.proposed_by_id == order.buyer_id else buyer

    def let_days_pass(self, now: Now) -> None:
        """Nobody says a word until the clock decides."""
        pks = [row.pk for row in now.rows if row.status in UNSETTLED]
        Discrepancy.objects.filter(pk__in=pks).update(settle_by=db_now() - timedelta(seconds=1))
        self._now = None
        for row in overdue().filter(pk__in=pks):
            self.attempt(discrepancy_decide, row=row)

    def change(self, now: Now) -> None:
        if order := self._pick(now.orders, lambda order: order.status in CHANGEABLE):
            yen = self.rng.choice([None, order.amount_yen + 1, self.rng.randint(1, 2 * order.amount_yen)])
            day = self.rng.choice([None, stories.today() + timedelta(days=30)])
            actor = self._by(self.rng.choice(self._sides(order)))
            self.attempt(change_propose, actor=actor, order=order, reason="都合", amount_yen=yen, deliver_on=day)

    def answer(self, now: Now) -> None:
        open_ones = OrderChange.objects.filter(order__in=now.orders, status="proposed")
        for change in open_ones.select_related("order__buyer", "order__supplier", "proposed_by"):
            other = self._other(change, change.order)
            mine = next(side for side in self._sides(change.order) if side is not other)
            said = self.rng.choice(
                [
                    (change_agree, other, {}),
                    (change_agree, other, {}),
                    (change_reject, other, {"reason": "むり"}),
                    (change_withdraw, mine, {}),
                ]
            )
            self.attempt(said[0], actor=self._by(said[1]), change=change, **said[2])

    def pay(self, now: Now) -> None:
        if order := self._pick(now.orders, lambda order: order.status in PAYABLE and order.dues.all()):
            sums = payable(open_dues(order.dues.all(), paid_of(order.payments.all())))
            yen = self.rng.choice([*sums, *sums, *sums, self.rng.randint(1, 2 * order.amount_yen)])
            buyer, _ = self._sides(order)
            self.attempt(payment_record, actor=self._by(buyer), order=order, amount_yen=yen, paid_on=stories.today())

    # To the end

    def finish(self) -> None:
        """Everybody does what is offered to them, until no order is left. Raises AssertionError where nobody can."""
        for turn in range(80):
            now, before = self.now, self.moves.total()
            if all(order.status == "closed" for order in now.orders):
                break
            is_patient = turn < 8
            if is_patient:  # and not everybody does only what helps
                self.wander(4)
                now = self.now
            for step in now.steps:
                self._work(step)
            for over in now.overs:
                self._take(over, is_patient)
            for row in now.rows:
                if not is_patient or self.rng.random() < 0.7:
                    self._settle(row, is_patient)
            self.answer(self.now)
            self._pay_all()
            if self.moves.total() == before and not is_patient:
                self._last_ways()
                if self.moves.total() == before:
                    break
        self._check_again()
        self._check_end()

    def _check_end(self) -> None:
        """Every order is closed with what was wanted of it in the end, but those that wait for what was lost."""
        for order in self.now.orders:
            leaving = outputs_of(order, self.now.steps) if order.status == "closed" else []
            for output in leaving:
                came = [sum(map(usable, self.now.given(output.step, taker))) for taker in output.targets]
                assert min(came) == expected(output, self.now.said_of(order)), f"{output.step.position}: {came} came"
        lost = self.lost()
        waiting = {step.order_id for step in lost} | {self.root.pk}
        stuck = [order for order in self.now.orders if order.status != "closed" and not (lost and order.pk in waiting)]
        assert not stuck, "an order that nobody can bring to its end"

    def lost(self) -> list[WorkOrderStep]:
        """Steps of which one taker has nothing usable, and that can make no more: what came is used up, and who gave it is
        through with its order, or as helpless. Nothing can be agreed on then but that it follows, and it never does."""
        helpless: list[WorkOrderStep] = []
        for step in self.now.steps:  # each after those before it
            used = step.good + step.scrap
            short = [g for g in step.depends_on.all() if sum(map(usable, self.now.given(g, step.pk))) <= used]
            if any(giver.order.status not in UNACCEPTED or giver in helpless for giver in short):
                helpless.append(step)
        return [s for s in helpless if any(not sum(map(usable, self.now.to(s, t))) for t in self.now.targets(s))]

    def offered(self, refusal: DomainError | None) -> None:
        assert refusal is None, f"offered, and refused: {refusal.code}"

    def _work(self, step: WorkOrderStep) -> None:
        now = self.now
        step = next(s for s in now.steps if s.pk == step.pk)
        actor = self.maker(step)
        if step.order.status not in UNACCEPTED or "start" not in work_step_policy.allowed(actor, step):
            return
        if step.status == "ready":
            self.offered(self.attempt(work_start, actor=actor, step=step))
        elif step.status == "running":
            can, lack = now.limit(step), now.lack(step)
            good = lack if can is None else min(lack, can)
            is_done = good + step.good > 0 and (good >= lack or not now.is_fed(step))
            if good or is_done:
                said = {"good": max(0, good), "is_done": is_done, "is_surplus": True}
                self.offered(self.attempt(work_report, actor=actor, step=step, **said))
        now = self.now
        step = next(s for s in now.steps if s.pk == step.pk)
        if step.status not in BEGUN or step.order.status not in UNACCEPTED:
            return
        for target in now.targets(step):
            if (count := now.left(step, target)) > 0:
                said = {"step": step, "count": count, "to_step": target}
                self.offered(self.attempt(hand_overs.hand_over_announce, actor=actor, **said))

    def _take(self, over: HandOver, is_patient: bool) -> None:
        actor = self.taker(over)
        over = next(o for o in self.now.overs if o.pk == over.pk)
        if over.status == "announced" and "receive" in hand_over_policy.allowed_now(actor, over):
            self.offered(self.attempt(hand_overs.hand_over_receive, actor=actor, hand_over=over, count=over.count))
            over = next(o for o in self.now.overs if o.pk == over.pk)
        if is_patient and over.status == "received" and self.rng.random() < 0.3:
            return self.inspect(self.now)
        if over.status == "received" and "inspect" in hand_over_policy.allowed_now(actor, over):
            self.offered(self.attempt(hand_overs.hand_over_inspect, actor=actor, hand_over=over))
        for fault in over.nonconformities.all():
            if nonconformity_policy.allowed_now(actor, fault):
                self._decide(fault)

    def _settle(self, row: Discrepancy, is_patient: bool) -> None:
        row = next(r for r in self.now.rows if r.pk == row.pk)
        if row.order.status == "closed":
            return
        supplier = self._sides(row.order)[1]
        is_waited_for = row.status == "settled" and row.outcome == "follow"
        if row.status == "open" or is_waited_for and not is_patient and row.found:
            finals = [outcome for outcome in row.outcomes if outcome != "follow"] or ["follow"]
            outcome = self.rng.choice(row.outcomes if is_patient else finals)
            assert "propose" in discrepancy_policy.allowed_now(supplier, row)
            paid = paid_of(row.order.payments.all())
            yen = max(1, paid, row.order.amount_yen)
            day = stories.today() + timedelta(days=3)
            said = {"outcome": outcome, "amount_yen": yen, "deliver_on": day}
            self.offered(self.attempt(discrepancy_propose, actor=supplier, row=row, **said))
        row = next(r for r in self.now.rows if r.pk == row.pk)
        if row.status == "proposed":
            other = self._other(row, row.order)
            refusal = self.attempt(discrepancy_agree, actor=other, row=row, proposed=row.proposed)
            if refusal:  # paid since: say it anew
                self.attempt(
                    discrepancy_propose,
                    actor=supplier,
                    row=row,
                    outcome=row.outcomes[-1],
                    amount_yen=row.order.amount_yen,
                )

    def _pay_all(self) -> None:
        for order in self.now.orders:
            sums = payable(open_dues(order.dues.all(), paid_of(order.payments.all())))
            buyer = self._sides(order)[0]
            if sums and order.status in PAYABLE and order_policy.may(buyer, "pay", order):
                said = {"order": order, "amount_yen": self.rng.choice(sums), "paid_on": stories.today()}
                self.offered(self.attempt(payment_record, actor=buyer, **said))

    def _last_ways(self) -> None:
        """What no button says, and can be done: to say that more was made, for those who wait for it."""
        now = self.now
        for step in now.steps:
            can, lack = now.limit(step), now.lack(step)
            more = lack if can is None else min(lack, can)
            if step.status in BEGUN and step.order.status in UNACCEPTED and more > 0:
                said = {"good": step.good + more, "scrap": step.scrap, "remark": "作り足しました", "is_surplus": True}
                self.attempt(work_correct, actor=self.maker(step), step=step, **said)
                return
        for step in now.steps:
            if step.good or now.limit(step):
                continue
            for giver in step.depends_on.all():
                can = now.limit(giver)
                if giver.good and giver.order.status in UNACCEPTED and can != 0:
                    more = step.quantity if can is None else min(step.quantity, can)
                    said = {"good": giver.good + more, "scrap": giver.scrap, "remark": "作り足しました"}
                    self.attempt(work_correct, actor=self.maker(giver), step=giver, is_surplus=True, **said)
                    return

    def where(self) -> list[str]:
        """Where everything stands."""
        now = self.now
        names = {order.pk: f"order {number}" for number, order in enumerate(now.orders)}
        at = {None: "orderer", **{step.pk: f"step {step.position}" for step in now.steps}}
        lines = [f"{names[o.pk]}: {o.status}, {paid_of(o.payments.all())} of {amount_with_tax(o)}" for o in now.orders]
        for step in now.steps:
            counts = f"{step.good} good, {step.scrap} scrap of {step.quantity}, can {now.limit(step)}, lacks {now.lack(step)}"
            after = ", ".join(at[target and target.pk] for target in now.targets(step))
            lines.append(f"{at[step.pk]} ({names[step.order_id]}): {step.status}, {counts}, to {after}")
        for over in now.overs:
            counts = f"{over.count} announced, {over.received_count} received, {over.good} good"
            faults = ", ".join(f"{fault.count} {fault.status}" for fault in over.nonconformities.all())
            lines.append(f"{at[over.from_step_id]} -> {at[over.to_step_id]}: {over.status}, {counts} {faults}")
        for row in now.rows:
            counts = f"{row.found} of {row.expected} came, {row.outcome} {row.amount_yen}"
            lines.append(f"{names[row.order_id]}, {at[row.step_id]}: {row.status}, {counts}")
        return lines


def _again(value):
    """As the database has it."""
    return stories.fresh(value) if isinstance(value, Model) else value


def _named(value) -> str:
    if isinstance(value, WorkOrderStep):
        return f"step {value.position}"
    if isinstance(value, HandOver):
        return f"{value.from_step.position} -> {value.to_step and value.to_step.position} x{value.count}"
    if isinstance(value, Discrepancy):
        whose = "orderer's" if value.order.is_parent else "maker's"
        return f"{whose} of step {value.step.position} {value.found}/{value.expected}"
    organization = getattr(value, "organization", None)
    return organization.name if organization else str(value)
