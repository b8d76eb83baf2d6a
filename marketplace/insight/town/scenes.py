"""Which cases stand in the fictional town, and how far each has come: every state of an inquiry, something that waits
for everybody who can sign in, something late, something wrong, and half a year that is done."""

import random

from marketplace.inquiries.models import Inquiry
from marketplace.insight.town.cases import Case, case_of
from marketplace.insight.town.copies import Copy, many, others_for, write_copies
from marketplace.insight.town.jobs import JOBS
from marketplace.insight.town.people import Cast, Firm
from marketplace.insight.town.places import HIGASHIOSAKA, KAWASAKI, OTA, SHINAGAWA, TSUBAME
from marketplace.insight.town.teller import Teller, fresh, today
from marketplace.insight.town.workers import Ring
from marketplace.kernel.calendar import jst_date
from marketplace.sourcing.models import Proposal
from marketplace.sourcing.services.deadlines import ensure_inquiry_due
from marketplace.sourcing.services.inquiries import inquiry_cancel, inquiry_close_proposals, inquiry_fail
from marketplace.sourcing.services.proposals import proposal_withdraw

HOLDER, FEET, SHAFT, BOX, JOINT, LID, SHEATH, PUMP, BELL, BLADE, HANDLE, PIN = JOBS
MONTHS = 6
#: A town with fewer factories has half the past.
FULL_FROM = 50


def _weeks(months: int) -> int:
    """Days of that many months in whole weeks, so that every day of the week stays what it was."""
    return 7 * round(months * 30.44 / 7)


class Scenes:
    """The cases, told one after the other."""

    def __init__(self, cast: Cast, rng: random.Random, inquiries: int):
        self.inquiries = inquiries
        self.cases: list[Case] = []
        self.cast, self.rng = cast, rng
        self.haneda, self.tamagawa = cast.hub("hub@haneda.example"), cast.hub("hub@tamagawa.example")
        self.omori, self.oimachi = cast.hub("hub@omori-matome.example"), cast.hub("hub@oimachi.example")
        self.takatsu = cast.hub("hub@takatsu.example")
        self.lathe, self.plating, self.mill = cast.shops[:3]
        self.is_full = len(cast.shops) >= FULL_FROM
        self.ozu, self.bessho = cast.orderers[:2]
        self.of_town = {
            code: [o for o in cast.orderers if o.organization.municipality_id == code]
            for code in (OTA, SHINAGAWA, KAWASAKI, TSUBAME, HIGASHIOSAKA)
        }

    def tell(self) -> None:
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

    def keep(self, told: Teller) -> Case:
        """For copies of it; before the next case begins."""
        case = case_of(told)
        self.cases.append(case)
        return case

    def done(self, told: Teller) -> None:
        told.finish()
        self.keep(told)

    def teller(self, orderer: Firm, job, *, preferred: tuple[Firm, ...] = ()) -> Teller:
        return Teller(self.cast, self.rng, orderer, job, preferred=preferred)

    def proposed(self, orderer: Firm, job, *hubs: Firm, preferred: tuple[Firm, ...] = ()) -> Teller:
        told = self.teller(orderer, job, preferred=preferred)
        told.propose(*hubs)
        return told

    def ring(self, orderer: Firm, job, *hubs: Firm, preferred: tuple[Firm, ...] = ()) -> tuple[Teller, Ring]:
        """Awarded to the first of these hubs, every order taken."""
        told = self.proposed(orderer, job, *hubs, preferred=preferred)
        told.past.let_pass(days=1)
        ring = Ring(told, hubs[0])
        ring.begin()
        return told, ring

    def put_back(self, told: Teller, months: int) -> Case:
        """Finish a case so that it was posted in that month of the past (0: this one), or as late as it can have been."""
        posted = jst_date(fresh(told.inquiry).posted_at - told.past.age)
        here = today()
        number = here.year * 12 + here.month - 1 - months
        wanted = here.replace(year=number // 12, month=number % 12 + 1, day=self.rng.randint(4, 24))
        told.finish(days=max(0, (posted - wanted).days))
        return self.keep(told)

    # What is over

    def completed(self) -> None:
        """Half a year of finished work: some kinds told once, newest first, then done again for others in earlier months."""
        ota = self.of_town[OTA]
        rows = (
            (self.bessho, BELL, (self.haneda,), (self.lathe,), 1),
            (ota[4], FEET, (self.haneda,), (self.lathe, self.plating), 1),
            (ota[5], JOINT, (self.tamagawa,), (self.mill, self.plating), 1),
            (self.of_town[TSUBAME][0], SHEATH, (self.cast.hub_in(TSUBAME)[0],), (), 2),
        )
        copies = []
        for orderer, job, hubs, preferred, months in rows[:: 1 if self.is_full else 2]:
            told, ring = self.ring(orderer, job, *hubs, preferred=preferred)
            ring.receive(ring.work_all())
            ring.settle()
            case = self.put_back(told, months)
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
            told = self.teller(ota[number], job)
            told.post()
            told.take(hubs[number % len(hubs)])
            told.past.let_pass(days=rng.randint(1, 3))
            end(actor=ota[number].actor, inquiry=fresh(told.inquiry), reason=reason)
            case = self.put_back(told, 0)
            for months in range(1, MONTHS):
                orderer = ota[(number + months) % len(ota)]
                copies.append(Copy(case, _weeks(months), others_for(case, self.cast, rng, orderer)))
        write_copies(copies)
        told = self.teller(ota[5], BOX)
        told.draft()
        inquiry_cancel(actor=ota[5].actor, inquiry=told.inquiry, reason="まちがえて書きはじめました。")
        told.past.let_pass(days=20)
        told.past.write_down()

    def nobody_could(self, orderer: Firm, job, hub: Firm, months: int) -> None:
        """A step for which no quote came; the hub gives up, the orderer ends it."""
        told = self.teller(orderer, job)
        told.post()
        told.take(hub)
        told.past.let_pass(days=1)
        told.plan(hub)
        told.ask(hub)
        told.past.let_pass(days=1)
        told.answer(hub, skip=("1103",))
        told.until_opened()
        told.past.let_pass(days=1)
        reason = "熱処理を引き受けられる会社が見つかりませんでした。"
        proposal = Proposal.objects.select_related("inquiry", "organization").get(
            pk=told.proposals[hub.organization.pk].pk
        )
        proposal_withdraw(actor=hub.actor, proposal=proposal, reason=reason)
        inquiry_fail(actor=orderer.actor, inquiry=fresh(told.inquiry), reason=reason)
        self.put_back(told, months)

    def none_chosen(self, orderer: Firm, job, hub: Firm, months: int) -> None:
        told = self.proposed(orderer, job, hub)
        told.past.let_pass(days=2)
        reason = "値段が予算の倍になりました。"
        inquiry_fail(actor=orderer.actor, inquiry=fresh(told.inquiry), reason=reason)
        self.put_back(told, months)

    def none_in_time(self, orderer: Firm, job, months: int) -> None:
        """Extended once, then failed by the clock."""
        told = self.teller(orderer, job)
        told.post()
        told.take(self.cast.hub_in(HIGASHIOSAKA)[0])
        for _ in range(2):
            due = jst_date(fresh(told.inquiry).proposals_due)
            told.past.let_pass(days=max(0, (due - today()).days) + 1)
            ensure_inquiry_due(fresh(told.inquiry))
        self.put_back(told, months)

    # What is being made

    def in_work(self) -> None:
        ota = self.of_town[OTA]
        pair = (self.lathe, self.plating)
        told, ring = self.ring(self.ozu, HOLDER, self.haneda, self.tamagawa, preferred=pair)
        self.done(told)  # the first step is ready

        told, ring = self.ring(ota[2], FEET, self.haneda, preferred=pair)
        ring.make(1)
        self.done(told)  # on its way to the plating shop

        told, ring = self.ring(ota[4], HOLDER, self.omori, preferred=pair)
        ring.receive(ring.make(1))
        ring.start(2)
        told.past.let_pass(days=1)
        ring.report(2, good=8)
        self.done(told)  # the second step half done

        told, ring = self.ring(self.bessho, LID, self.haneda, preferred=pair)
        ring.receive(ring.make(1))
        ring.make(2)
        self.done(told)  # on its way to the hub

        told, ring = self.ring(self.ozu, FEET, self.tamagawa, preferred=(self.lathe,))
        ring.work_all()
        self.done(told)  # on its way to the orderer

        told, ring = self.ring(self.ozu, BLADE, self.haneda, preferred=(self.mill,))
        ring.receive(ring.work_all())
        told.past.let_pass(days=3)
        self.done(told)  # accepted, to be paid

    def wrong_and_late(self) -> None:
        ota = self.of_town[OTA]
        told, ring = self.ring(ota[5], JOINT, self.haneda, preferred=(self.mill, self.plating))
        told.past.let_pass(days=1)
        ring.start(1)
        step, _ = ring.step(1)
        told.past.let_pass(days=max(0, (step.due_on - today()).days) + 4)
        self.done(told)  # late

        told, ring = self.ring(ota[4], HOLDER, self.haneda, preferred=(self.lathe, self.plating))
        ring.receive(ring.make(1))
        over = ring.make(2)
        ring.receive(over, rejected=2, description="めっきが縁のところで薄く、下地が見えています。")
        self.done(told)  # in dispute

        told, ring = self.ring(self.of_town[KAWASAKI][0], HANDLE, self.takatsu, preferred=(self.mill,))
        over = ring.make(1)
        ring.receive(over, rejected=1, description="穴の位置が0.4mmずれています。")
        ring.judge("rework")
        self.done(told)  # being made good

        if not self.is_full:
            return
        told, ring = self.ring(self.of_town[KAWASAKI][1], BLADE, self.tamagawa, preferred=(self.mill,))
        ring.receive(ring.make(1), rejected=1, description="角にかえりが残っています。")
        ring.judge("rework")
        ring.judge("resolve", outcome="手直しした1個を受け取りました。")
        self.done(told)

    def decided(self) -> None:
        ota = self.of_town[OTA]
        told = self.proposed(self.ozu, LID, self.haneda, self.omori)
        Ring(told, self.haneda)
        self.done(told)  # the orderer issues

        told = self.proposed(ota[3], FEET, self.haneda, preferred=(self.lathe,))
        Ring(told, self.haneda).issue_parent()
        self.done(told)  # the hub takes the order

        told = self.proposed(ota[6], HOLDER, self.haneda, self.tamagawa, preferred=(self.lathe, self.plating))
        ring = Ring(told, self.haneda)
        ring.issue_parent()
        ring.take_parent()
        ring.issue_children(leave=1)
        self.done(told)  # one factory takes its order, the other waits for the hub

    # What is being decided

    def compared(self) -> None:
        self.done(self.proposed(self.ozu, JOINT, self.haneda, self.tamagawa, self.oimachi, preferred=(self.mill,)))
        self.done(self.proposed(self.bessho, HOLDER, self.haneda, self.takatsu, preferred=(self.lathe, self.plating)))
        told = self.teller(self.of_town[SHINAGAWA][1], SHEATH)
        self.until_opened(told, self.oimachi)
        told.past.let_pass(days=1)
        told.submit(self.oimachi)
        told.past.let_pass(days=1)
        told.inquiry = inquiry_close_proposals(actor=told.orderer.actor, inquiry=fresh(told.inquiry))
        self.done(told)

    def until_opened(self, told: Teller, *hubs: Firm) -> None:
        told.post()
        for hub in hubs:
            told.take(hub)
        told.talk(hubs[0])
        told.past.let_pass(days=1)
        told.plan(hubs[0])
        told.ask(hubs[0])
        told.past.let_pass(days=1)
        told.answer(hubs[0], at_least=2)
        told.until_opened()

    def asked(self) -> None:
        ota = self.of_town[OTA]
        told = self.teller(ota[3], FEET, preferred=(self.lathe,))
        self.until_opened(told, self.haneda)
        self.done(told)  # quotes to choose

        told = self.teller(ota[7], HOLDER, preferred=(self.lathe, self.plating))
        self.until_opened(told, self.haneda, self.tamagawa)
        told.submit(self.haneda)
        self.done(told)  # handed in, the other hub still talks

        for orderer, hub, job, quiet in (
            (ota[2], self.haneda, HOLDER, (self.lathe, self.plating)),
            (self.of_town[KAWASAKI][0], self.tamagawa, JOINT, (self.mill, self.plating)),
        ):
            told = self.teller(orderer, job, preferred=quiet)
            told.post()
            told.take(hub)
            told.talk(hub)
            told.past.let_pass(days=1)
            told.plan(hub)
            told.ask(hub)
            told.past.let_pass(minutes=40)
            asker = next(s for _, s in told.invitations(hub) if s not in quiet)
            told.question(hub, asker, answer="はい、裏の面には付けません。")
            told.talk_about_slot(hub, quiet[0])
            told.answer(hub, silent=quiet)
            other = next(i for i, s in told.invitations(hub) if s is quiet[1])
            told.question(hub, quiet[1]) if other.status in ("sent", "seen") else None
            self.into_the_day(told)

    def into_the_day(self, told: Teller) -> None:
        """A case with a short deadline: into office hours, unless that would put the deadline into the past."""
        told.past.finish(told.inquiry, hour=self.rng.randint(9, 13), keep_deadlines=True)
        self.keep(told)

    def beginnings(self) -> None:
        ota = self.of_town[OTA]
        told = self.teller(ota[6], LID)
        told.post()
        told.take(self.haneda)
        told.past.let_pass(days=1)
        told.plan(self.haneda)
        self.into_the_day(told)  # factories to ask

        told = self.teller(self.of_town[KAWASAKI][1], PUMP)
        told.post()
        told.take(self.tamagawa)
        self.into_the_day(told)  # a plan to make

        told = self.teller(ota[4], BOX)
        told.post()
        told.take(self.haneda)
        told.talk(self.haneda, lines=1)
        self.into_the_day(told)  # a plan to make, the orderer has written last

        for orderer, job in ((self.ozu, HANDLE), (self.bessho, SHEATH)):
            self.teller(orderer, job).draft()

        self.teller(self.bessho, SHAFT).post()  # nobody has answered yet: the clock
