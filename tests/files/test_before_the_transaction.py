"""Foreign files are looked at before a transaction is begun: what takes seconds holds neither rows nor a connection."""

import lists
import pytest
import stories
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from world import photo_file

from marketplace.files import child
from marketplace.inquiries.services.inquiries import inquiry_draft
from marketplace.kernel import connections
from orders.production.services.work import work_report, work_start


@pytest.fixture
def depths(monkeypatch):
    """How many transactions were open inside one another at each look at a file."""
    seen, look = [], connections.give_back_connection
    monkeypatch.setattr(
        connections, "give_back_connection", lambda: (seen.append(len(connection.savepoint_ids)), look())
    )
    return seen


def attachment(cast):
    draft = inquiry_draft(actor=cast["orderer"].actor, text="箱")
    return cast["orderer"], reverse("attachment_add", args=[draft.public_id]), {"files": [photo_file(), photo_file()]}


def photos_of_a_factory(cast):
    shop = cast["lathe_shop"]
    return shop, reverse("factory_photo_add", args=[shop.factory.public_id]), {"photos": [photo_file()]}


def photos_of_goods(cast):
    shop = cast["lathe_shop"]
    root = stories.ordered(cast["orderer"], cast["hub"], shop, cast["plating_shop"])
    step = root.ring_steps.get(position=1)
    work_start(actor=shop.actor, step=step)
    work_report(actor=shop.actor, step=stories.fresh(step), good=20, is_done=True)
    to = root.ring_steps.get(position=2).public_id
    return (
        shop,
        reverse("hand_over_announce", args=[step.public_id]),
        {"count": 20, "to_step": to, "photos": [photo_file()]},
    )


def list_of_firms(cast):
    listed = SimpleUploadedFile("kumiai.csv", "会社名,所在地\n森研磨,大田区\n".encode())
    return cast["hub"], reverse("imports"), {"file": listed, **lists.SAID}


@pytest.mark.parametrize("press", [attachment, photos_of_a_factory, photos_of_goods, list_of_firms])
def test_no_transaction_waits_for_a_file(press, depths, orderer, hub, lathe_shop, plating_shop):
    cast = {"orderer": orderer, "hub": hub, "lathe_shop": lathe_shop, "plating_shop": plating_shop}
    player, address, fields = press(cast)
    depths.clear()
    here = len(connection.savepoint_ids)
    assert player.press(address, **fields).status_code == 302
    assert depths and set(depths) == {here}


def test_the_files_of_one_form_share_their_seconds(monkeypatch, orderer):
    """The second finds none left, and says so; nothing is kept of the first."""
    draft = inquiry_draft(actor=orderer.actor, text="箱")
    clock = iter(range(0, 10_000, child.WAIT_SECONDS))
    monkeypatch.setattr("marketplace.files.fields.time.monotonic", lambda: next(clock))
    page = orderer.refused(reverse("attachment_add", args=[draft.public_id]), files=[photo_file(), photo_file()])
    assert "調べきれませんでした" in page and not draft.attachments.exists()
