"""The ring: who has the goods, one-tap start and report, hand-overs, inspection, what is not as agreed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from marketplace.accounts.pages import member_page
from marketplace.files.responses import send_file
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.kernel.idempotency import once
from orders.ordering.policies import visible_orders, visible_rings
from orders.production.forms import CountForm, InspectForm, ReportForm
from orders.production.models import HandOverPhoto
from orders.production.policies import visible_hand_overs, visible_nonconformities, visible_steps
from orders.production.selectors import ring_of
from orders.production.services.hand_overs import (
    hand_over_announce,
    hand_over_cancel,
    hand_over_inspect,
    hand_over_receive,
)
from orders.production.services.nonconformities import (
    nonconformity_concede,
    nonconformity_resolve,
    nonconformity_rework,
    nonconformity_scrap,
)
from orders.production.services.work import work_reopen, work_report, work_start


@member_page("GET")
def ring(request: HttpRequest, public_id) -> HttpResponse:
    """The whole journey of the goods, for everybody of the team."""
    root = get_visible_or_404(visible_rings(request.actor), public_id)
    found = ring_of(root, request.actor)
    context = {
        "section": "cases",
        "root": root,
        "ring": found,
        "may_write": request.actor.may_write,
        "my_order": visible_orders(request.actor).filter(parent=root, supplier=request.actor.organization).first()
        or (root if request.actor.organization in (root.buyer, root.supplier) else None),
    }
    return render(request, "production/ring.html", context)


def _act(request: HttpRequest, root, act, *, at: str = "", done: str = "") -> HttpResponse:
    """Do `act` once and come back to the ring, at the piece that it changed."""

    def effect() -> HttpResponse:
        act()
        if done:
            messages.success(request, done)
        response = redirect("ring", root.public_id)
        response["Location"] += at
        return response

    return once(request, effect)


@member_page("POST")
def start(request: HttpRequest, public_id) -> HttpResponse:
    step = get_visible_or_404(visible_steps(request.actor), public_id)
    return _act(request, step.root, lambda: work_start(actor=request.actor, step=step), at=f"#s{step.position}")


@member_page("POST")
def report(request: HttpRequest, public_id) -> HttpResponse:
    step = get_visible_or_404(visible_steps(request.actor), public_id)
    form = ReportForm(request.POST)
    if not form.is_valid():
        raise Invalid("report.form", gettext("数は、0 以上の数字で入れてください。"))
    return _act(
        request,
        step.root,
        lambda: work_report(
            actor=request.actor,
            step=step,
            good=form.cleaned_data["good"],
            scrap=form.cleaned_data["scrap"] or 0,
            is_done="done" in request.POST,
        ),
        at=f"#s{step.position}",
    )


@member_page("POST")
def reopen(request: HttpRequest, public_id) -> HttpResponse:
    step = get_visible_or_404(visible_steps(request.actor), public_id)
    return _act(request, step.root, lambda: work_reopen(actor=request.actor, step=step), at=f"#s{step.position}")


@member_page("POST")
def hand_over(request: HttpRequest, public_id) -> HttpResponse:
    """Goods leave this step."""
    step = get_visible_or_404(visible_steps(request.actor), public_id)
    form = CountForm(request.POST)
    if not form.is_valid():
        raise Invalid("hand_over.form", gettext("渡す数を、1 以上の数字で入れてください。"))
    wanted = request.POST.get("to_step")
    to_step = get_visible_or_404(visible_steps(request.actor), wanted) if wanted else None
    return _act(
        request,
        step.root,
        lambda: hand_over_announce(
            actor=request.actor,
            step=step,
            to_step=to_step,
            count=form.cleaned_data["count"],
            condition=request.POST.get("condition", ""),
            photos=request.FILES.getlist("photos"),
        ),
        at=f"#s{step.position}",
        done=gettext("渡したことを伝えました。相手が数を確かめます。"),
    )


@member_page("POST")
def receive(request: HttpRequest, public_id) -> HttpResponse:
    over = get_visible_or_404(visible_hand_overs(request.actor), public_id)
    form = CountForm(request.POST)
    if not form.is_valid():
        raise Invalid("hand_over.form", gettext("届いた数を、0 以上の数字で入れてください。"))
    return _act(
        request,
        over.root,
        lambda: hand_over_receive(
            actor=request.actor, hand_over=over, count=form.cleaned_data["count"], remark=request.POST.get("remark", "")
        ),
        at="#uketori",
    )


@member_page("POST")
def inspect(request: HttpRequest, public_id) -> HttpResponse:
    over = get_visible_or_404(visible_hand_overs(request.actor), public_id)
    form = InspectForm(request.POST)
    if not form.is_valid():
        raise Invalid("inspect.form", gettext("数は、0 以上の数字で入れてください。"))
    return _act(
        request,
        over.root,
        lambda: hand_over_inspect(
            actor=request.actor,
            hand_over=over,
            rejected=form.cleaned_data["rejected"] or 0,
            description=form.cleaned_data["description"],
        ),
        done=gettext("検品を記録しました。"),
    )


@member_page("POST")
def cancel(request: HttpRequest, public_id) -> HttpResponse:
    over = get_visible_or_404(visible_hand_overs(request.actor), public_id)
    return _act(request, over.root, lambda: hand_over_cancel(actor=request.actor, hand_over=over))


DECISIONS = {
    "rework": nonconformity_rework,
    "resolve": nonconformity_resolve,
    "concede": nonconformity_concede,
    "scrap": nonconformity_scrap,
}


@member_page("POST")
def nonconformity(request: HttpRequest, public_id) -> HttpResponse:
    """Rework, resolve, concede or scrap, by the button pressed."""
    found = get_visible_or_404(visible_nonconformities(request.actor), public_id)
    decide = DECISIONS.get(request.POST.get("move", ""))
    if decide is None:
        raise Invalid("nonconformity.move")
    return _act(
        request,
        found.hand_over.root,
        lambda: decide(actor=request.actor, found=found, outcome=request.POST.get("outcome", "")),
        at="#futekigo",
    )


@member_page("GET")
def photo(request: HttpRequest, public_id) -> HttpResponse:
    """A photo of goods at a hand-over, for the ring."""
    found = (
        HandOverPhoto.objects.select_related("stored")
        .filter(stored__public_id=public_id, hand_over__in=visible_hand_overs(request.actor))
        .first()
    )
    if found is None:
        raise NotFound("photo")
    return send_file(found.stored, preview="small" in request.GET)
