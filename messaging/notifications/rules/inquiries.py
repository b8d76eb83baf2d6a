"""What is told of inquiries: to the hubs in turn, to those who answered, to the orderer."""

from uuid import UUID

from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization, PartnerAgreement
from marketplace.inquiries.models import DutyHub, Inquiry
from marketplace.kernel import outbox
from messaging.notifications.handlers import add_rule
from messaging.notifications.registry import NoticeRule, Refs, page

_INQUIRY = page("inquiry")


def _pages(inquiry: Inquiry, refs: Refs) -> list[UUID]:
    return [inquiry.public_id, *inquiry.proposals.values_list("public_id", flat=True)]


def _orderer(inquiry: Inquiry, refs: Refs) -> list[Organization]:
    return [inquiry.orderer]


def _hubs_at_work(inquiry: Inquiry, refs: Refs) -> list[Organization]:
    return [p.organization for p in inquiry.proposals.live().select_related("organization")]


def _hubs_here(inquiry: Inquiry) -> list[Organization]:
    hubs = Organization.objects.filter(is_hub=True, is_active=True, municipality=inquiry.municipality)
    return list(hubs.exclude(pk=inquiry.orderer_id))


def _on_duty(inquiry: Inquiry, rank: int) -> list[Organization]:
    duty_hubs = DutyHub.objects.filter(municipality=inquiry.municipality, rank=rank)
    return [d.hub for d in duty_hubs.select_related("hub")]


def _first_on_duty(inquiry: Inquiry, refs: Refs) -> list[Organization]:
    return _on_duty(inquiry, 0) or _hubs_here(inquiry)


def _next_in_turn(inquiry: Inquiry, refs: Refs) -> list[Organization]:
    """The second on duty, then every hub of the town, then those of partner towns."""
    stage = refs.get("stage")
    if stage == 1:
        return _on_duty(inquiry, 1)
    if stage == 2:
        return _hubs_here(inquiry)
    if inquiry.scope == Inquiry.OWN:
        return []
    partners = PartnerAgreement.objects.filter(municipality=inquiry.municipality).values("partner_id")
    return list(Organization.objects.filter(is_hub=True, is_active=True, municipality_id__in=partners))


outbox.nobody("inquiry.draft")
add_rule(
    NoticeRule(
        event="inquiry.post",
        to=_first_on_duty,
        text=lambda inquiry: _("新しい相談が届きました: %(inquiry)s") % {"inquiry": inquiry},
        url=_INQUIRY,
        goes_out=True,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="inquiry.pass_on",
        to=_next_in_turn,
        text=lambda inquiry: _("返事を待っている相談があります: %(inquiry)s") % {"inquiry": inquiry},
        url=_INQUIRY,
        goes_out=True,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="inquiry.extend",
        to=_hubs_at_work,
        text=lambda inquiry: _("提案の締切がのびました: %(inquiry)s") % {"inquiry": inquiry},
        url=_INQUIRY,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="inquiry.revise",
        to=_hubs_at_work,
        text=lambda inquiry: _("依頼の内容が変わりました: %(inquiry)s") % {"inquiry": inquiry},
        url=_INQUIRY,
        goes_out=True,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="inquiry.close_proposals",
        to=_orderer,
        text=lambda inquiry: _("提案が出そろいました: %(inquiry)s") % {"inquiry": inquiry},
        url=page("compare"),
        goes_out=True,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="inquiry.reopen",
        to=_hubs_at_work,
        text=lambda inquiry: _("もう一度募集が始まりました: %(inquiry)s") % {"inquiry": inquiry},
        url=_INQUIRY,
        goes_out=True,
        pages=_pages,
    )
)
add_rule(NoticeRule(event="inquiry.award", pages=_pages))
add_rule(
    NoticeRule(
        event="inquiry.award_cancel",
        to=_hubs_at_work,
        text=lambda inquiry: _("決定が取り消されました: %(inquiry)s") % {"inquiry": inquiry},
        url=_INQUIRY,
        goes_out=True,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="inquiry.complete",
        to=_orderer,
        text=lambda inquiry: _("すべて終わりました: %(inquiry)s") % {"inquiry": inquiry},
        url=_INQUIRY,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="inquiry.fail",
        to=_orderer,
        text=lambda inquiry: (
            _("成立しませんでした: %(inquiry)s。%(reason)s") % {"inquiry": inquiry, "reason": inquiry.ended_reason}
        ),
        url=_INQUIRY,
        goes_out=True,
        pages=_pages,
    )
)
# Who answered hears by its own proposal, quotation or request, that ends with the inquiry.
add_rule(NoticeRule(event="inquiry.cancel", pages=_pages))
