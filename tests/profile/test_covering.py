"""The database's predicate and the one in Python agree, and both with a slow and plain reading of the limits."""

from datetime import date
from decimal import Decimal

import people
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.profile.covering import certificates_for, covers
from factories.profile.matching import Needs, failed_limits
from factories.profile.models import Capability, Certificate
from factories.profile.selectors import candidates_for
from factories.profile.services.capabilities import capability_set, checked_limits
from marketplace.kernel.errors import Invalid

TODAY = date(2026, 11, 26)
FAMILIES, NAMES = ("M01", "M04", "M05"), ("ISO 9001", "JIS Q 9100")


def maybe(values):
    return st.none() | values


def decimals(low: str, high: str):
    return st.decimals(Decimal(low), Decimal(high), places=2)


LIMITS = st.fixed_dictionaries({
    "families": st.lists(st.sampled_from(FAMILIES), unique=True),
    "max_x_mm": maybe(st.integers(1, 40)),
    "max_y_mm": maybe(st.integers(1, 40)),
    "max_z_mm": maybe(st.integers(1, 40)),
    "max_mass_kg": maybe(decimals("0.1", "9")),
    "tolerance_mm": maybe(decimals("0.01", "0.5")),
    "roughness_um": maybe(decimals("0.1", "9")),
    "lot_min": st.integers(1, 9),
    "is_in_house": st.booleans(),
})  # fmt: skip
NEEDS = st.builds(
    Needs,
    process=st.just("0302"),
    families=st.frozensets(st.sampled_from(FAMILIES)),
    size_mm=st.lists(st.integers(1, 40), max_size=3).map(tuple),
    mass_kg=maybe(decimals("0.1", "9")),
    tolerance_mm=maybe(decimals("0.01", "0.5")),
    roughness_um=maybe(decimals("0.1", "9")),
    quantity=maybe(st.integers(1, 30)),
    certificates=st.frozensets(st.sampled_from(NAMES)),
    in_house_only=st.booleans(),
)
HELD = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(("", "0302", "0402")),
        st.sampled_from((None, date(2026, 11, 25), TODAY, date(2027, 1, 1))),
    ),
    unique_by=lambda c: c[:2],
)


def plainly(limits: dict, more: dict, held: list, needs: Needs) -> bool:
    """May it be asked? Word for word from the meaning of each limit, with no thought of speed."""
    sides = sorted((limits[s] for s in ("max_x_mm", "max_y_mm", "max_z_mm") if limits[s]), reverse=True)
    wanted = sorted(needs.size_mm, reverse=True)
    valid = {name for name, process, end in held if process in ("", "0302") and not (end and end < TODAY)}
    return not any((
        needs.families and limits["families"] and not needs.families & set(limits["families"]),
        any(w > s for w, s in zip(wanted, sides, strict=False)),
        more["min_mm"] and wanted and wanted[0] < more["min_mm"],
        needs.mass_kg and limits["max_mass_kg"] and needs.mass_kg > limits["max_mass_kg"],
        needs.tolerance_mm and limits["tolerance_mm"] and needs.tolerance_mm < limits["tolerance_mm"],
        needs.roughness_um and limits["roughness_um"] and needs.roughness_um < limits["roughness_um"],
        needs.quantity and needs.quantity < limits["lot_min"],
        needs.quantity and more["lot_max"] and needs.quantity > more["lot_max"],
        not needs.certificates <= valid,
        needs.in_house_only and not limits["is_in_house"],
    ))  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(limits=LIMITS, lot=maybe(st.integers(0, 20)), smallest=maybe(st.integers(1, 40)), held=HELD, needs=NEEDS)
def test_three_ways_to_say_it_are_one(lathe_shop, limits, lot, smallest, held, needs):
    more = {"lot_max": None if lot is None else limits["lot_min"] + lot, "min_mm": smallest}
    try:
        kept = checked_limits({**limits, **more})
    except Invalid:
        return  # a smallest size above the largest: refused at the edge
    Capability.objects.filter(factory=lathe_shop.factory).delete()
    Certificate.objects.filter(factory=lathe_shop.factory).delete()
    capability = Capability.objects.create(factory=lathe_shop.factory, process="0302", **kept)
    certificates = Certificate.objects.bulk_create(
        Certificate(factory=lathe_shop.factory, name=name, process=process, expires_on=end)
        for name, process, end in held
    )
    expected = plainly(limits, more, held, needs)
    counted = certificates_for(capability, certificates, TODAY)
    assert (not failed_limits(capability.envelope(counted), needs)) == expected
    assert Capability.objects.filter(covers(needs, today=TODAY), pk=capability.pk).exists() == expected


def test_the_machine_that_comes_closest_speaks_for_the_firm(lathe_shop):
    factory = lathe_shop.factory
    large = factory.machines.create(name="NC旋盤", maker="見本機械", model="L900")
    limits = {"process": "0302", "max_x_mm": 900, "lot_min": 50}
    capability_set(actor=lathe_shop.actor, factory=factory, machine=large, **limits)
    (found,) = candidates_for(Needs("0302", size_mm=(800,), quantity=60), today=TODAY)
    assert found.is_able
    (found,) = candidates_for(Needs("0302", size_mm=(800,), quantity=2), today=TODAY)
    assert found.why_not in (("大きさ 300mm まで(必要 800mm)",), ("50個から(必要 2個)",))


def test_a_machine_of_somebody_else_is_refused(lathe_shop, plating_shop):
    theirs = plating_shop.factory.machines.create(name="めっき槽")
    before = Capability.objects.count()
    with pytest.raises(Invalid):
        capability_set(actor=lathe_shop.actor, factory=lathe_shop.factory, process="0301", machine=theirs)
    for limits in ({"families": ["M99"]}, {"families": ["SUS304"]}, {"lot_min": 9, "lot_max": 3}):
        with pytest.raises(Invalid):
            capability_set(actor=lathe_shop.actor, factory=lathe_shop.factory, process="0301", **limits)
    assert Capability.objects.count() == before


def test_what_partners_do_is_no_work_of_the_own_house(municipalities):
    shop = people.make_factory("x@example.jp", "森 実", "森精工", "0302", is_in_house=False)
    (found,) = candidates_for(Needs("0302", in_house_only=True), today=TODAY)
    assert (found.factory, found.why_not) == (shop.factory, ("自社ではなく協力先で行っています",))
    assert candidates_for(Needs("0302"), today=TODAY)[0].is_able
