"""Oneself and one's firm: what is refused brings the page back with what was typed."""

from django.urls import reverse
from people import Player, make_player

from marketplace.accounts.models import Membership, Organization, User


def facts(**changed) -> dict:
    return {"name": "新しい名前", "kana": "", "address": "", "phone": "", "fax": "", "employees": "9"} | changed


def test_the_firm_is_corrected(orderer):
    assert orderer.press(reverse("me"), **facts(capital_yen="3000000")).status_code == 302
    firm = Organization.objects.get(pk=orderer.organization.pk)
    assert (firm.name, firm.capital_yen) == ("新しい名前", 3_000_000)


def test_a_firm_that_cannot_be_read_comes_back_as_typed_under_its_own_name(orderer):
    answer = orderer.press(reverse("me"), **facts(capital_yen="たくさん"))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="たくさん"' in page and 'value="新しい名前"' in page
    assert f'<p class="acting">{orderer.organization.name}</p>' in page  # the frame goes on naming the firm
    assert Organization.objects.get(pk=orderer.organization.pk).name == orderer.organization.name


def test_who_cannot_bind_the_firm_cannot_correct_it(orderer):
    Membership.objects.filter(user=orderer.user).update(role=Membership.MEMBER)
    answer = orderer.press(reverse("me"), **facts())
    assert answer.status_code == 403
    assert "新しい名前" in answer.content.decode()
    assert Organization.objects.get(pk=orderer.organization.pk).name == orderer.organization.name


def joiner() -> Player:
    player = make_player("join@example.jp", "", "消える", is_orderer=True)
    Membership.objects.filter(user=player.user).delete()
    User.objects.filter(pk=player.user.pk).update(terms_version="")
    return player


def test_a_person_joins_once_with_their_firm(orderer):
    person = joiner()
    asked = {"name": "新井 舞", "firm": "新井工業", "kinds": ["is_orderer"], "municipality": "大田区", "terms": "on"}
    answer = person.press(reverse("join"), **asked)
    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))
    firm = Organization.objects.get(name="新井工業")
    assert Membership.objects.get(user=person.user, organization=firm).role == Membership.OWNER
    assert User.objects.get(pk=person.user.pk).has_accepted_terms


def test_who_does_not_accept_the_terms_has_not_joined_and_keeps_what_was_typed(orderer):
    person = joiner()
    asked = {"name": "新井 舞", "firm": "新井工業", "kinds": ["is_orderer"], "municipality": "大田区"}
    answer = person.press(reverse("join"), **asked)
    assert answer.status_code == 400
    assert 'value="新井工業"' in answer.content.decode()
    assert not Organization.objects.filter(name="新井工業").exists()
    assert not User.objects.get(pk=person.user.pk).has_accepted_terms
