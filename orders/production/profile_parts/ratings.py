"""What a profile shows of the firm's work: ratings with their number, jobs finished here."""

from dataclasses import dataclass

from django.db.models import Avg, Count, F

from factories.catalog.selectors import taxonomy
from factories.profile.models import Factory
from factories.profile.parts import BODY, ProfilePart, profile_parts
from marketplace.kernel.actors import Actor
from orders.ordering.models import PurchaseOrder, Rating
from orders.ordering.selectors import Ratings, ratings_of
from orders.ordering.states import OrderStatus


@dataclass(frozen=True)
class RatingsOfProcess:
    process: str
    n: int
    quality: float
    delivery: float
    cost: float


@dataclass(frozen=True)
class RatingsShown:
    """`comments`: the newest ratings that say something; for members alone."""

    ratings: Ratings
    by_process: tuple[RatingsOfProcess, ...]
    comments: tuple[Rating, ...]
    jobs_done: int


def _ratings(factory: Factory, actor: Actor | None) -> RatingsShown:
    organization = factory.organization
    known = taxonomy()
    by_process = (
        Rating.objects.filter(rated=organization, order__steps__process_step__process__gt="")
        .values(process=F("order__steps__process_step__process"))
        .annotate(n=Count("pk", distinct=True), quality=Avg("quality"), delivery=Avg("delivery"), cost=Avg("cost"))
        .order_by("-n", "process")
    )
    recent = Rating.objects.filter(rated=organization).order_by("-given_at")[:5] if actor else ()
    return RatingsShown(
        ratings=ratings_of([organization.pk])[organization.pk],
        by_process=tuple(
            RatingsOfProcess(known.process(r["process"]).name, r["n"], r["quality"], r["delivery"], r["cost"])
            for r in by_process
            if known.process(r["process"])
        ),
        comments=tuple(rating for rating in recent if rating.comment),
        jobs_done=PurchaseOrder.objects.filter(supplier=organization, status=OrderStatus.CLOSED).count(),
    )


profile_parts.add(ProfilePart("ratings", BODY, "production/parts/ratings.html", _ratings))
