"""Bytes of an inquiry's files, each through the policy."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marketplace.accounts.gates import member_page, public_page
from marketplace.files.responses import send_file
from marketplace.inquiries.policies import visible_attachments, visible_inquiries
from marketplace.inquiries.services import attachments
from marketplace.inquiries.states import InquiryStatus
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.errors import Invalid
from marketplace.kernel.idempotency import once


@member_page("POST")
def attachment_add(request: HttpRequest, public_id) -> HttpResponse:
    """Add photos and files to a draft or an open inquiry; what does not fit is named, the others are kept."""
    inquiry = get_visible_or_404(visible_inquiries(request.actor), public_id)
    uploads = request.FILES.getlist("files")
    if not uploads:
        raise Invalid("files", _("写真かファイルを選んでください。"))

    def effect() -> HttpResponse:
        for upload in uploads:
            attachments.attachment_add(
                actor=request.actor, inquiry=inquiry, upload=upload, in_teaser="in_teaser" in request.POST
            )
        return redirect("inquiry_edit" if inquiry.status == InquiryStatus.DRAFT else "inquiry", inquiry.public_id)

    return once(request, effect)


@member_page("POST")
def attachment_remove(request: HttpRequest, public_id) -> HttpResponse:
    attachment = get_visible_or_404(visible_attachments(request.actor), public_id)
    attachments.attachment_remove(actor=request.actor, inquiry=attachment.inquiry, attachment=attachment)
    return redirect("inquiry_edit", attachment.inquiry.public_id)


@public_page("GET")
def attachment(request: HttpRequest, public_id) -> HttpResponse:
    return send_file(get_visible_or_404(visible_attachments(request.actor), public_id).stored)


@public_page("GET")
def attachment_preview(request: HttpRequest, public_id) -> HttpResponse:
    return send_file(get_visible_or_404(visible_attachments(request.actor), public_id).stored, preview=True)
