from factories.profile.models import Factory
from factories.search.index import count_words, index, stale
from factories.search.models import Rewording
from factories.search.rewording import follow
from marketplace.kernel.sweeping import Chore, Sweep, sweeps


def write_entries(factories: list[Factory]) -> None:
    """Those of factories that have none yet, and of firms renamed since theirs was written."""
    index(Factory.objects.filter(pk__in=[factory.pk for factory in factories]))
    count_words()


sweeps.add(
    Sweep(
        "search.entries",
        every=60,
        rows=stale,
        do=lambda factory: write_entries([factory]),
        together=write_entries,
    )
)
sweeps.add(Sweep("search.rewordings", every=60, rows=Rewording.objects.all, do=follow))
sweeps.add(Chore("search.words", every=3600, run=count_words))
