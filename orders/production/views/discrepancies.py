"""Agreeing on what it means that other counts came out of an order than were ordered."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from marketplace.accounts.decorators import member_page
from marketplace.kernel.shortcuts import get_visible_or_404
from orders.ordering.forms import AgreeForm
from orders.production.forms import DiscrepancyForm
from orders.production.models import Discrepancy
from orders.production.policies import visible_discrepancies
from orders.production.services.discrepancies import discrepancy_agree, discrepancy_propose
from orders.production.views.rings import act_in_ring


def _row(request: HttpRequest, public_id: UUID) -> Discrepancy:
    return get_visible_or_404(visible_discrepancies(request.actor), public_id)


def _act(
    request: HttpRequest, row: Discrepancy, service: Callable[..., Any], done: str, form: BaseForm | None = None
) -> HttpResponse:
    root = row.step.root.public_id
    return act_in_ring(request, root, service, row=row, form=form, done=done, at="discrepancies")


@member_page("POST")
def propose(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _row(request, public_id)
    form = DiscrepancyForm(request.POST, row=row, auto_id=f"discrepancy{row.pk}_%s")
    return _act(request, row, discrepancy_propose, _("相手に伝えました。相手が承知すると決まります。"), form)


@member_page("POST")
def agree(request: HttpRequest, public_id: UUID) -> HttpResponse:
    done = _("決まりました。注文もこのとおりに変わります。")
    return _act(request, _row(request, public_id), discrepancy_agree, done, AgreeForm(request.POST))
