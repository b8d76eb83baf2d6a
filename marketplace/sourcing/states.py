"""The machines of proposals, process steps, requests for quotation and quotations. Tables only; `transitions.apply`
moves."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import EITHER, SYSTEM, Move, StateMachine


class ProposalStatus(TextChoices):
    CONSULTING = "consulting", _("相談しています")
    PLANNING = "planning", _("工程を組んでいます")
    QUOTING = "quoting", _("見積を待っています")
    ASSEMBLING = "assembling", _("チームを組んでいます")
    SUBMITTED = "submitted", _("提案しました")
    ACCEPTED = "accepted", _("選ばれました")
    DECLINED = "declined", _("今回は選ばれませんでした")
    WITHDRAWN = "withdrawn", _("取り下げました")
    LAPSED = "lapsed", _("流れました")


class ProcessStepStatus(TextChoices):
    OPEN = "open", _("あいています")
    FILLED = "filled", _("埋まった")
    RELEASED = "released", _("外しました")


class RfqStatus(TextChoices):
    SENT = "sent", _("依頼を送りました")
    SEEN = "seen", _("依頼を読みました")
    ANSWERED = "answered", _("返事をしました")
    SILENT = "silent", _("返事がありません")
    CLOSED = "closed", _("終わりました")


class QuotationStatus(TextChoices):
    DRAFT = "draft", _("書きかけ")
    SUBMITTED = "submitted", _("出しました")
    NEEDS_CONFIRMING = "needs_confirming", _("確認し直し")
    OPENED = "opened", _("開きました")
    SELECTED = "selected", _("選びました")
    PASSED_OVER = "passed_over", _("見送り")
    ACCEPTED = "accepted", _("注文になります")
    WITHDRAWN = "withdrawn", _("取り下げました")
    DECLINED = "declined", _("今回は選ばれませんでした")
    LAPSED = "lapsed", _("流れました")


P, PS, R, Q = ProposalStatus, ProcessStepStatus, RfqStatus, QuotationStatus

PROPOSAL = StateMachine(
    name="proposal",
    states=P,
    initial=P.CONSULTING,
    terminal=(P.WITHDRAWN, P.LAPSED),
    births=("take",),
    moves=(
        Move("plan", (P.CONSULTING,), P.PLANNING),
        Move("replan", (P.PLANNING,), None),
        Move("request_quotations", (P.PLANNING,), P.QUOTING),
        Move("change_plan", (P.QUOTING, P.ASSEMBLING), P.QUOTING),
        Move("open_quotations", (P.QUOTING,), P.ASSEMBLING, SYSTEM),
        Move("submit", (P.ASSEMBLING,), P.SUBMITTED),
        Move("take_back", (P.SUBMITTED,), P.ASSEMBLING),
        Move("stale", (P.SUBMITTED,), P.ASSEMBLING, SYSTEM),
        Move("reassemble", (P.SUBMITTED,), P.ASSEMBLING, SYSTEM),
        Move("accept", (P.SUBMITTED,), P.ACCEPTED, SYSTEM),
        Move("decline", (P.SUBMITTED,), P.DECLINED, SYSTEM),
        Move("reconsider", (P.DECLINED,), P.SUBMITTED, SYSTEM),
        Move("un_accept", (P.ACCEPTED,), P.SUBMITTED, SYSTEM),
        Move("withdraw", (P.CONSULTING, P.PLANNING, P.QUOTING, P.ASSEMBLING, P.SUBMITTED), P.WITHDRAWN),
        Move(
            "lapse",
            (P.CONSULTING, P.PLANNING, P.QUOTING, P.ASSEMBLING, P.SUBMITTED, P.DECLINED),
            P.LAPSED,
            SYSTEM,
        ),
    ),
    looks={
        P.CONSULTING: "run",
        P.PLANNING: "run",
        P.QUOTING: "seal",
        P.ASSEMBLING: "run",
        P.SUBMITTED: "done",
        P.ACCEPTED: "done",
        P.WITHDRAWN: "gap",
        P.LAPSED: "gap",
    },
)
#: Proposals whose plan was not sent to factories yet.
PLANNABLE = (P.CONSULTING, P.PLANNING)
#: Proposals that factories are, or can be, asked for.
REQUESTING = (P.PLANNING, P.QUOTING)
#: Proposals whose plan was sent and is not handed in: a step can be changed, its quotations are asked for anew.
REQUESTED = (P.QUOTING, P.ASSEMBLING)
#: Proposals with a plan that the hub works on.
PLANNED = (P.PLANNING, P.QUOTING, P.ASSEMBLING)
#: Proposals that the hub still works on.
IN_WORK = (P.CONSULTING, *PLANNED)
#: Proposals whose seals are broken.
UNSEALED = (P.ASSEMBLING, P.SUBMITTED, P.ACCEPTED, P.DECLINED)
#: Proposals that the orderer has on the table, or has taken.
OFFERED = (P.SUBMITTED, P.ACCEPTED)
#: Proposals that the orderer may read.
COMPARABLE = (*OFFERED, P.DECLINED)

PROCESS_STEP = StateMachine(
    name="process_step",
    states=PS,
    initial=PS.OPEN,
    terminal=(PS.RELEASED,),
    moves=(
        Move("fill", (PS.OPEN,), PS.FILLED),
        Move("unfill", (PS.FILLED,), PS.OPEN, EITHER),
        Move("release", (PS.OPEN, PS.FILLED), PS.RELEASED, EITHER),
    ),
    looks={PS.OPEN: "gap", PS.FILLED: "done"},
)

RFQ = StateMachine(
    name="rfq",
    states=R,
    initial=R.SENT,
    terminal=(R.CLOSED,),
    births=("send",),
    moves=(
        Move("see", (R.SENT,), R.SEEN, EITHER),
        # Said openly: a refusal or a referral. A quotation moves nothing here before the opening.
        Move("answer", (R.SENT, R.SEEN, R.SILENT, R.ANSWERED), R.ANSWERED),
        Move("open", (R.SENT, R.SEEN, R.SILENT, R.ANSWERED), R.ANSWERED, SYSTEM),
        Move("renew", (R.ANSWERED, R.SILENT, R.SEEN), R.SENT),
        Move("silence", (R.SENT, R.SEEN), R.SILENT, SYSTEM),
        Move("close", (R.SENT, R.SEEN, R.ANSWERED, R.SILENT), R.CLOSED, EITHER),
    ),
    looks={R.SENT: "seal", R.SEEN: "seal", R.ANSWERED: "seal"},
)
#: Requests whose factory has said nothing openly.
UNANSWERED = (R.SENT, R.SEEN)

QUOTATION = StateMachine(
    name="quotation",
    states=Q,
    initial=Q.DRAFT,
    terminal=(Q.WITHDRAWN, Q.DECLINED, Q.LAPSED),
    births=("draft",),
    moves=(
        Move("submit", (Q.DRAFT, Q.NEEDS_CONFIRMING), Q.SUBMITTED),
        Move("edit", (Q.SUBMITTED,), None),
        Move("withdraw", (Q.DRAFT, Q.SUBMITTED, Q.NEEDS_CONFIRMING), Q.WITHDRAWN),
        Move("open", (Q.SUBMITTED,), Q.OPENED, SYSTEM),
        Move(
            "touch",
            (Q.SUBMITTED, Q.NEEDS_CONFIRMING, Q.OPENED, Q.SELECTED, Q.PASSED_OVER),
            Q.NEEDS_CONFIRMING,
            SYSTEM,
        ),
        Move("select", (Q.OPENED, Q.PASSED_OVER), Q.SELECTED),
        Move("unselect", (Q.SELECTED,), Q.OPENED, EITHER),
        Move("pass_over", (Q.OPENED,), Q.PASSED_OVER),
        Move("accept", (Q.SELECTED,), Q.ACCEPTED, SYSTEM),
        Move("un_accept", (Q.ACCEPTED,), Q.SELECTED, SYSTEM),
        Move("decline", (Q.OPENED, Q.SELECTED, Q.PASSED_OVER), Q.DECLINED, SYSTEM),
        Move("give_back", (Q.ACCEPTED,), Q.WITHDRAWN, SYSTEM),
        Move(
            "lapse",
            (Q.DRAFT, Q.SUBMITTED, Q.NEEDS_CONFIRMING, Q.OPENED, Q.SELECTED, Q.PASSED_OVER),
            Q.LAPSED,
            SYSTEM,
        ),
    ),
    looks={
        Q.SUBMITTED: "seal",
        Q.NEEDS_CONFIRMING: "one",
        Q.OPENED: "run",
        Q.SELECTED: "done",
        Q.ACCEPTED: "done",
        Q.WITHDRAWN: "gap",
    },
)
#: Quotations that nobody but their factory knows of.
SEALED = (Q.DRAFT, Q.SUBMITTED, Q.NEEDS_CONFIRMING)
#: Quotations that their factory has still to hand in.
TO_HAND_IN = (Q.DRAFT, Q.NEEDS_CONFIRMING)
#: Quotations that the hub may read.
READABLE = (Q.OPENED, Q.SELECTED, Q.PASSED_OVER, Q.ACCEPTED, Q.DECLINED)
#: Quotations that the hub can choose.
CHOOSABLE = (Q.OPENED, Q.PASSED_OVER)
#: Quotations that were read and not chosen.
NOT_TAKEN_UP = (Q.PASSED_OVER, Q.DECLINED)
#: Quotations that fill their step.
CHOSEN = (Q.SELECTED, Q.ACCEPTED)
