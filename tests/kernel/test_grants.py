"""A named outside person reads one inquiry's confidential part: until it is taken back, runs out, or they leave."""

from datetime import timedelta

import stories
from django.contrib.auth.models import AnonymousUser

from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.policies import visible_inquiries
from marketplace.kernel import grants
from marketplace.kernel.clock import db_now


def sees(player, inquiry) -> bool:
    return visible_inquiries(player.actor).filter(pk=inquiry.pk).exists()


def test_a_grant_opens_one_inquiry_for_one_person(orderer, rival_orderer, officer):
    inquiry, other = stories.posted(orderer), stories.posted(orderer)
    assert not sees(rival_orderer, inquiry)
    grants.give("read_confidential", rival_orderer.user, inquiry, orderer.actor, cause="見積の相談")
    assert sees(rival_orderer, inquiry)
    assert not sees(rival_orderer, other)
    assert not sees(officer, inquiry)
    grants.take_back("read_confidential", rival_orderer.user, inquiry, orderer.actor, cause="終わり")
    assert not sees(rival_orderer, inquiry)


def test_a_grant_runs_out_and_dies_with_activity(orderer, rival_orderer):
    inquiry = stories.posted(orderer)
    past = db_now() - timedelta(minutes=1)
    grants.give("read_confidential", rival_orderer.user, inquiry, orderer.actor, cause="相談", expires_at=past)
    assert not sees(rival_orderer, inquiry)
    later = db_now() + timedelta(days=1)
    grants.give("read_confidential", rival_orderer.user, inquiry, orderer.actor, cause="相談", expires_at=later)
    assert sees(rival_orderer, inquiry)
    rival_orderer.user.is_active = False
    rival_orderer.user.save(update_fields=["is_active"])
    assert not sees(rival_orderer, inquiry)


def test_visitors_hold_nothing(orderer):
    stories.posted(orderer)
    held = grants.ids(AnonymousUser(), "inquiries.read_confidential")
    assert not Inquiry.objects.filter(pk__in=held).exists()
