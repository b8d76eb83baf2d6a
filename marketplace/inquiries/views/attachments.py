"""Bytes of an inquiry's files, each through the policy."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from marketplace.accounts.decorators import member_page, public_page
from marketplace.files.responses import send_file
from marketplace.inquiries.policies import visible_attachments
from marketplace.inquiries.services.attachments import attachment_remove
from marketplace.inquiries.views.drafts import draft_page, own_inquiry
from marketplace.kernel.actions import act
from marketplace.kernel.shortcuts import get_visible_or_404


@member_page("POST")
def remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a file off its draft."""
    found = get_visible_or_404(visible_attachments(request.actor), public_id)
    draft = own_inquiry(request, found.inquiry.public_id)
    to, page = reverse("inquiry_edit", args=[draft.public_id]), partial(draft_page, request, draft.public_id)
    return act(request, attachment_remove, inquiry=draft, attachment=found, to=to, page=page)


@public_page("GET")
def attachment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return send_file(get_visible_or_404(visible_attachments(request.actor), public_id).stored)


@public_page("GET")
def preview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return send_file(get_visible_or_404(visible_attachments(request.actor), public_id).stored, preview=True)
