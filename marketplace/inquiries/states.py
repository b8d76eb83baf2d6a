"""The machine of inquiries. A table only; `transitions.apply` moves."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import EITHER, SYSTEM, Move, StateMachine


class InquiryStatus(TextChoices):
    DRAFT = "draft", _("下書き")
    OPEN = "open", _("募集中")
    EVALUATING = "evaluating", _("提案を比べています")
    AWARDED = "awarded", _("発注先が決まりました")
    COMPLETED = "completed", _("終わりました")
    UNSUCCESSFUL = "unsuccessful", _("成立しませんでした")
    CANCELLED = "cancelled", _("取りやめました")


S = InquiryStatus
INQUIRY = StateMachine(
    name="inquiry",
    states=S,
    initial=S.DRAFT,
    terminal=(S.COMPLETED, S.UNSUCCESSFUL, S.CANCELLED),
    births=("draft",),
    moves=(
        Move("post", (S.DRAFT,), S.OPEN),
        Move("extend", (S.OPEN,), None, EITHER),
        Move("revise", (S.OPEN,), None),
        Move("close_proposals", (S.OPEN,), S.EVALUATING, EITHER),
        Move("reopen", (S.EVALUATING,), S.OPEN),
        Move("award", (S.EVALUATING,), S.AWARDED),
        Move("award_cancel", (S.AWARDED,), S.EVALUATING, EITHER),
        Move("complete", (S.AWARDED,), S.COMPLETED, SYSTEM),
        Move("fail", (S.OPEN, S.EVALUATING), S.UNSUCCESSFUL, EITHER),
        Move("cancel", (S.DRAFT, S.OPEN, S.EVALUATING), S.CANCELLED),
    ),
    looks={
        S.OPEN: "run",
        S.EVALUATING: "run",
        S.AWARDED: "done",
        S.COMPLETED: "done",
        S.UNSUCCESSFUL: "gap",
        S.CANCELLED: "gap",
    },
)

#: Others than the orderer can know of it.
POSTED = tuple(s for s in S if s != S.DRAFT)
#: Its words and files may still be added to.
EDITABLE = (S.DRAFT, S.OPEN)
#: One proposal was chosen and stands.
DECIDED = (S.AWARDED, S.COMPLETED)
#: It may never have been posted.
PERHAPS_UNPOSTED = (S.DRAFT, S.CANCELLED)
