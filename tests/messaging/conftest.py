"""Towns for tests of this folder that commit: such tests empty every table when they end."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from marketplace.accounts.models import Municipality, PartnerAgreement

OTA, KAWASAKI = "131113", "141305"


@pytest.fixture
def towns(db):
    """As in the main conftest; where a test before this one emptied the municipalities they are loaded again."""
    if not Municipality.objects.exists():
        import_module("marketplace.accounts.migrations.0002_municipalities").load(apps, None)
    for here, there in ((OTA, KAWASAKI), (KAWASAKI, OTA)):
        PartnerAgreement.objects.create(municipality_id=here, partner_id=there, since=date(2026, 4, 1))
