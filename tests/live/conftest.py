"""The wire with one of its helpers dead."""

import pytest

from marketplace.kernel import bell
from messaging.live import broadcaster


@pytest.fixture
def no_bell(monkeypatch):
    """Redis is dead."""

    async def ring(**_):
        pass

    monkeypatch.setattr(bell, "ring_bell", ring)
    monkeypatch.setattr(broadcaster, "ring_bell", ring)


@pytest.fixture
def no_sweep(monkeypatch, wire):
    """Only bells and answers tell anything."""
    monkeypatch.setattr(broadcaster, "SWEEP_EVERY", 3_600.0)
