"""What the orderer does with an inquiry of its own."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from factories.catalog.selectors import taxonomy
from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.policies import inquiry_policy
from marketplace.inquiries.services.estimates import checked_answers, checked_lines, estimate_keep, reading_of
from marketplace.inquiries.states import EDITABLE, INQUIRY, InquiryStatus
from marketplace.intake import Reading
from marketplace.kernel import audit
from marketplace.kernel.actors import Actor
from marketplace.kernel.allowances import Rate, take
from marketplace.kernel.calendar import add_business_time, deadline_in_business_days
from marketplace.kernel.clock import db_now
from marketplace.kernel.errors import Invalid, InvalidState
from marketplace.kernel.locking import hold
from marketplace.kernel.present import present
from marketplace.kernel.text import one_line
from marketplace.kernel.transitions import apply, start

MAX_FILES, MAX_TEXT = 10, 20_000
#: Inquiries of one firm.
POSTS = Rate(10, timedelta(minutes=20))
FACTS = ("title", "text", "teaser", "stage", "scope", "quantity", "wish_date", "budget_yen", "answers", "card")


def checked_facts(facts: dict) -> dict:
    """The known facts, within their limits. Raises Invalid."""
    facts = {k: v for k, v in facts.items() if k in FACTS}
    for name in ("text", "teaser"):
        if len(facts.get(name) or "") > MAX_TEXT:
            raise Invalid(
                "inquiry.too_long",
                _("文が長すぎます(%(n)s字まで)。書いた内容は残っています。") % {"n": f"{MAX_TEXT:,}"},
            )
    if "answers" in facts:
        facts["answers"] = checked_answers(facts["answers"])
    if "card" in facts:
        facts["card"] = checked_lines(facts["card"])
    return facts


@transaction.atomic
def inquiry_draft(*, actor: Actor, **facts: Any) -> Inquiry:
    """Begin an inquiry as a draft that only the orderer's people see."""
    if not (actor.may_write and actor.organization):
        raise Invalid("inquiry.no_organization", _("会社の名前を登録してから、もう一度お試しください。"))
    inquiry = Inquiry.objects.create(
        orderer=actor.organization,
        created_by=actor.user,
        municipality=actor.organization.municipality,
        **checked_facts(facts),
    )
    return start(INQUIRY, inquiry, actor, "draft")


@transaction.atomic
def inquiry_save(*, actor: Actor, inquiry: Inquiry, **facts: Any) -> Inquiry:
    """Save a draft while it is written."""
    inquiry_policy.require(actor, "edit", inquiry)
    facts = checked_facts(facts)
    hold(inquiry, InquiryStatus.DRAFT)
    for name, value in facts.items():
        setattr(inquiry, name, value)
    inquiry.save(update_fields=list(facts))
    return inquiry


@transaction.atomic
def inquiry_answer(*, actor: Actor, inquiry: Inquiry, answers: dict[str, str]) -> Inquiry:
    """Answer a question that was left, before or after posting: what was asked for stays, it only gets clearer."""
    inquiry_policy.require(actor, "edit", inquiry)
    given = checked_answers(answers)
    if not given:
        raise Invalid("inquiry.no_answer", _("答えを1つ選んでください。「わからない」も答えです。"))
    hold(inquiry, *EDITABLE)
    inquiry.answers = {**inquiry.answers, **given}
    inquiry.save(update_fields=["answers"])
    audit.write("inquiry.answer", inquiry, actor, note={"answers": given})
    return inquiry


@transaction.atomic
def inquiry_post(*, actor: Actor, inquiry: Inquiry) -> Inquiry:
    """Post the draft: the two-hour clock of business time starts by the database's clock, the duty hub is told."""
    inquiry_policy.require(actor, "post", inquiry)
    hold(inquiry, InquiryStatus.DRAFT)
    if not inquiry.text.strip() and not inquiry.attachments.exists():
        raise Invalid("inquiry.empty", _("ことばを少し書くか、写真を1枚足してください。それだけで出せます。"))
    now = db_now()
    reading = reading_of(inquiry)
    estimate_keep(inquiry, reading)
    numbers = settings.NAKAMA
    stage = stage_from(inquiry.stage, reading)
    simple = stage in {"repair", "mass_production"}
    days = numbers["PROPOSALS_BUSINESS_DAYS_SIMPLE" if simple else "PROPOSALS_BUSINESS_DAYS_COMPLEX"]
    return apply(
        INQUIRY,
        inquiry,
        "post",
        actor,
        title=one_line(inquiry.title) or _title_from(inquiry.text, reading),
        teaser=inquiry.teaser.strip() or teaser_from(reading, stage),
        stage=stage,
        posted_at=now,
        answer_due=add_business_time(now, timedelta(minutes=numbers["FIRST_ANSWER_BUSINESS_MINUTES"])),
        proposals_due=deadline_in_business_days(now, days),
    )


@transaction.atomic
def inquiry_save_and_post(*, actor: Actor, inquiry: Inquiry, **facts: Any) -> Inquiry:
    """Post the draft as it was written last. Each starts the clock of a hub's people: raises InvalidState for one firm's
    flood of them."""
    if not take("inquiries", POSTS, str(actor.organization.public_id)):
        raise InvalidState(
            "inquiry.many",
            _(
                "短い間にたくさんの相談が出されました。書いた内容は残っています。20分ほどしてから、もう一度出してください。"
            ),
        )
    return inquiry_post(actor=actor, inquiry=inquiry_save(actor=actor, inquiry=inquiry, **facts))


def _title_from(text: str, reading: Reading) -> str:
    """What the thing is and how many, else how the text begins."""
    thing = one_line(next((line.text for line in reading.card if line.key == "purpose"), ""))
    if thing:
        count = reading.wish.quantity if reading.quantity else 0
        return f"{thing[:60]} {count:,}個" if count > 1 else thing[:60]
    first = one_line(text.strip().replace("。", "\n").split("\n")[0])
    return first[:39] + "…" if len(first) > 40 else first or "写真でのご相談"


def teaser_from(reading: Reading, stage: str) -> str:
    """A public part that gives nothing away, in Japanese: of what, how large, how many, how far. No thing, no use, no
    name. The orderer may write more."""
    wish, words = reading.wish, taxonomy()
    material = words.material(wish.material)
    size = next((size.name for size in words.sizes if size.code == wish.size), "")
    known = [
        f"{material.name_ja}の物" if material else "",
        f"{size}くらい" if size else "",
        f"{wish.quantity:,}個" if reading.quantity_is_known else "",
    ]
    with translation.override(settings.LANGUAGE_CODE):
        how_far = f"{dict(Inquiry.STAGES)[stage]}のご相談です。"
    return "、".join(filter(None, known)) + ("。" if any(known) else "") + how_far


def stage_from(inquiry_stage: str, reading: Reading) -> str:
    """What the orderer chose; where that is the first of the list, what the words say."""
    return reading.stage if inquiry_stage in ("", "idea") and reading.stage in dict(Inquiry.STAGES) else inquiry_stage


@transaction.atomic
def inquiry_extend(*, actor: Actor, inquiry: Inquiry, proposals_due: datetime) -> Inquiry:
    """Give everybody more time. Raises Invalid when the new date is not later."""
    inquiry_policy.require(actor, "extend", inquiry)
    hold(inquiry, InquiryStatus.OPEN)
    if proposals_due <= present(inquiry.proposals_due):
        raise Invalid("inquiry.not_later", _("いまの締切より後の日時にしてください。"))
    return apply(INQUIRY, inquiry, "extend", actor, proposals_due=proposals_due)
