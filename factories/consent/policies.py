"""Who may enter firms for them, and who writes for whom."""

from django.db.models import Q, QuerySet

from factories.consent.models import ProxyConsent
from factories.profile.models import Factory
from factories.profile.policies import has_account, is_its_town_hall, is_own
from factories.profile.selectors import public_factories
from marketplace.kernel.actors import Actor
from marketplace.kernel.policies import Policy


def may_enter_others(actor: Actor) -> bool:
    """Who may enter firms for them: hubs and town halls."""
    return bool(
        actor.may_write and actor.organization and (actor.organization.is_hub or actor.organization.is_municipality)
    )


def lets_write(actor: Actor) -> Q:
    """Factories whose consent lets the actor's organization write for them."""
    return Q(pk__in=ProxyConsent.objects.filter(organization=actor.organization, ended_at=None).values("factory"))


def _may_record(actor: Actor, factory: Factory) -> bool:
    """Who may say that the firm lets them write for it: of one without an account hubs and town halls; one that can speak
    for itself is written for by its own town hall at most, never by a hub that it competes for work with."""
    return may_enter_others(actor) and (is_its_town_hall(actor, factory) or not has_account(factory))


consent_policy = Policy(
    name="consent",
    visible=lambda actor: public_factories(),
    actions={"record": _may_record, "end": is_own},
)


def own_consents(actor: Actor) -> QuerySet[ProxyConsent]:
    """The consents in force that let the actor's organization write."""
    return ProxyConsent.objects.filter(organization=actor.organization, ended_at=None).select_related(
        "factory__organization__municipality", "organization", "recorded_by"
    )


def visible_consents(actor: Actor) -> QuerySet[ProxyConsent]:
    """Those that the actor's organization has or has given, ended ones too."""
    known = ProxyConsent.objects.select_related("factory__organization", "organization")
    mine = Q(organization=actor.organization) | Q(factory__organization=actor.organization)
    return known.filter(mine, factory__in=public_factories())
