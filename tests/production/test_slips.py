"""The slip that goes with the goods: printed by who gives them, its number typed by who takes them."""

from datetime import timedelta

import pytest
import stories
from django.urls import reverse

from marketplace.kernel.allowances import Rate
from orders.production.forms import NumberForm
from orders.production.models import HandOver
from orders.production.services.slips import number_of

ARRIVED = "/hand-overs/arrived/"

pytestmark = pytest.mark.xdist_group("slips")


@pytest.fixture
def over(orderer, hub, lathe_shop, quiet_plater):
    root = stories.ordered(orderer, hub, lathe_shop, quiet_plater)
    return stories.worked(lathe_shop, root, 1, good=20)


def test_the_slip_says_who_what_how_many_and_where_to(over, lathe_shop, officer, hub, orderer):
    address = reverse("hand_over_slip", args=[over.public_id])
    assert address in lathe_shop.browser().get(reverse("ring", args=[over.root.public_id])).content.decode()
    number = number_of(over)
    for player in (lathe_shop, officer):
        page = player.browser().get(address).content.decode()
        for words in ("矢口精工", "森めっき 様", "NC旋盤", "20個", "糀谷4-5-6", "03-0000-2222", "大田区", "<svg"):
            assert words in page
        assert f"{number[:3]}-{number[3:]}" in page
    for player in (hub, orderer):
        assert player.browser().get(address).status_code == 404


def test_the_desk_of_the_receiver_records_the_receipt_by_the_number(over, officer):
    number = number_of(over)
    page = officer.browser().get(ARRIVED, {"number": number}).content.decode()
    assert f'value="{number}"' in page
    answer = officer.press(ARRIVED, number=f"{number[:3]}-{number[3:]}", count="１９")
    assert answer["Location"].endswith(f"#hand-over-{over.public_id}")
    over.refresh_from_db()
    assert (over.status, over.received_count, over.received_by) == ("received", 19, officer.user)
    officer.refused(ARRIVED, number=number, count=20)


def test_so_does_a_receiver_that_signs_in(orderer, hub, lathe_shop, plating_shop):
    over = stories.worked(lathe_shop, stories.ordered(orderer, hub, lathe_shop, plating_shop), 1, good=20)
    assert plating_shop.press(ARRIVED, number=number_of(over), count=20).status_code == 302
    assert stories.fresh(over).status == "received"


@pytest.mark.parametrize("who", ["hub", "lathe_shop", "orderer", "rival_hub"])
def test_nobody_else_receives_by_it(request, who, over):
    player = request.getfixturevalue(who)
    assert "見つかりません" in player.refused(ARRIVED, number=number_of(over), count=20)
    assert HandOver.objects.get(pk=over.pk).status == "announced"


def test_numbers_are_not_guessed(over, officer, monkeypatch):
    monkeypatch.setattr(NumberForm, "TRIES", Rate(3, timedelta(minutes=5)))
    right = number_of(over)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for _try in range(3):
        assert "見つかりません" in officer.refused(ARRIVED, number=wrong, count=20)
    assert "何度も試した" in officer.refused(ARRIVED, number=right, count=20)
    assert HandOver.objects.get(pk=over.pk).status == "announced"
