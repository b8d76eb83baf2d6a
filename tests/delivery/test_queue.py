"""The queue of what goes out: each once, put off, parked, none in another's way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
import stories
from django.core import mail
from django.db import connection

from marketplace.accounts.models import Membership, Organization
from marketplace.kernel.clock import db_now
from marketplace.kernel.models import QueueStatus
from marketplace.kernel.relay import relay_due
from messaging.delivery.models import Delivery
from messaging.delivery.services import OUTGOING, Letter, Recipient, deliver_due, deliveries_queue, letter_queue


def pending(player, count: int) -> list[Delivery]:
    who = {"user": player.user, "organization": player.organization}
    return Delivery.objects.bulk_create(
        [Delivery(channel="email", **who, event_id=uuid4(), subject=f"お知らせ {n}", text="本文") for n in range(count)]
    )


@pytest.mark.django_db(transaction=True)
def test_two_senders_send_each_letter_once(orderer):
    pending(orderer, 40)

    def send():
        try:
            return deliver_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        counts = [f.result() for f in [pool.submit(send) for _ in range(2)]]
    assert sum(counts) == 40
    sent = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert sorted(sent) == sorted(f"<{letter.public_id}@nakama-mawashi>" for letter in Delivery.objects.all())
    assert not Delivery.objects.exclude(status=QueueStatus.DONE).exists()


def test_a_dead_mail_server_puts_off_and_parks(orderer, monkeypatch):
    letter = pending(orderer, 1)[0]

    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    for attempt in range(1, OUTGOING.tries + 1):
        assert letter.status == QueueStatus.PENDING
        assert deliver_due() == 0
        letter.refresh_from_db()
        assert letter.attempts == attempt
        assert letter.next_at > db_now()
        assert deliver_due() == 0, "what was put off is not due"
        letter.refresh_from_db()
        assert letter.attempts == attempt
        Delivery.objects.filter(pk=letter.pk).update(next_at=db_now() - timedelta(seconds=1))
    assert letter.status == QueueStatus.PARKED
    monkeypatch.undo()
    assert deliver_due() == 0


def test_one_bad_address_does_not_stop_the_others(orderer, hub, monkeypatch):
    bad, good = pending(orderer, 1)[0], pending(hub, 1)[0]
    really = mail.EmailMessage.send

    def send(message, *args, **kwargs):
        if message.to == [orderer.user.email]:
            raise ValueError("no such box")
        return really(message, *args, **kwargs)

    monkeypatch.setattr("django.core.mail.EmailMessage.send", send)
    assert deliver_due() == 1
    assert (stories.fresh(bad).status, stories.fresh(good).status) == (QueueStatus.PENDING, QueueStatus.DONE)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028"])
def test_the_subject_of_a_letter_is_one_line(orderer, mailoutbox, end):
    member = Membership.objects.get(user=orderer.user)
    deliveries_queue(uuid4(), [Recipient(member, f"角皿{end}Bcc: x@example.jp{end}", "/")])
    letter_queue(uuid4(), Letter("taro@example.jp", f"角皿{end}Bcc: x@example.jp{end}", "本文"))
    assert deliver_due() == 2
    assert [(m.subject, m.recipients()) for m in mailoutbox] == [
        ("角皿 Bcc: x@example.jp", [orderer.user.email]),
        ("角皿 Bcc: x@example.jp", ["taro@example.jp"]),
    ]


def test_names_and_titles_of_two_lines_stop_no_mail(orderer, hub, mailoutbox):
    Organization.objects.filter(pk=orderer.organization.pk).update(name="小島\nデザイン")
    inquiry = stories.posted(orderer, title="飲み物\r\nホルダー")
    assert inquiry.title == "飲み物 ホルダー"
    relay_due()
    deliver_due()
    assert any("飲み物 ホルダー" in m.subject for m in mailoutbox if m.to == [hub.user.email])
    assert not Delivery.objects.exclude(status=QueueStatus.DONE).exists()
