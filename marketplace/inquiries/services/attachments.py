"""Photos and files of an inquiry."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.files.services import file_keep
from marketplace.inquiries.models import Attachment, Inquiry
from marketplace.inquiries.policies import inquiry_policy
from marketplace.inquiries.services.inquiries import MAX_FILES
from marketplace.inquiries.states import EDITABLE, InquiryStatus
from marketplace.kernel import audit
from marketplace.kernel.actors import Actor
from marketplace.kernel.errors import Invalid
from marketplace.kernel.locking import hold


@transaction.atomic
def attachment_add(*, actor: Actor, inquiry: Inquiry, upload: UploadedFile, in_teaser: bool = False) -> Attachment:
    """Add a photo or file, up to ten. Raises Invalid with the reason."""
    inquiry_policy.require(actor, "edit", inquiry)
    hold(inquiry, *EDITABLE)
    if inquiry.attachments.count() >= MAX_FILES:
        raise Invalid("attachment.too_many", _("写真とファイルは %(n)s個 までです。") % {"n": MAX_FILES})
    stored = file_keep(upload, actor.organization)
    attachment = Attachment.objects.create(inquiry=inquiry, stored=stored, in_teaser=in_teaser)
    audit.write("attachment.add", inquiry, actor, note={"sha256": stored.sha256})
    return attachment


@transaction.atomic
def attachments_add(*, actor: Actor, inquiry: Inquiry, files: list[UploadedFile]) -> list[Attachment]:
    """Add several at once, all of them or none. Raises Invalid with the reason, or where there is none."""
    if not files:
        raise Invalid("files", _("写真かファイルを選んでください。"))
    return [attachment_add(actor=actor, inquiry=inquiry, upload=upload) for upload in files]


@transaction.atomic
def attachment_remove(*, actor: Actor, inquiry: Inquiry, attachment: Attachment) -> None:
    inquiry_policy.require(actor, "edit", inquiry)
    hold(inquiry, InquiryStatus.DRAFT)
    audit.write("attachment.remove", inquiry, actor, note={"sha256": attachment.stored.sha256})
    attachment.delete()
