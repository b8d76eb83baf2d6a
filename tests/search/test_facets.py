"""Facets of the search: each narrows, alone and with words, as the predicate of team assembly does; who misses is told why."""

from datetime import date, timedelta
from decimal import Decimal

import people
import pytest
from django.db.models import Q

from factories.catalog.sizes import sides_of
from factories.profile.matching import Needs
from factories.profile.models import Certificate
from factories.profile.selectors import candidates_for
from factories.profile.services.profile import availability_set
from factories.search import find as search
from factories.search.criteria import places
from factories.search.facets import Facets
from factories.search.forms import FacetForm
from factories.search.index import count_words
from factories.search.map import plane_of
from factories.search.vocabulary import forget
from marketplace.accounts import distances

TOMORROW = date.today() + timedelta(days=3)


@pytest.fixture
def directory(municipalities):
    """Four turning shops, each with a limit of its own, and one that welds."""
    made = {
        "large": people.make_factory("a@example.jp", "矢口 実", "大物旋盤", "0302", max_x_mm=900, lot_min=10),
        "fine": people.make_factory(
            "b@example.jp",
            "溝口 学",
            "精密旋盤",
            "0302",
            municipality=people.KAWASAKI,
            max_x_mm=200,
            tolerance_mm="0.005",
        ),
        "steel": people.make_factory(
            "c@example.jp", "大森 徹", "鉄の旋盤", "0302", families=["M01"], tolerance_mm="0.05", lot_max=100
        ),
        "partner": people.make_factory(
            "d@example.jp", "城南 司", "手配旋盤", "0302", municipality=people.TSUBAME, is_in_house=False
        ),
        "welding": people.make_factory("e@example.jp", "城東 正", "城東溶接", "1001"),
    }
    count_words()
    forget()
    for cache in (places, distances.coordinates, distances.distances_from):
        cache.cache_clear()
    return {name: player.factory for name, player in made.items()}


def found(text: str = "", **facets) -> set[str]:
    return {h.factory.organization.name for h in search.find(text, Facets(**facets), limit=99).hits}


def why_not(text: str = "", **facets) -> dict[str, tuple[str, ...]]:
    number, hits = search.missed(search.find(text, Facets(**facets)), limit=99)
    assert number == len(hits)
    return {h.factory.organization.name: h.why_not for h in hits}


ALL = {"大物旋盤", "精密旋盤", "鉄の旋盤", "手配旋盤"}


@pytest.mark.parametrize(
    ("facets", "missing"),
    [
        ({}, {}),
        ({"material": "SUS304"}, {"鉄の旋盤": ("SUS304は扱っていません",)}),
        ({"size_mm": (300,)}, {"精密旋盤": ("大きさ 200mm まで(必要 300mm)",)}),
        ({"tolerance_mm": Decimal("0.01")}, {"鉄の旋盤": ("精度 ±0.05mm まで(必要 ±0.01mm)",)}),
        ({"quantity": 3}, {"大物旋盤": ("10個から(必要 3個)",)}),
        ({"quantity": 500}, {"鉄の旋盤": ("100個まで(必要 500個)",)}),
        ({"in_house_only": True}, {"手配旋盤": ("自社ではなく協力先で行っています",)}),
        ({"certificate": "ISO 9001"}, {name: ("ISO 9001 がありません",) for name in ALL}),
    ],
    ids=["nothing", "material", "size", "precision", "few", "many", "in-house", "certificate"],
)
def test_each_limit_narrows_and_says_why(directory, facets, missing):
    for text, more in (("", {"process": "0302"}), ("NC旋盤", {})):
        assert found(text, **facets, **more) == ALL - set(missing)
        assert why_not(text, **facets, **more) == missing


def test_team_assembly_says_the_same(directory):
    families = frozenset({"M04"})
    needs = Needs("0302", families=families, materials=("SUS304",), size_mm=(300,), quantity=20)
    candidates = candidates_for(needs)
    able = {c.factory.organization.name for c in candidates if c.is_able}
    facets = {"process": "0302", "material": "SUS304", "size_mm": (300,), "quantity": 20}
    assert found(**facets) == able == {"大物旋盤", "手配旋盤"}
    assert why_not(**facets) == {c.factory.organization.name: c.why_not for c in candidates if not c.is_able}


def test_a_certificate_counts_until_it_runs_out(directory):
    Certificate.objects.create(factory=directory["fine"], name="ISO 9001", expires_on=TOMORROW)
    Certificate.objects.create(factory=directory["large"], name="ISO 9001", expires_on=date(2020, 1, 1))
    Certificate.objects.create(factory=directory["steel"], name="ISO 9001", process="1203")
    assert found(process="0302", certificate="ISO 9001") == {"精密旋盤"}


def test_places_and_distances(directory):
    assert found(process="0302", municipality=people.OTA) == {"大物旋盤", "鉄の旋盤"}
    assert found(process="0302", municipality=people.OTA, within_km=30) == {"大物旋盤", "鉄の旋盤", "精密旋盤"}
    assert found(process="0302", municipality=people.OTA, within_km=500) == ALL
    assert found(process="0302", municipality="000000", within_km=30) == set()
    from_here = search.find("", Facets(process="0302", within_km=30), near=people.KAWASAKI)
    assert from_here.total == 3, "with no place named, from where one asks"
    assert distances.distances_from(people.OTA)[people.OTA] == 0
    assert 200 < distances.distances_from(people.OTA)[people.TSUBAME] < 260


def test_who_rests_or_is_full_is_not_to_be_asked(directory):
    fine = people.Player(None, directory["fine"].organization, None)
    actor = people.Actor(user=fine.organization.memberships.get().user, organization=fine.organization, role="owner")
    availability_set(actor=actor, factory=directory["fine"], availability="green", paused_until=TOMORROW)
    assert "精密旋盤" not in found("NC旋盤")
    (why,) = why_not("NC旋盤")["精密旋盤"]
    assert "休止中" in why
    availability_set(actor=actor, factory=directory["fine"], availability="green", paused_until=date(2020, 1, 1))
    assert "精密旋盤" in found("NC旋盤")
    assert found("NC旋盤", availability="green") == {"精密旋盤"}
    assert why_not("NC旋盤", availability="green") == dict.fromkeys(ALL - {"精密旋盤"}, ("手のあきは普通",))
    availability_set(actor=actor, factory=directory["fine"], availability="red")
    assert why_not("NC旋盤") == {"精密旋盤": ("いまは手いっぱいと登録されています",)}


def test_the_map_counts_what_the_list_counts(directory):
    plane = plane_of(search.find("", Facets(process="0302"), near=people.OTA))
    assert {d.municipality.code: d.number for d in plane.dots} == {people.OTA: 2, people.KAWASAKI: 1, people.TSUBAME: 1}
    assert all(0 <= v <= plane.side for d in plane.dots for v in (d.x, d.y)) and len(plane.land) > 100
    north = {d.municipality.code: d.y for d in plane.dots}
    assert north[people.TSUBAME] < north[people.OTA], "north is above"
    assert plane_of(search.find("zzzzqqqq")).dots == ()


@pytest.mark.parametrize(
    ("text", "sides"), [("", ()), ("300", (300,)), ("300×200x50", (300, 200, 50)), ("３００ ＊ ２０mm", (300, 20))]
)
def test_sides(text, sides):
    assert sides_of(text) == sides


@pytest.mark.parametrize("text", ["abc", "0", "1x2x3x4", "-5", "999999999", "3.5", "×"])
def test_what_is_no_size_is_refused(text):
    with pytest.raises(ValueError):
        sides_of(text)


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(directory, hub):
    browser = hub.browser()
    page = browser.get("/factories/", {"q": "NC旋盤", "size": "大きい", "quantity": "3"}).content.decode()
    assert "大きさは 300×200×50 のように" in page and 'value="大きい"' in page
    assert "見つかった町工場 3社" in page and "10個から(必要 3個)" in page
    page = browser.get("/factories/", {"process": "G03", "municipality": "川崎市"}).content.decode()
    assert "見つかった町工場 1社" in page and "神奈川県川崎市" in page
    assert (
        browser.get(
            "/factories/", {"process": "9999", "material": "x", "within": "-1", "availability": "blue"}
        ).status_code
        == 200
    )


def test_the_form_offers_the_whole_taxonomy(municipalities):
    form = FacetForm({})
    assert len([c for _, group in form.fields["process"].choices[1:] for c in group]) > 160
    assert form.facets() == Facets()


def test_candidates_in_part_are_the_first_of_all(directory):
    needs = Needs("0302", size_mm=(300,), quantity=20)
    everybody = candidates_for(needs, near=people.KAWASAKI)
    assert [c.is_able for c in everybody] == sorted((c.is_able for c in everybody), reverse=True)
    able, others = ([c for c in everybody if c.is_able == is_able] for is_able in (True, False))
    assert candidates_for(needs, near=people.KAWASAKI, limit=1) == [able[0], others[0]]
    first = Q(pk=able[0].factory.pk)
    assert able[0].factory not in [c.factory for c in candidates_for(needs, leaving_out=first)]


@pytest.mark.parametrize(("counted", "total"), [(3, 3), (4, 4), (5, 4)])
def test_the_count_ends_where_nobody_looks_any_more(directory, monkeypatch, hub, counted, total):
    monkeypatch.setattr(search, "COUNTED", counted)
    result = search.find("", Facets(process="0302"), limit=2)
    assert (result.total, result.is_more, len(result.hits)) == (total, counted <= 4, 2)
    page = hub.browser().get("/factories/", {"process": "0302"}).content.decode()
    assert (f"{total}社以上" in page) == (counted <= 4)
