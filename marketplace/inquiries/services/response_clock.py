"""The two-hour clock passes an inquiry on to the next desk."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.states import InquiryStatus
from marketplace.kernel import outbox
from marketplace.kernel.actors import system
from marketplace.kernel.calendar import add_business_time
from marketplace.kernel.clock import db_now
from marketplace.kernel.present import present


def pass_on(inquiry: Inquiry) -> bool:
    """Tell the next desk when nobody has answered: deputy at 60 business minutes, all hubs of the region at 120,
    partners' desks at 240. Returns whether somebody new was told."""
    numbers = settings.NAKAMA
    steps = [
        numbers["DEPUTY_AT_BUSINESS_MINUTES"],
        numbers["ALL_HUBS_AT_BUSINESS_MINUTES"],
        numbers["PARTNERS_AT_BUSINESS_MINUTES"],
    ]
    with transaction.atomic():
        inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
        if inquiry.status != InquiryStatus.OPEN or inquiry.answered_at or inquiry.passed_on >= len(steps):
            return False
        if db_now() < add_business_time(present(inquiry.posted_at), timedelta(minutes=steps[inquiry.passed_on])):
            return False
        inquiry.passed_on += 1
        inquiry.save(update_fields=["passed_on"])
        outbox.record("inquiry.pass_on", inquiry, system("clock"), stage=inquiry.passed_on)
        return True
