"""An event becomes notices, deliveries and a bell. Runs once an event, inside the relay's transaction."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from django.apps import apps
from django.db.models import Model
from django.utils import translation

from factories.profile.policies import desks_of
from marketplace.accounts.models import Membership
from marketplace.kernel import outbox
from marketplace.kernel.allowances import Rate, take
from marketplace.kernel.bell import ring_after_commit
from marketplace.kernel.models import OutboxEvent
from messaging.delivery.services import Letter, Recipient, deliveries_queue, letter_queue
from messaging.notifications.models import Notice
from messaging.notifications.registry import NoticeRule, Refs, notice_rules, rules_of
from orders.ordering.wording import for_desk

#: Of one firm to another one: more than a day's work of both, and fewer than a mailbox can bear.
LETTERS = Rate(60, timedelta(minutes=2))


def add_rule(rule: NoticeRule) -> NoticeRule:
    """Register a rule: from now on its event is heard."""
    outbox.on(rule.event)(notify)
    return notice_rules.add(rule)


Write = Callable[[Any, Refs], Letter | None]


def letter_of(event: str) -> Callable[[Write], None]:
    """Register what is written to somebody outside about an event's subject, with what the event carries; None: nothing."""

    def register(write: Write) -> None:
        @outbox.on(event)
        def letter(happened: OutboxEvent) -> None:
            subject = _subject_of(happened)
            if subject is not None and (written := write(subject, happened.refs)) is not None:
                letter_queue(happened.public_id, written)

    return register


def notify(event: OutboxEvent) -> None:
    """Notices and deliveries to the event's audience; a bell for the pages that show its subject."""
    subject = _subject_of(event)
    if subject is None:
        return
    for rule in rules_of(event.name):
        if rule.each is None:
            _notify_about(rule, event, subject, event.public_id)
        else:
            for one in rule.each(subject):
                _notify_about(rule, event, one, uuid5(event.public_id, str(one.public_id)))
        if pages := list(rule.pages(subject, event.refs)):
            ring_after_commit(subjects=pages)


def _subject_of(event: OutboxEvent) -> Model | None:
    """The row that an event speaks of, or None when it is gone."""
    return apps.get_model(event.subject_type)._base_manager.filter(public_id=event.subject_id).first()


def _notify_about(rule: NoticeRule, event: OutboxEvent, about: Model, event_id: UUID) -> None:
    """One notice a person and firm, one delivery a person and channel, each in the person's language."""
    organizations = {o.pk for o in rule.to(about, event.refs)}
    if not organizations:
        return
    members = Membership.objects.active().filter(organization_id__in=organizations, role__in=rule.roles)
    members = list(members.select_related("user", "organization"))
    texts = _in_languages(lambda: rule.text(about), members)
    firm = rule.firm(about)
    desks = {desk.pk for desk in desks_of([firm]).get(firm.pk, [])} if firm else set()
    for_desks = _in_languages(lambda: for_desk(rule.text(about), firm), members) if desks & organizations else {}

    def words(member: Membership) -> str:
        said = for_desks if member.organization_id in desks else texts
        return said[member.user.written_language]

    url = rule.url(about)
    Notice.objects.bulk_create(
        [
            Notice(
                user=m.user,
                organization=m.organization,
                event_id=event_id,
                name=event.name,
                text=words(m),
                url=url,
            )
            for m in members
        ],
        ignore_conflicts=True,
    )
    if rule.goes_out:
        reached = {pk for pk in organizations if _may_reach(event.organization_id, pk)}
        deliveries_queue(event_id, [Recipient(m, words(m), url) for m in members if m.organization_id in reached])


def _may_reach(actor: UUID | None, organization: int) -> bool:
    """Whether what one firm does may still go out to another one's mailboxes: beyond its allowance it is read in the app."""
    return actor is None or take("letters", LETTERS, str(actor), str(organization))


def _in_languages(say: Callable[[], str], members: list[Membership]) -> dict[str, str]:
    """The sentence by the language of those who are told, asked once a language: what it reads of the rows stays with
    them."""
    said = {}
    for language in {m.user.written_language for m in members}:
        with translation.override(language):
            said[language] = say()[:300]
    return said
