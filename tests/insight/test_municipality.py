"""The officer's page: sums of closed months that stay as they were published, and plain words where there is no number."""

from datetime import datetime, timedelta

import clocks
import people
import pytest
import stories
from django.db import IntegrityError

from marketplace.accounts.models import Municipality
from marketplace.inquiries.models import Inquiry
from marketplace.insight.models import Publication
from marketplace.insight.selectors.figures import Figure, municipality_figures, place_figures, sum_of
from marketplace.insight.services import figures_publish
from marketplace.kernel.calendar import JST
from marketplace.sourcing.models import Proposal
from orders.ordering.models import PurchaseOrder

FEW = Figure(0, "5社未満")
#: The first instants of October and of November.
OCTOBER, NOVEMBER = datetime(2026, 10, 1, tzinfo=JST), datetime(2026, 11, 1, tzinfo=JST)


def orderers(number: int, *, municipality: str = people.OTA) -> list[people.Player]:
    firms = ((f"o{municipality}{n}@example.jp", f"頼み手{n}", f"商店{municipality}{n}") for n in range(number))
    return [people.make_player(*firm, municipality=municipality, is_orderer=True) for firm in firms]


def posted_in_october(player, at: datetime = OCTOBER) -> None:
    Inquiry.objects.filter(pk=stories.posted(player).pk).update(posted_at=at)


def ota():
    return municipality_figures(Municipality.objects.get(code=people.OTA))


def october():
    """As it is published when November has begun."""
    clocks.clock_stands_at(NOVEMBER)
    figures_publish()
    return ota().months[-1]


def page_of(officer) -> str:
    return officer.browser().get("/municipality/").content.decode()


def test_five_firms_are_shown_and_four_are_not(municipalities, officer):
    for player in (*orderers(4), *orderers(5, municipality=people.KAWASAKI)):
        posted_in_october(player)
        posted_in_october(player)
    assert october().inquiries == FEW
    assert "5社未満" in page_of(officer)
    kawasaki = municipality_figures(Municipality.objects.get(code=people.KAWASAKI))
    assert kawasaki.months[-1].inquiries == Figure(10)


def test_a_month_begins_and_ends_at_midnight_in_japan(municipalities, officer):
    moment = timedelta(microseconds=1)
    for number, player in enumerate(orderers(7)):
        posted_in_october(player, (OCTOBER - moment, NOVEMBER, *[NOVEMBER - moment] * 5)[number])
    clocks.clock_stands_at(NOVEMBER - moment)
    figures_publish()
    assert [month.first.month for month in ota().months] == [4, 5, 6, 7, 8, 9]
    assert october().inquiries == Figure(5)
    assert '5<span class="unit">件</span>' in page_of(officer)


def test_before_a_month_is_over_there_is_a_word_for_every_number(officer):
    page = page_of(officer)
    assert "終わった月の数が、まだありません" in page and "まだ数えられる工程がありません" in page
    assert page.count("まだありません</small>") == 4


def ordered(player, hub, yen: int, at: datetime = OCTOBER) -> PurchaseOrder:
    """An order to the hub as it stands after it was issued."""
    proposal = stories.taken(hub, stories.posted(player))
    facts = {"title": "品物", "content": "品物", "quantity": 1, "deliver_on": at.date(), "deliver_to": "本町"}
    sides = {"buyer": player.organization, "supplier": hub.organization, "proposal": proposal}
    return PurchaseOrder.objects.create(**sides, **facts, amount_yen=yen, status="issued", issued_at=at)


def test_no_order_shows_by_what_changes_from_day_to_day(officer, hub):
    """Neither one of today, nor one of the month that is called off or costs more afterwards."""
    buyers = orderers(6)
    orders = [ordered(player, hub, 104_000 + 90_000 * number) for number, player in enumerate(buyers[:5])]
    assert october().yen == Figure(1_400_000), "1,420,000 yen, rounded"
    before = ota()
    assert '1,400,000<span class="unit">円</span>' in page_of(officer)
    ordered(buyers[5], hub, 1_234_567, at=NOVEMBER)
    PurchaseOrder.objects.filter(pk=orders[0].pk).update(status="cancelled")
    PurchaseOrder.objects.filter(pk=orders[1].pk).update(amount_yen=999_999)
    for days in (0, 1, 29):
        clocks.clock_stands_at(NOVEMBER + timedelta(days=days))
        assert figures_publish() == 0
        assert ota() == before


def test_one_large_order_is_not_shown_among_small_ones(officer, hub):
    for number, player in enumerate(orderers(5)):
        ordered(player, hub, 8_000_000 if number == 3 else 100_000)
    assert october().yen == Figure(0, "1社で半分超")
    assert "1社で半分超" in page_of(officer) and "8,000,000" not in page_of(officer)


@pytest.mark.parametrize(
    "months, said",
    [
        ([], Figure(0, "まだありません")),
        ([Figure(9), Figure(0), Figure(7)], Figure(16)),
        ([Figure(9), FEW, Figure(7)], Figure(16)),
        ([Figure(0), FEW, Figure(0)], FEW),
        ([Figure(0), Figure(0)], Figure(0)),
    ],
)
def test_a_total_is_of_the_months_that_are_shown(months, said):
    assert sum_of(months) == said


def test_publishing_again_changes_nothing(municipalities):
    clocks.clock_stands_at(NOVEMBER)
    assert figures_publish() == 7
    first = set(Publication.objects.values_list("pk", flat=True))
    assert figures_publish() == 0
    assert set(Publication.objects.values_list("pk", flat=True)) == first
    with pytest.raises(IntegrityError, match="one_publication_per_period"):
        Publication.objects.create(first=OCTOBER.date(), months=1, figures={})


def test_the_steps_nobody_could_do(hub, officer, lathe_shop, plating_shop):
    """Six firms' jobs were asked for; the plating maker never quoted. Four firms' grinding is not even named."""
    for player in orderers(6):
        proposal = stories.planned(hub, stories.taken(hub, stories.posted(player)))
        proposal = stories.asked(hub, proposal, [lathe_shop], [plating_shop])
        stories.quoted(lathe_shop, proposal, total_yen=104_000)
        stories.opened(proposal)
    Proposal.objects.update(quotations_opened_at=OCTOBER - timedelta(days=1))
    proposal.steps.filter(process="1203").update(process="1204")
    clocks.clock_stands_at(OCTOBER)
    figures_publish()
    rows = {row.name: (row.requested, row.unserved) for row in ota().processes}
    assert rows == {"NC旋盤": (Figure(5), Figure(0)), "硬質クロム": (Figure(5), Figure(5))}
    assert "2026年7月から9月" in page_of(officer)


def test_the_places_number_is_that_of_the_towns_that_are_shown(municipalities):
    """Else it would give away the others' when the shown ones are taken off it."""
    for player in (*orderers(6), *orderers(4, municipality=people.KAWASAKI)):
        posted_in_october(player)
    october()
    assert [figure.value for figure in place_figures()] == ["0", "6"]
