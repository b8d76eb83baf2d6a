"""People come into a firm by their own word, and leave it by it."""

import re
from datetime import timedelta

import people
import pytest
import stories
from allauth.account.models import EmailAddress
from django.db.models import F
from django.test import Client
from django.urls import reverse

from marketplace.accounts.invitations import invitation_accept, member_invite
from marketplace.accounts.membership import member_leave
from marketplace.accounts.models import Invitation, Membership, Organization, User
from marketplace.kernel.actors import person
from marketplace.kernel.errors import Invalid, InvalidState, NotAllowed, NotFound
from marketplace.kernel.relay import relay_due
from messaging.delivery.models import Delivery
from messaging.delivery.services import deliver_due
from messaging.notifications.models import Notice

MEMBER, OWNER = Membership.MEMBER, Membership.OWNER
INVITE = "/me/invitations/"
DOOR, CONFIRM = "/accounts/login/code/", "/accounts/login/code/confirm/"


def members_of(player) -> set[str]:
    return set(
        Membership.objects.active().filter(organization=player.organization).values_list("user__email", flat=True)
    )


def proved(player) -> None:
    EmailAddress.objects.create(user=player.user, email=player.user.email, primary=True, verified=True)


def press(browser, act: str, invitation, **fields):
    return browser.post(
        reverse(act, args=[invitation.public_id]),
        {"idempotency_key": "7e57ab1e-0000-4000-8000-000000000001", **fields},
    )


@pytest.fixture
def invited(orderer, lathe_shop) -> Invitation:
    """The lathe shop's owner is invited by the orderer."""
    proved(lathe_shop)
    return member_invite(actor=orderer.actor, email=lathe_shop.user.email, role=MEMBER)


# ── Inviting ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_answer_is_the_same_whether_the_address_is_known_or_not(orderer, lathe_shop):
    proved(lathe_shop)
    pages = set()
    for email in (lathe_shop.user.email, "nobody@example.jp", "Nobody2@Example.jp"):
        answer = orderer.press(INVITE, email=email, role=MEMBER)
        page = orderer.browser().get("/me/").content.decode()
        row = re.search(rf"<b>{email.lower()}</b>.*?</li>", page, re.DOTALL)[0]
        pages.add((answer.status_code, re.sub(r"[0-9a-f-]{36}|value=\"[^\"]*\"", "", row.replace(email.lower(), "…"))))
    assert len(pages) == 1 and "招待中" in pages.pop()[1]
    assert members_of(orderer) == {orderer.user.email}, "nobody is taken in without their word"


@pytest.mark.parametrize("role", [Membership.APPROVER, Membership.MEMBER, Membership.VIEWER])
def test_only_an_owner_invites(orderer, role):
    Membership.objects.filter(user=orderer.user).update(role=role)
    assert "代表の方だけです" in orderer.refused(INVITE, 403, email="a@example.jp", role=MEMBER)
    assert "人を招く" not in orderer.browser().get("/me/").content.decode()


def test_what_is_no_address_comes_back_as_typed(orderer):
    assert 'value="だれか"' in orderer.refused(INVITE, email="だれか", role=MEMBER)
    assert "すでに登録されています" in orderer.refused(INVITE, email=orderer.user.email, role=MEMBER)


def test_a_letter_goes_to_the_address_in_the_persons_language(orderer, lathe_shop, mailoutbox):
    User.objects.filter(pk=lathe_shop.user.pk).update(language="en")
    for email in (lathe_shop.user.email, "nobody@example.jp"):
        member_invite(actor=orderer.actor, email=email, role=MEMBER)
    relay_due()
    deliver_due()
    mails = {m.to[0]: m for m in mailoutbox}
    assert set(mails) == {lathe_shop.user.email, "nobody@example.jp"}
    assert "invites you" in mails[lathe_shop.user.email].subject
    assert "から招待が届いています" in mails["nobody@example.jp"].subject
    for invitation in Invitation.objects.all():
        assert reverse("invitation", args=[invitation.public_id]) in mails[invitation.email].body
    assert set(Delivery.objects.values_list("text", flat=True)) == {""}, "a letter that went is not kept"


def test_so_many_letters_and_no_more(orderer):
    for _ in range(3):
        member_invite(actor=orderer.actor, email="a@example.jp", role=MEMBER)
    with pytest.raises(Invalid):
        member_invite(actor=orderer.actor, email="a@example.jp", role=MEMBER)
    member_invite(actor=orderer.actor, email="b@example.jp", role=MEMBER)
    assert sorted(Invitation.objects.values_list("email", "status")) == [
        ("a@example.jp", "open"), ("a@example.jp", "withdrawn"), ("a@example.jp", "withdrawn"), ("b@example.jp", "open"),
    ]  # fmt: skip


# ── Answering ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_is_new_comes_in_by_the_one_door_and_is_led_to_the_invitation(orderer, mailoutbox):
    invitation = member_invite(actor=orderer.actor, email="shinjin@example.jp", role=MEMBER)
    address, browser = reverse("invitation", args=[invitation.public_id]), Client()
    door = browser.get(address)
    assert door["Location"] == f"{DOOR}?next={address}"
    browser.post(door["Location"], {"email": "shinjin@example.jp", "next": address})
    code = re.search(r"\b(\d{6})\b", mailoutbox[-1].body)[1]
    assert browser.post(CONFIRM, {"code": code, "next": address})["Location"] == address
    assert address in browser.get("/join/").content.decode(), "whoever comes by the front finds it, too"
    assert press(browser, "invitation_accept", invitation).status_code == 400
    assert not Membership.objects.filter(organization=orderer.organization).exclude(user=orderer.user).exists()
    answer = press(browser, "invitation_accept", invitation, name="新 人", terms="on")
    assert answer["Location"] == "/home/"
    assert Membership.objects.get(user__email="shinjin@example.jp").role == MEMBER
    assert orderer.organization.name in browser.get("/home/").content.decode()


def test_who_has_a_firm_sees_it_on_the_page_of_the_day_and_acts_for_the_new_firm(invited, orderer, lathe_shop):
    browser, address = lathe_shop.browser(), reverse("invitation", args=[invited.public_id])
    assert address in browser.get("/home/").content.decode()
    assert press(browser, "invitation_accept", invited)["Location"] == "/home/"
    assert f'<p class="acting">{orderer.organization.name}</p>' in browser.get("/home/").content.decode()
    assert members_of(orderer) == {orderer.user.email, lathe_shop.user.email}


def test_accepting_twice_is_harmless(invited, orderer, lathe_shop):
    browser = lathe_shop.browser()
    first = press(browser, "invitation_accept", invited)
    again = press(browser, "invitation_accept", invited, idempotency_key="7e57ab1e-0000-4000-8000-000000000002")
    assert (first.status_code, again.status_code) == (302, 302)
    assert Membership.objects.filter(user=lathe_shop.user, organization=orderer.organization).count() == 1
    Membership.objects.filter(user=lathe_shop.user, organization=orderer.organization).update(left_at=F("joined_at"))
    with pytest.raises(InvalidState):  # it lets nobody in again who has left
        invitation_accept(actor=person(lathe_shop.user), invitation=invited)


def test_the_owners_are_told_and_nobody_else(invited, orderer, lathe_shop, plating_shop):
    proved(plating_shop)
    colleague = User.objects.create_user("kakari@example.jp")
    Membership.objects.create(user=colleague, organization=orderer.organization, role=MEMBER)
    other = member_invite(actor=orderer.actor, email=plating_shop.user.email, role=MEMBER)
    press(lathe_shop.browser(), "invitation_accept", invited)
    press(plating_shop.browser(), "invitation_decline", other)
    member_leave(actor=people.Actor(user=lathe_shop.user, organization=orderer.organization, role=MEMBER))
    relay_due()
    assert {n.name for n in Notice.objects.filter(user=orderer.user)} == {
        "invitation.accept", "invitation.decline", "member.leave",
    }  # fmt: skip
    assert not Notice.objects.filter(user=colleague).exists()


def test_nobody_else_sees_or_answers_it(invited, lathe_shop, plating_shop):
    """Not even somebody who typed the address and never proved to hold it."""
    proved(plating_shop)
    EmailAddress.objects.create(user=plating_shop.user, email="more@example.jp", verified=False)
    browser = plating_shop.browser()
    unproved = member_invite(actor=lathe_shop.actor, email="more@example.jp", role=OWNER)
    for invitation in (invited, unproved):
        assert browser.get(reverse("invitation", args=[invitation.public_id])).status_code == 404
        for name in ("invitation_accept", "invitation_decline"):
            assert press(browser, name, invitation).status_code == 404
        with pytest.raises(NotFound):
            invitation_accept(actor=person(plating_shop.user), invitation=invitation)
    assert set(Invitation.objects.values_list("status", flat=True)) == {"open"}


def late(invitation):
    Invitation.objects.update(expires_at=F("expires_at") - timedelta(days=14))


def withdrawn(invitation):
    inviter = Membership.objects.get(user=invitation.invited_by)
    people.Player(inviter.user, inviter.organization, None).press(
        reverse("invitation_withdraw", args=[invitation.public_id])
    )


def firm_gone(invitation):
    Organization.objects.filter(pk=invitation.organization.pk).update(is_active=False)


def owner_left(invitation):
    Membership.objects.filter(user=invitation.invited_by).update(left_at=F("joined_at"))


def owner_no_more(invitation):
    Membership.objects.filter(user=invitation.invited_by).update(role=MEMBER)


def owner_shut_out(invitation):
    User.objects.filter(pk=invitation.invited_by.pk).update(is_active=False)


@pytest.mark.parametrize("end", [late, withdrawn, firm_gone, owner_left, owner_no_more, owner_shut_out])
def test_a_dead_invitation_lets_nobody_in(end, invited, orderer, lathe_shop):
    end(invited)
    browser = lathe_shop.browser()
    page = browser.get(reverse("invitation", args=[invited.public_id])).content.decode()
    assert "この招待はもう使えません" in page and "招待を受ける" not in page
    assert str(invited.public_id) not in browser.get("/home/").content.decode()
    before = stories.counts()
    for name in ("invitation_accept", "invitation_decline"):
        assert press(browser, name, invited).status_code == 409
    assert stories.counts() == before
    assert not Membership.objects.filter(user=lathe_shop.user, organization=orderer.organization).exists()


def test_only_an_owner_of_the_firm_takes_it_back(invited, orderer, plating_shop):
    address = reverse("invitation_withdraw", args=[invited.public_id])
    assert plating_shop.press(address).status_code == 404
    Membership.objects.filter(user=orderer.user).update(role=Membership.APPROVER)
    assert orderer.press(address).status_code == 404, "without an owner it is dead"
    assert Invitation.objects.get().status == "open"


# ── Leaving, and other roles ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def colleague(orderer) -> people.Player:
    player = people.make_player("kakari@example.jp", "係 員", "よその会社", is_orderer=True)
    Membership.objects.create(user=player.user, organization=orderer.organization, role=MEMBER)
    actor = people.Actor(user=player.user, organization=orderer.organization, role=MEMBER)
    return people.Player(player.user, orderer.organization, actor)


def test_a_member_leaves_and_the_last_owner_stays_until_another_is_one(orderer, colleague):
    page = orderer.refused("/me/leave/", 403)
    assert "先に、別の方の役割を「代表」に変えるか" in page
    owner = reverse("member_role_set", args=[colleague.user.public_id])
    assert orderer.press(owner, role=OWNER).status_code == 302
    assert orderer.press("/me/leave/").status_code == 302
    assert members_of(orderer) == {colleague.user.email}
    with pytest.raises(NotAllowed):
        member_leave(actor=colleague.actor)
    assert members_of(orderer) == {colleague.user.email}


def test_the_last_owner_is_neither_taken_out_nor_made_less(orderer, colleague):
    assert orderer.press(reverse("member_remove", args=[orderer.user.public_id])).status_code == 403
    assert orderer.press(reverse("member_role_set", args=[orderer.user.public_id]), role=MEMBER).status_code == 403
    assert Membership.objects.get(user=orderer.user).role == OWNER
    assert orderer.press(reverse("member_remove", args=[colleague.user.public_id])).status_code == 302
    assert members_of(orderer) == {orderer.user.email}


def test_only_an_owner_gives_roles(colleague, orderer):
    address = reverse("member_role_set", args=[colleague.user.public_id])
    for player in (colleague, orderer):
        Membership.objects.filter(user=player.user, organization=orderer.organization).update(role=Membership.APPROVER)
        assert player.press(address, role=OWNER).status_code == 403
    Membership.objects.filter(user=orderer.user).update(role=OWNER)
    assert orderer.press(address, role="king").status_code == 400
    assert Membership.objects.get(user=colleague.user, organization=orderer.organization).role == Membership.APPROVER
