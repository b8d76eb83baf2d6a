"""Hub firms, town halls and the rota are made by an operator, on a page, with a trace."""

import people
import pytest

from marketplace.accounts.kinds import organization_kinds_set
from marketplace.accounts.models import Organization, User
from marketplace.accounts.operators import operator
from marketplace.inquiries.models import DutyHub
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.kernel.models import AuditEntry
from marketplace.kernel.relay import relay_due
from messaging.notifications.models import Notice

FIRMS, ROTA = "/kanri/accounts/organization/", "/kanri/inquiries/dutyhub/"


@pytest.fixture
def clerk(db):
    return operator(User.objects.create_superuser("kanri@example.jp"))


@pytest.fixture
def desk(clerk, client):
    client.force_login(clerk.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_firm_becomes_a_hub_firm(desk, clerk, orderer):
    page = f"{FIRMS}{orderer.organization.pk}/change/"
    assert "小島デザイン" in desk.get(FIRMS, {"q": "小島"}).content.decode()
    assert desk.post(page, {"is_hub": "on", "why": ""}).status_code == 200
    assert not AuditEntry.objects.filter(action="organization.kinds_set").exists()
    assert desk.post(page, {"is_hub": "on", "why": "大田区との取り決め", "name": "別の名前"}).status_code == 302
    firm = Organization.objects.get(pk=orderer.organization.pk)
    assert (firm.is_hub, firm.is_orderer, firm.name) == (True, True, "小島デザイン")
    entry = AuditEntry.objects.get(action="organization.kinds_set")
    assert (entry.actor, entry.source, entry.target) == (clerk.key, "orderer", "orderer hub")
    assert entry.note == {"why": "大田区との取り決め"}
    relay_due()
    assert "まとめ役" in Notice.objects.get(user=orderer.user).text


def test_nobody_else_gives_kinds_and_a_firm_stays_something(clerk, hub, officer):
    for player in (hub, officer):
        with pytest.raises(NotAllowed):
            organization_kinds_set(
                actor=player.actor, organization=player.organization, is_hub=True, is_municipality=True, why="x"
            )
    with pytest.raises(Invalid):
        organization_kinds_set(actor=clerk, organization=hub.organization, is_hub=False, is_municipality=False, why="x")
    assert Organization.objects.filter(is_hub=True).count() == 1 and not AuditEntry.objects.exists()


def test_firms_are_neither_made_nor_deleted_here(desk, orderer):
    assert desk.get(f"{FIRMS}add/").status_code == 403
    assert desk.post(f"{FIRMS}{orderer.organization.pk}/delete/", {"post": "yes"}).status_code == 403
    assert orderer.browser().get(FIRMS, follow=True).status_code == 404


def test_the_rota(desk, clerk, hub, orderer):
    typed = {"municipality": "大田区", "hub": hub.organization.pk, "rank": "0"}
    assert desk.post(f"{ROTA}add/", typed | {"hub": orderer.organization.pk}).status_code == 200
    assert desk.post(f"{ROTA}add/", typed | {"municipality": "ない区"}).status_code == 200
    assert not DutyHub.objects.exists()
    assert desk.post(f"{ROTA}add/", typed).status_code == 302
    assert desk.post(f"{ROTA}add/", typed).status_code == 200, "the first place is taken"
    duty = DutyHub.objects.get()
    assert (duty.municipality_id, duty.hub, duty.rank) == (people.OTA, hub.organization, 0)
    assert desk.post(f"{ROTA}{duty.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not DutyHub.objects.exists()
    trace = [(e.action, e.actor, e.note) for e in AuditEntry.objects.order_by("pk")]
    assert trace == [(act, clerk.key, {"municipality": people.OTA, "rank": 0}) for act in ("duty.set", "duty.remove")]
