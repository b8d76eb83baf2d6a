"""Which cases stand in the fictional town, and how far each has come: every state of an inquiry, something that waits
for everybody who can sign in, something late, something wrong, and half a year that is done."""

import random
from typing import Any

from marketplace.demo.case_run import CaseRun, fresh, today
from marketplace.demo.copies import Copy, many, others_for, write_copies
from marketplace.demo.jobs import JOBS
from marketplace.demo.people import Cast, Firm
from marketplace.demo.places import HIGASHIOSAKA, KAWASAKI, OTA, SHINAGAWA, TSUBAME
from marketplace.demo.ring_run import RingRun
from marketplace.demo.row_templates import Case, case_of
from marketplace.inquiries.models import Inquiry
from marketplace.kernel.calendar import jst_date
from marketplace.sourcing.models import Proposal
from marketplace.sourcing.services.deadlines import ensure_inquiry_due
from marketplace.sourcing.services.inquiry_endings import inquiry_cancel, inquiry_close_proposals, inquiry_fail
from marketplace.sourcing.services.proposals import proposal_withdraw
from marketplace.sourcing.states import UNANSWERED

HOLDER, FEET, SHAFT, BOX, JOINT, LID, SHEATH, PUMP, BELL, BLADE, HANDLE, PIN = JOBS
MONTHS = 6
#: A town with fewer factories has half the past.
FULL_FROM = 50


def _weeks(months: int) -> int:
    """Days of that many months in whole weeks, so that every day of the week stays what it was."""
    return 7 * round(months * 30.44 / 7)


class Scenarios:
    """The cases, played one after the other."""

    def __init__(self, cast: Cast, rng: random.Random, inquiries: int) -> None:
        self.inquiries = inquiries
        self.cases: list[Case] = []
        self.cast, self.rng = cast, rng
        self.haneda, self.tamagawa = cast.hub("hub@haneda.example"), cast.hub("hub@tamagawa.example")
        self.omori, self.oimachi = cast.hub("hub@omori-matome.example"), cast.hub("hub@oimachi.example")
        self.takatsu = cast.hub("hub@takatsu.example")
        self.lathe, self.plating, self.mill = cast.makers[:3]
        self.is_full = len(cast.makers) >= FULL_FROM
        self.ozu, self.bessho = cast.orderers[:2]
        self.of_town = {
            code: [o for o in cast.orderers if o.organization.municipality_id == code]
            for code in (OTA, SHINAGAWA, KAWASAKI, TSUBAME, HIGASHIOSAKA)
        }

    def play(self) -> None:
        """The past first, so that what is going on now is newest everywhere."""
        self.completed()
        self.without_outcome()
        self.in_work()
        self.wrong_and_late()
        self.decided()
        self.compared()
        self.asked()
        self.beginnings()
        more = self.inquiries - Inquiry.objects.count()
        write_copies(many(self.cases, self.cast, self.rng, max(0, more), today()))

    def keep(self, run: CaseRun) -> Case:
        """For copies of it; before the next case begins."""
        case = case_of(run)
        self.cases.append(case)
        return case

    def done(self, run: CaseRun) -> None:
        run.finish()
        self.keep(run)

    def begin(self, orderer: Firm, job: Any, *, preferred: tuple[Firm, ...] = ()) -> CaseRun:
        return CaseRun(self.cast, self.rng, orderer, job, preferred=preferred)

    def proposed(self, orderer: Firm, job: Any, *hubs: Firm, preferred: tuple[Firm, ...] = ()) -> CaseRun:
        run = self.begin(orderer, job, preferred=preferred)
        run.propose(*hubs)
        return run

    def ring(self, orderer: Firm, job: Any, *hubs: Firm, preferred: tuple[Firm, ...] = ()) -> tuple[CaseRun, RingRun]:
        """Awarded to the first of these hubs, every order taken."""
        run = self.proposed(orderer, job, *hubs, preferred=preferred)
        run.timeline.let_pass(days=1)
        ring = RingRun(run, hubs[0])
        ring.begin()
        return run, ring

    def put_back(self, run: CaseRun, months: int) -> Case:
        """Finish a case so that it was posted in that month of the past (0: this one), or as late as it can have been."""
        posted = jst_date(fresh(run.inquiry).posted_at - run.timeline.age)
        here = today()
        number = here.year * 12 + here.month - 1 - months
        wanted = here.replace(year=number // 12, month=number % 12 + 1, day=self.rng.randint(4, 24))
        run.finish(days=max(0, (posted - wanted).days))
        return self.keep(run)

    # What is over

    def completed(self) -> None:
        """Half a year of finished work: some kinds played once, newest first, then done again for others in earlier months."""
        ota = self.of_town[OTA]
        rows = (
            (self.bessho, BELL, (self.haneda,), (self.lathe,), 1),
            (ota[4], FEET, (self.haneda,), (self.lathe, self.plating), 1),
            (ota[5], JOINT, (self.tamagawa,), (self.mill, self.plating), 1),
            (self.of_town[TSUBAME][0], SHEATH, (self.cast.hub_in(TSUBAME)[0],), (), 2),
        )
        copies = []
        for orderer, job, hubs, preferred, months in rows[:: 1 if self.is_full else 2]:
            run, ring = self.ring(orderer, job, *hubs, preferred=preferred)
            ring.receive(ring.work_all())
            ring.settle()
            case = self.put_back(run, months)
            here = self.of_town[orderer.organization.municipality_id]
            for number in range(months + 1, MONTHS):
                again = self.rng.choice(here)
                copies.append(Copy(case, _weeks(number - months), others_for(case, self.cast, self.rng, again)))
        write_copies(copies)

    def without_outcome(self) -> None:
        ota, rng = self.of_town[OTA], self.rng
        self.nobody_could(ota[6], SHAFT, self.haneda, 4)
        self.nobody_could(ota[7], PIN, self.omori, 1)
        self.none_chosen(ota[3], HANDLE, self.haneda, 3)
        self.none_in_time(self.of_town[HIGASHIOSAKA][0], PUMP, 2)
        hubs = (self.haneda, self.omori, self.tamagawa, self.oimachi)
        ends = (
            (HANDLE, inquiry_fail, "予算が足りませんでした。"),
            (BOX, inquiry_cancel, "社内の計画が変わりました。"),
            (SHEATH, inquiry_cancel, "手元にあるもので間に合いました。"),
            (LID, inquiry_fail, "形を考え直してから、またお願いします。"),
            (PUMP, inquiry_cancel, "知り合いが直してくれました。"),
        )
        copies = []
        for number, (job, end, reason) in enumerate(ends):
            run = self.begin(ota[number], job)
            run.post()
            run.take(hubs[number % len(hubs)])
            run.timeline.let_pass(days=rng.randint(1, 3))
            end(actor=ota[number].actor, inquiry=fresh(run.inquiry), reason=reason)
            case = self.put_back(run, 0)
            for months in range(1, MONTHS):
                orderer = ota[(number + months) % len(ota)]
                copies.append(Copy(case, _weeks(months), others_for(case, self.cast, rng, orderer)))
        write_copies(copies)
        run = self.begin(ota[5], BOX)
        run.draft()
        inquiry_cancel(actor=ota[5].actor, inquiry=run.inquiry, reason="まちがえて書きはじめました。")
        run.timeline.let_pass(days=20)
        run.timeline.write_down()

    def nobody_could(self, orderer: Firm, job: Any, hub: Firm, months: int) -> None:
        """A step for which no quotation came; the hub gives up, the orderer ends it."""
        run = self.begin(orderer, job)
        run.post()
        run.take(hub)
        run.timeline.let_pass(days=1)
        run.plan(hub)
        run.ask(hub)
        run.timeline.let_pass(days=1)
        run.answer(hub, skip=("1103",))
        run.until_opened()
        run.timeline.let_pass(days=1)
        reason = "熱処理を引き受けられる会社が見つかりませんでした。"
        proposal = Proposal.objects.select_related("inquiry", "organization").get(
            pk=run.proposals[hub.organization.pk].pk
        )
        proposal_withdraw(actor=hub.actor, proposal=proposal, reason=reason)
        inquiry_fail(actor=orderer.actor, inquiry=fresh(run.inquiry), reason=reason)
        self.put_back(run, months)

    def none_chosen(self, orderer: Firm, job: Any, hub: Firm, months: int) -> None:
        run = self.proposed(orderer, job, hub)
        run.timeline.let_pass(days=2)
        reason = "値段が予算の倍になりました。"
        inquiry_fail(actor=orderer.actor, inquiry=fresh(run.inquiry), reason=reason)
        self.put_back(run, months)

    def none_in_time(self, orderer: Firm, job: Any, months: int) -> None:
        """Extended once, then failed by the clock."""
        run = self.begin(orderer, job)
        run.post()
        run.take(self.cast.hub_in(HIGASHIOSAKA)[0])
        for _ in range(2):
            due = jst_date(fresh(run.inquiry).proposals_due)
            run.timeline.let_pass(days=max(0, (due - today()).days) + 1)
            ensure_inquiry_due(fresh(run.inquiry))
        self.put_back(run, months)

    # What is being made

    def in_work(self) -> None:
        ota = self.of_town[OTA]
        pair = (self.lathe, self.plating)
        run, ring = self.ring(self.ozu, HOLDER, self.haneda, self.tamagawa, preferred=pair)
        self.done(run)  # the first step is ready

        run, ring = self.ring(ota[2], FEET, self.haneda, preferred=pair)
        ring.make(1)
        self.done(run)  # on its way to the plating maker

        run, ring = self.ring(ota[4], HOLDER, self.omori, preferred=pair)
        ring.receive(ring.make(1))
        ring.start(2)
        run.timeline.let_pass(days=1)
        ring.report(2, good=8)
        self.done(run)  # the second step half done

        run, ring = self.ring(self.bessho, LID, self.haneda, preferred=pair)
        ring.receive(ring.make(1))
        ring.make(2)
        self.done(run)  # on its way to the hub

        run, ring = self.ring(self.ozu, FEET, self.tamagawa, preferred=(self.lathe,))
        ring.work_all()
        self.done(run)  # on its way to the orderer

        run, ring = self.ring(self.ozu, BLADE, self.haneda, preferred=(self.mill,))
        ring.receive(ring.work_all())
        run.timeline.let_pass(days=3)
        self.done(run)  # accepted, to be paid

    def wrong_and_late(self) -> None:
        ota = self.of_town[OTA]
        run, ring = self.ring(ota[5], JOINT, self.haneda, preferred=(self.mill, self.plating))
        run.timeline.let_pass(days=1)
        ring.start(1)
        step, _ = ring.step(1)
        run.timeline.let_pass(days=max(0, (step.due_on - today()).days) + 4)
        self.done(run)  # late

        run, ring = self.ring(ota[4], HOLDER, self.haneda, preferred=(self.lathe, self.plating))
        ring.receive(ring.make(1))
        over = ring.make(2)
        ring.receive(over, rejected=2, description="めっきが縁のところで薄く、下地が見えています。")
        self.done(run)  # in dispute

        run, ring = self.ring(self.of_town[KAWASAKI][0], HANDLE, self.takatsu, preferred=(self.mill,))
        over = ring.make(1)
        ring.receive(over, rejected=1, description="穴の位置が0.4mmずれています。")
        ring.rework()
        self.done(run)  # being made good

        if not self.is_full:
            return
        run, ring = self.ring(self.of_town[KAWASAKI][1], BLADE, self.tamagawa, preferred=(self.mill,))
        ring.receive(ring.make(1), rejected=1, description="角にかえりが残っています。")
        ring.rework()
        ring.resolve("手直しした1個を受け取りました。")
        self.done(run)

    def decided(self) -> None:
        ota = self.of_town[OTA]
        run = self.proposed(self.ozu, LID, self.haneda, self.omori)
        RingRun(run, self.haneda)
        self.done(run)  # the orderer issues

        run = self.proposed(ota[3], FEET, self.haneda, preferred=(self.lathe,))
        RingRun(run, self.haneda).issue_parent()
        self.done(run)  # the hub takes the order

        run = self.proposed(ota[6], HOLDER, self.haneda, self.tamagawa, preferred=(self.lathe, self.plating))
        ring = RingRun(run, self.haneda)
        ring.issue_parent()
        ring.take_parent()
        ring.issue_children(leave=1)
        self.done(run)  # one factory takes its order, the other waits for the hub

    # What is being decided

    def compared(self) -> None:
        self.done(self.proposed(self.ozu, JOINT, self.haneda, self.tamagawa, self.oimachi, preferred=(self.mill,)))
        self.done(self.proposed(self.bessho, HOLDER, self.haneda, self.takatsu, preferred=(self.lathe, self.plating)))
        run = self.begin(self.of_town[SHINAGAWA][1], SHEATH)
        self.until_opened(run, self.oimachi)
        run.timeline.let_pass(days=1)
        run.submit(self.oimachi)
        run.timeline.let_pass(days=1)
        run.inquiry = inquiry_close_proposals(actor=run.orderer.actor, inquiry=fresh(run.inquiry))
        self.done(run)

    def until_opened(self, run: CaseRun, *hubs: Firm) -> None:
        run.post()
        for hub in hubs:
            run.take(hub)
        run.talk(hubs[0])
        run.timeline.let_pass(days=1)
        run.plan(hubs[0])
        run.ask(hubs[0])
        run.timeline.let_pass(days=1)
        run.answer(hubs[0], at_least=2)
        run.until_opened()

    def asked(self) -> None:
        ota = self.of_town[OTA]
        run = self.begin(ota[3], FEET, preferred=(self.lathe,))
        self.until_opened(run, self.haneda)
        self.done(run)  # quotations to choose

        run = self.begin(ota[7], HOLDER, preferred=(self.lathe, self.plating))
        self.until_opened(run, self.haneda, self.tamagawa)
        run.submit(self.haneda)
        self.done(run)  # handed in, the other hub still talks

        for orderer, hub, job, quiet in (
            (ota[2], self.haneda, HOLDER, (self.lathe, self.plating)),
            (self.of_town[KAWASAKI][0], self.tamagawa, JOINT, (self.mill, self.plating)),
        ):
            run = self.begin(orderer, job, preferred=quiet)
            run.post()
            run.take(hub)
            run.talk(hub)
            run.timeline.let_pass(days=1)
            run.plan(hub)
            run.ask(hub)
            run.timeline.let_pass(minutes=40)
            asker = next(s for _, s in run.rfqs(hub) if s not in quiet)
            run.question(hub, asker, answer="はい、裏の面には付けません。")
            run.talk_about_step(hub, quiet[0])
            run.answer(hub, silent=quiet)
            other = next(i for i, s in run.rfqs(hub) if s is quiet[1])
            run.question(hub, quiet[1]) if other.status in UNANSWERED else None
            self.into_the_day(run)

    def into_the_day(self, run: CaseRun) -> None:
        """A case with a short deadline: into office hours, unless that would put the deadline into the past."""
        run.timeline.finish(run.inquiry, hour=self.rng.randint(9, 13), keep_deadlines=True)
        self.keep(run)

    def beginnings(self) -> None:
        ota = self.of_town[OTA]
        run = self.begin(ota[6], LID)
        run.post()
        run.take(self.haneda)
        run.timeline.let_pass(days=1)
        run.plan(self.haneda)
        self.into_the_day(run)  # factories to ask

        run = self.begin(self.of_town[KAWASAKI][1], PUMP)
        run.post()
        run.take(self.tamagawa)
        self.into_the_day(run)  # a plan to make

        run = self.begin(ota[4], BOX)
        run.post()
        run.take(self.haneda)
        run.talk(self.haneda, lines=1)
        self.into_the_day(run)  # a plan to make, the orderer has written last

        for orderer, job in ((self.ozu, HANDLE), (self.bessho, SHEATH)):
            self.begin(orderer, job).draft()

        self.begin(self.bessho, SHAFT).post()  # nobody has answered yet: the clock
