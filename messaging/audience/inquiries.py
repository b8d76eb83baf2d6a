"""Inquiries, proposals, requests and quotes: who is told what."""

from django.utils.translation import gettext as _

from factories.profile.models import Factory
from factories.profile.policies import has_account
from marketplace.accounts.models import Organization, PartnerAgreement
from marketplace.inquiries.models import DutyDesk, Inquiry
from marketplace.sourcing.models import Invitation, Proposal
from messaging.audience.rules import AskedRule, Rule, page


def _duty(inquiry: Inquiry, refs) -> list[Organization]:
    desks = DutyDesk.objects.filter(municipality=inquiry.municipality, rank=0).select_related("hub")
    return [d.hub for d in desks] or _hubs_here(inquiry)


def _hubs_here(inquiry: Inquiry) -> list[Organization]:
    return list(
        Organization.objects.filter(is_hub=True, is_active=True, municipality=inquiry.municipality).exclude(
            pk=inquiry.orderer_id
        )
    )


def _passed_on(inquiry: Inquiry, refs) -> list[Organization]:
    stage = refs.get("stage")
    if stage == 1:
        desks = DutyDesk.objects.filter(municipality=inquiry.municipality, rank=1).select_related("hub")
        return [d.hub for d in desks]
    if stage == 2:
        return _hubs_here(inquiry)
    if inquiry.scope == Inquiry.OWN:
        return []
    partners = PartnerAgreement.objects.filter(municipality=inquiry.municipality).values("partner_id")
    return list(Organization.objects.filter(is_hub=True, is_active=True, municipality_id__in=partners))


def _hubs_of(inquiry: Inquiry, refs=None) -> list[Organization]:
    return [p.organization for p in inquiry.proposals.live().select_related("organization")]


def _inquiry_rings(inquiry: Inquiry) -> list:
    return [inquiry.public_id, *inquiry.proposals.values_list("public_id", flat=True)]


_INQUIRY = page("inquiry")


def _proposal_rings(proposal: Proposal) -> list:
    return [proposal.public_id, proposal.inquiry.public_id]


def reached(factory: Factory) -> list[Organization]:
    """Whose people are told what a factory must know: its own, or those of its desk when nobody of it signs in."""
    if has_account(factory):
        return [factory.organization]
    return list(
        Organization.objects.filter(
            is_municipality=True, is_active=True, municipality=factory.organization.municipality_id
        )
    )


def _own(quote_or_invitation, refs) -> list[Organization]:
    return reached(quote_or_invitation.factory)


def _when_sent(invitation: Invitation, refs) -> list[Organization]:
    return _own(invitation, refs) if refs.get("at_once") else []


def _if_still_calculating(invitation: Invitation, refs) -> list[Organization]:
    return _own(invitation, refs) if refs.get("unanswered") else []


def _hub_unless_sealed(invitation: Invitation, refs) -> list[Organization]:
    return [] if refs.get("sealed", True) else [invitation.slot.proposal.organization]


_BENCH = page("workbench")
_REQUEST = page("invitation")
_REQUEST_OF_QUOTE = page("invitation", lambda s: s.invitation)


def _asked_for(invitation: Invitation) -> str:
    return _("見積のお願い: %(step)s %(n)s個") % {"step": invitation.slot.title, "n": f"{invitation.slot.quantity:,}"}


TABLE: dict[str, Rule] = {
    "inquiry.post": Rule(
        _duty, lambda s: _("新しい相談が届きました: %(inquiry)s") % {"inquiry": s}, _INQUIRY, _inquiry_rings, True
    ),
    "inquiry.pass_on": Rule(
        _passed_on,
        lambda s: _("返事を待っている相談があります: %(inquiry)s") % {"inquiry": s},
        _INQUIRY,
        _inquiry_rings,
        True,
    ),
    "inquiry.extend": Rule(
        _hubs_of, lambda s: _("提案の締切がのびました: %(inquiry)s") % {"inquiry": s}, _INQUIRY, _inquiry_rings
    ),
    "inquiry.revise": Rule(
        _hubs_of, lambda s: _("依頼の内容が変わりました: %(inquiry)s") % {"inquiry": s}, _INQUIRY, _inquiry_rings, True
    ),
    "inquiry.close_proposals": Rule(
        lambda s, refs: [s.orderer],
        lambda s: _("提案が出そろいました: %(inquiry)s") % {"inquiry": s},
        page("compare"),
        _inquiry_rings,
        True,
    ),
    "inquiry.reopen": Rule(
        _hubs_of,
        lambda s: _("もう一度募集が始まりました: %(inquiry)s") % {"inquiry": s},
        _INQUIRY,
        _inquiry_rings,
        True,
    ),
    "inquiry.award": Rule(rings=_inquiry_rings),
    "inquiry.award_cancel": Rule(
        _hubs_of, lambda s: _("決定が取り消されました: %(inquiry)s") % {"inquiry": s}, _INQUIRY, _inquiry_rings, True
    ),
    "inquiry.complete": Rule(
        lambda s, refs: [s.orderer],
        lambda s: _("すべて終わりました: %(inquiry)s") % {"inquiry": s},
        _INQUIRY,
        _inquiry_rings,
    ),
    "inquiry.fail": Rule(
        lambda s, refs: [s.orderer],
        lambda s: _("成立しませんでした: %(inquiry)s。%(reason)s") % {"inquiry": s, "reason": s.ended_reason},
        _INQUIRY,
        _inquiry_rings,
        True,
    ),
    # Who answered hears by its own proposal, quote or request, that ends with the inquiry.
    "inquiry.cancel": Rule(rings=_inquiry_rings),
    "proposal.take": Rule(
        lambda s, refs: [s.inquiry.orderer],
        lambda s: _("%(firm)sから返事が届きました: %(inquiry)s") % {"firm": s.organization.name, "inquiry": s.inquiry},
        page("inquiry", lambda s: s.inquiry),
        _proposal_rings,
        True,
    ),
    "proposal.ask": Rule(rings=_proposal_rings),
    "proposal.change_plan": Rule(rings=_proposal_rings),
    "proposal.open_quotes": Rule(
        lambda s, refs: [s.organization],
        lambda s: _("見積が開きました: %(inquiry)s") % {"inquiry": s.inquiry},
        _BENCH,
        _proposal_rings,
        True,
    ),
    "proposal.submit": Rule(
        lambda s, refs: [s.inquiry.orderer],
        lambda s: _("%(firm)sから提案が届きました: %(inquiry)s") % {"firm": s.organization.name, "inquiry": s.inquiry},
        page("inquiry", lambda s: s.inquiry),
        _proposal_rings,
        True,
    ),
    "proposal.stale": Rule(
        lambda s, refs: [s.organization],
        lambda s: _("依頼が変わったため、提案を確かめ直してください: %(inquiry)s") % {"inquiry": s.inquiry},
        _BENCH,
        _proposal_rings,
        True,
    ),
    "proposal.accept": Rule(
        lambda s, refs: [s.organization],
        lambda s: _("提案が選ばれました: %(inquiry)s") % {"inquiry": s.inquiry},
        _BENCH,
        _proposal_rings,
        True,
    ),
    "proposal.decline": Rule(
        lambda s, refs: [s.organization],
        lambda s: (
            _("今回は選ばれませんでした: %(inquiry)s。理由: %(reason)s")
            % {"inquiry": s.inquiry, "reason": s.ended_reason}
        ),
        _BENCH,
        _proposal_rings,
        True,
    ),
    "proposal.reconsider": Rule(
        lambda s, refs: [s.organization],
        lambda s: _("提案がもう一度検討されています: %(inquiry)s") % {"inquiry": s.inquiry},
        _BENCH,
        _proposal_rings,
        True,
    ),
    "proposal.un_accept": Rule(
        lambda s, refs: [s.organization],
        lambda s: _("決定が取り消されました: %(inquiry)s") % {"inquiry": s.inquiry},
        _BENCH,
        _proposal_rings,
        True,
    ),
    "proposal.lapse": Rule(
        lambda s, refs: [s.organization],
        lambda s: (
            _("提案は使われませんでした: %(inquiry)s。理由: %(reason)s")
            % {"inquiry": s.inquiry, "reason": s.ended_reason}
        ),
        _BENCH,
        _proposal_rings,
        True,
    ),
    "proposal.withdraw": Rule(rings=_proposal_rings),
    "invitation.send": Rule(_when_sent, _asked_for, _REQUEST, mail=True),
    "invitation.ask_again": Rule(
        _own,
        lambda s: _("条件が変わりました。見積を確かめ直してください: %(step)s") % {"step": s.slot.title},
        _REQUEST,
        mail=True,
    ),
    "invitation.close": Rule(
        _if_still_calculating,
        lambda s: (
            _("見積のお願いは取りやめになりました: %(step)s。理由: %(reason)s")
            % {"step": s.slot.title, "reason": s.slot.proposal.ended_reason}
        ),
        _REQUEST,
        mail=True,
    ),
    "invitation.see": Rule(rings=lambda s: [s.slot.proposal.public_id]),
    "invitation.answer": Rule(
        _hub_unless_sealed,
        lambda s: (
            _("%(firm)sから返事: %(answer)s(%(step)s)")
            % {"firm": s.factory, "answer": s.get_answer_display(), "step": s.slot.title}
        ),
        page("workbench", lambda s: s.slot.proposal),
    ),
    "question.ask": Rule(
        lambda s, refs: [s.slot.proposal.organization],
        lambda s: _("質問が届きました: %(step)s") % {"step": s.slot.title},
        page("workbench", lambda s: s.slot.proposal),
        lambda s: [s.slot.proposal.public_id],
        True,
    ),
    "question.answer": Rule(rings=lambda s: [s.slot.proposal.public_id]),
    "quote.touch": Rule(
        _own, lambda s: _("見積の確認し直しをお願いします: %(step)s") % {"step": s.slot.title}, _REQUEST_OF_QUOTE
    ),
    "quote.decline": Rule(
        _own,
        lambda s: (
            _("今回は選ばれませんでした: %(step)s。理由: %(reason)s")
            % {"step": s.slot.title, "reason": s.result_reason}
        ),
        _REQUEST_OF_QUOTE,
        mail=True,
    ),
    "quote.lapse": Rule(
        _own,
        lambda s: (
            _("見積は使われませんでした: %(step)s。理由: %(reason)s")
            % {"step": s.slot.title, "reason": s.result_reason}
        ),
        _REQUEST_OF_QUOTE,
        mail=True,
    ),
    "quote.accept": Rule(
        _own,
        lambda s: _("見積が選ばれました。注文書をお待ちください: %(step)s") % {"step": s.slot.title},
        _REQUEST_OF_QUOTE,
        mail=True,
    ),
}

ASKED: dict[str, AskedRule] = {
    "proposal.ask": AskedRule(lambda s: Invitation.objects.filter(slot__proposal=s), _asked_for),
    "question.answer": AskedRule(
        lambda s: s.slot.invitations.all(), lambda i: _("質問に答えがありました: %(step)s") % {"step": i.slot.title}
    ),
}
