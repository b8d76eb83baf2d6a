"""The officer's figures: sums that hide whoever is too few, also from somebody who subtracts."""

from datetime import timedelta

import people
import stories

from marketplace.accounts.models import Municipality
from marketplace.inquiries.models import Inquiry
from marketplace.insight.selectors.figures import Cell, municipality_figures, total_of


def orderers(count: int) -> list[people.Player]:
    return [people.make_player(f"o{n}@example.jp", f"頼み手{n}", f"商店{n}", is_orderer=True) for n in range(count)]


def move_to_last_month(inquiry: Inquiry) -> None:
    inquiry.posted_at = inquiry.posted_at.replace(day=1) - timedelta(days=3)
    inquiry.save(update_fields=["posted_at"])


def ota():
    return municipality_figures(Municipality.objects.get(code=people.OTA))


def test_five_firms_are_shown_and_four_are_not(municipalities, officer):
    *four, fifth = orderers(5)
    for player in four:
        stories.posted(player)
        stories.posted(player)
    assert ota().total.inquiries.is_hidden
    assert "5社未満" in officer.browser().get("/municipality/").content.decode()
    stories.posted(fifth)
    total = ota().total.inquiries
    assert (total.value, total.is_hidden) == (9, False)
    page = officer.browser().get("/municipality/").content.decode()
    assert '9<span class="unit">件</span>' in page


def test_another_towns_inquiries_are_not_counted(municipalities, officer):
    for number in range(6):
        stories.posted(
            people.make_player(
                f"k{number}@example.jp", "人", f"社{number}", municipality=people.KAWASAKI, is_orderer=True
            )
        )
    assert ota().total.inquiries == Cell(0, set())


def test_one_hidden_month_hides_the_total(municipalities):
    """Else the total less the shown months would be the hidden one."""
    many = orderers(6)
    for player in many:
        stories.posted(player)
    for player in many[:3]:
        move_to_last_month(stories.posted(player))
    figures = ota()
    before, now = figures.months[-2].inquiries, figures.months[-1].inquiries
    assert (before.value, before.is_hidden, now.value, now.is_hidden) == (3, True, 6, False)
    assert figures.total.inquiries.is_hidden


def test_hidden_months_of_the_same_few_firms_hide_the_total_too():
    shown, few, again, others = Cell(9, {1, 2, 3, 4, 5}), Cell(3, {1, 2, 3}), Cell(4, {1, 2, 3}), Cell(2, {7, 8})
    assert not total_of([shown]).is_hidden
    assert total_of([shown, few, again]).is_hidden
    assert not total_of([shown, few, others]).is_hidden
    assert total_of([few, again]).is_hidden
    assert total_of([]) == Cell(0, set())


def test_the_steps_nobody_could_do(municipalities, hub, lathe_shop, plating_shop):
    """Six firms' jobs were asked for; the plating maker never quoted."""
    for player in orderers(6):
        proposal = stories.planned(hub, stories.taken(hub, stories.posted(player)))
        proposal = stories.asked(hub, proposal, [lathe_shop], [plating_shop])
        stories.quoted(lathe_shop, proposal, total_yen=104_000)
        stories.opened(proposal)
    rows = {row.code: (row.requested.value, row.unserved.value, row.unserved.is_hidden) for row in ota().processes}
    assert rows == {"0302": (6, 0, False), "1203": (6, 6, False)}
