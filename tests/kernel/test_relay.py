"""An event that cannot be told is put off, parked, and told again when the operator asks for it."""

from datetime import timedelta

import stories
from django.core.management import call_command

from marketplace.inquiries.services.inquiries import inquiry_draft
from marketplace.kernel import outbox, relay
from marketplace.kernel.clock import db_now
from marketplace.kernel.models import OutboxEvent, OutboxReceipt


def due_now():
    OutboxEvent.objects.update(next_at=db_now() - timedelta(seconds=1))


def test_one_bad_event_is_parked_and_the_others_flow(orderer, monkeypatch):
    told, is_broken = [], [True]

    def hear(event):
        if is_broken and event.subject_id == bad.public_id:
            raise ValueError("cannot be told")
        told.append(event.subject_id)

    monkeypatch.setitem(outbox._handlers, "inquiry.draft", {"hear": hear})
    bad = inquiry_draft(actor=orderer.actor, text="だめな知らせ")
    good = inquiry_draft(actor=orderer.actor, text="よい知らせ")
    for _ in range(relay.RELAY.tries):
        relay.relay_due()
        due_now()
    assert told == [good.public_id]
    assert OutboxEvent.objects.get(subject_id=bad.public_id).status == "parked"
    assert not OutboxReceipt.objects.filter(event__subject_id=bad.public_id).exists()
    assert relay.relay_due() == 0, "a parked event waits for the operator"
    is_broken.clear()
    call_command("requeue")
    relay.relay_due()
    assert told == [good.public_id, bad.public_id]
    assert stories.fresh(OutboxEvent.objects.get(subject_id=bad.public_id)).status == "done"
