"""The dictionary is rows that operators edit: read by everybody within seconds, written down, searched by at once."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from factories.catalog import selectors as dictionary
from factories.catalog.models import CertificateTerm, MaterialTerm, ProcessTerm, TaxonomyRevision
from factories.catalog.selectors import taxonomy
from factories.catalog.services.terms import taxonomy_load, term_add, term_edit
from factories.catalog.taxonomy import packaged
from factories.search import index as index_module
from factories.search.index import index
from factories.search.models import Rewording, SearchEntry
from factories.search.rewording import follow
from factories.search.text import number_of, words
from marketplace.accounts.models import User
from marketplace.accounts.operators import operator
from marketplace.kernel import relay
from marketplace.kernel.actors import system
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.kernel.models import AuditEntry, Deferral
from marketplace.kernel.sweeping import sweeps

NEW = {"name_ja": "七宝焼", "name_en": "enamelling", "words": ["七宝", "ほうろう"]}


@pytest.fixture
def clerk(terms):
    """The operator of the place."""
    return operator(User.objects.create_superuser("kanri@example.jp"))


@pytest.fixture
def unchanged():
    """Call it to see that nothing was written since it was made or called last."""

    def now():
        kinds = (ProcessTerm, MaterialTerm, CertificateTerm, TaxonomyRevision)
        return [list(kind.objects.order_by("pk").values()) for kind in kinds] + [AuditEntry.objects.count()]

    seen = []

    def same() -> bool:
        state = now()
        same = not seen or seen[0] == state
        seen[:] = [state]
        return same

    return same


def term(code: str) -> ProcessTerm:
    return ProcessTerm.objects.get(pk=code)


def again() -> None:
    """As another process, or this one seconds later, sees it."""
    dictionary.forget()


def test_the_rows_say_what_the_package_says(terms):
    assert taxonomy() == packaged() and taxonomy() is not packaged()
    assert ProcessTerm.objects.count() == len(packaged().processes)


def test_empty_tables_fall_back_to_the_package(terms):
    ProcessTerm.objects.all().delete()
    again()
    assert taxonomy() is packaged()


def test_one_small_query_in_seconds_and_none_between(terms, clerk, monkeypatch, django_assert_num_queries):
    taxonomy()
    with django_assert_num_queries(0):
        taxonomy()
    monkeypatch.setattr(dictionary, "FRESH_FOR", -1)
    with django_assert_num_queries(1):
        held = taxonomy()
    term_edit(actor=clerk, term=term("0706"), words=["へら絞り", "スピニング"])
    with django_assert_num_queries(4):
        assert taxonomy() is not held
    assert taxonomy().process("0706").words == ("へら絞り", "スピニング")


def test_an_operator_changes_words(clerk, django_capture_on_commit_callbacks):
    number = TaxonomyRevision.objects.get().number
    assert "スピニング" not in taxonomy().process("0706").words
    with django_capture_on_commit_callbacks(execute=True):
        term_edit(actor=clerk, term=term("0706"), words=["へら絞り", " ｽﾋﾟﾆﾝｸﾞ "])
    assert taxonomy().process("0706").words == ("へら絞り", "スピニング")
    assert TaxonomyRevision.objects.get().number == number + 1
    entry = AuditEntry.objects.get(action="processterm.edit")
    assert (entry.subject_id, entry.role) == (term("0706").public_id, "operator")
    assert entry.note["words"][1] == ["へら絞り", "スピニング"] and set(entry.note) == {"words"}


def test_the_same_words_again_are_no_change(clerk, unchanged):
    unchanged()
    term_edit(actor=clerk, term=term("0706"), words=term("0706").words)
    assert unchanged()


@pytest.mark.parametrize(
    "facts",
    [
        {"words": ["へら絞り", ""]},
        {"words": ["へら絞り", "ヘラ絞り"]},
        {"words": ["あ" * 41]},
        {"name_ja": " "},
        {"name_en": ""},
        {"attributes": ["bath"]},
    ],
)
def test_what_is_no_word_or_name_is_refused(clerk, unchanged, facts):
    unchanged()
    with pytest.raises(Invalid):
        term_edit(actor=clerk, term=term("0706"), **facts)
    assert unchanged()
    term_edit(actor=clerk, term=term("0706"), words=["へら絞り"], name_ja="ヘラ絞り", attributes=["diameter"])
    assert not unchanged()


def test_a_new_process_is_offered_and_found(clerk):
    added = term_add(actor=clerk, kind=ProcessTerm, code="１４５１", group="G14", attributes=["kiln"], **NEW)
    again()
    known = taxonomy()
    assert added.code == "1451" and known.process("1451") in known.in_group("G14")
    assert [match.process.code for match in known.find_processes("七宝の小皿")] == ["1451"]
    assert [a.code for a in known.attributes_of("1451")] == ["kiln"]
    assert known.order_of("1451") < known.order_of("1601")


@pytest.mark.parametrize(
    ("code", "group"),
    [("0706", "G07"), ("1451", "G13"), ("145", "G14"), ("14511", "G14"), ("14a1", "G14"), ("1751", "G17"), ("", "")],
)
def test_a_code_is_new_and_of_its_group(clerk, unchanged, code, group):
    unchanged()
    with pytest.raises(Invalid):
        term_add(actor=clerk, kind=ProcessTerm, code=code, group=group, **NEW)
    assert unchanged()
    term_add(actor=clerk, kind=ProcessTerm, code="1451", group="G14", **NEW)
    assert term("1451").words == ["七宝", "ほうろう"]


def test_materials_and_certificates_are_added_under_codes_of_their_own(clerk, unchanged):
    unchanged()
    names = {"name_ja": "新材", "name_en": "new"}
    for kind, code, group in [
        (MaterialTerm, "SUS304", "M04"),
        (MaterialTerm, "SUS329", "M99"),
        (MaterialTerm, "M18", "M04"),
        (MaterialTerm, "x" * 21, "M04"),
        (CertificateTerm, "C101", "management"),
        (CertificateTerm, "C251", "management"),
        (CertificateTerm, "C151", "x"),
    ]:
        with pytest.raises(Invalid):
            term_add(actor=clerk, kind=kind, code=code, group=group, **names)
    assert unchanged()
    term_add(actor=clerk, kind=MaterialTerm, code="SUS329", group="M04", **names)
    term_add(actor=clerk, kind=MaterialTerm, code="M18", group="M18", **names)
    term_add(actor=clerk, kind=CertificateTerm, code="C151", group="management", **names)
    again()
    assert taxonomy().material("SUS329") in taxonomy().members_of("M04") and taxonomy().material("M18").is_family
    assert "新材" in taxonomy().certificates[0].values


def test_a_retired_process_keeps_its_name_and_comes_back(clerk):
    term_edit(actor=clerk, term=term("0706"), is_active=False)
    again()
    assert taxonomy().process("0706").name_ja == "へら絞り"
    assert "0706" not in {p.code for p in taxonomy().in_group("G07")}
    term_edit(actor=clerk, term=term("0706"), is_active=True)
    again()
    assert taxonomy() == packaged()


def test_a_family_is_retired_after_its_members(clerk, unchanged):
    unchanged()
    family = MaterialTerm.objects.get(pk="M17")
    with pytest.raises(Invalid):
        term_edit(actor=clerk, term=family, is_active=False)
    assert unchanged()
    term_edit(actor=clerk, term=MaterialTerm.objects.get(pk="支給"), is_active=False)
    term_edit(actor=clerk, term=family, is_active=False)
    again()
    assert "M17" not in {m.code for m in taxonomy().materials} and taxonomy().material("M17")


def test_only_operators_may(terms, orderer, unchanged):
    staff = User.objects.create_user("staff@example.jp", is_staff=True)
    unchanged()
    for actor in (orderer.actor, operator(orderer.user), operator(staff)):
        with pytest.raises(NotAllowed):
            term_edit(actor=actor, term=term("0706"), words=["x"])
        with pytest.raises(NotAllowed):
            term_add(actor=actor, kind=ProcessTerm, code="1451", group="G14", **NEW)
        with pytest.raises(NotAllowed):
            taxonomy_load(actor=actor)
    assert unchanged()


def test_the_database_itself_refuses_a_code_outside_its_group(terms):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProcessTerm.objects.create(code="1451", group="G13", name_ja="x", name_en="x")
    ProcessTerm.objects.create(code="1451", group="G14", name_ja="x", name_en="x")


def test_a_release_adds_what_is_missing_and_leaves_what_was_edited(clerk):
    def said() -> str:
        call_command("load_taxonomy", stdout=(out := StringIO()))
        return out.getvalue()

    assert said() == "足すものはありませんでした。\n"
    number = TaxonomyRevision.objects.get().number
    term_edit(actor=clerk, term=term("0706"), words=["スピニング"])
    ProcessTerm.objects.filter(pk__in=["1215", "1409"]).delete()
    MaterialTerm.objects.filter(pk="SUS304").delete()
    assert "工程 2件 を足しました: 1215 1409" in (text := said()) and "材料 1件 を足しました: SUS304" in text
    assert term("0706").words == ["スピニング"] and term("1409").name_ja == "陶磁器・焼き物"
    assert TaxonomyRevision.objects.get().number == number + 2
    assert AuditEntry.objects.get(action="taxonomy.load").note["processes"] == ["1215", "1409"]
    assert taxonomy_load(actor=system("release")) == {"processes": [], "materials": [], "certificates": []}


def test_factories_are_found_by_new_words(clerk, lathe_shop, plating_shop):
    def tokens(player) -> set[int]:
        return set(SearchEntry.objects.get(factory=player.factory).tokens)

    before = tokens(plating_shop)
    term_edit(actor=clerk, term=term("0302"), words=["軸", "ロクロビキ"])
    relay.relay_due()
    assert Rewording.objects.get(pk="0302").after == 0
    assert not {number_of(f"w:{word}") for word in words("ロクロビキ")} <= tokens(lathe_shop)
    sweeps["search.rewordings"].run()
    assert {number_of(f"w:{word}") for word in words("ロクロビキ")} <= tokens(lathe_shop)
    assert tokens(plating_shop) == before
    assert not Rewording.objects.exists()


def test_a_sweep_goes_on_where_it_was(clerk, lathe_shop, rival_lathe_shop, monkeypatch):
    monkeypatch.setattr("factories.search.rewording.AT_ONCE", 1)
    term_edit(actor=clerk, term=term("0302"), name_ja="数値制御旋盤")
    relay.relay_due()
    Rewording.objects.filter(pk="0302").update(after=lathe_shop.factory.pk)
    assert follow(Rewording.objects.get(pk="0302")) == 1
    term_edit(actor=clerk, term=term("0302"), name_ja="NC旋盤")
    relay.relay_due()
    assert follow(Rewording.objects.get(pk="0302")) == 2


def test_a_factory_that_cannot_be_written_holds_up_no_other(clerk, lathe_shop, rival_lathe_shop, monkeypatch):
    bad, written = rival_lathe_shop.factory, index_module.tokens_of

    def tokens_of(factory):
        if factory == bad:
            raise ValueError("unreadable")
        return written(factory)

    monkeypatch.setattr(index_module, "tokens_of", tokens_of)
    term_edit(actor=clerk, term=term("0302"), words=["ロクロビキ"])
    relay.relay_due()
    assert sweeps["search.rewordings"].run() == 1
    sweeps["search.entries"].run()
    new = {number_of(f"w:{word}") for word in words("ロクロビキ")}
    assert new <= set(SearchEntry.objects.get(factory=lathe_shop.factory).tokens)
    assert [deferral.key for deferral in Deferral.objects.all()] == [str(bad.pk)]


def test_a_retirement_writes_no_search_entry(clerk, lathe_shop):
    index(type(lathe_shop.factory).objects.all())
    term_edit(actor=clerk, term=term("0302"), is_active=False)
    relay.relay_due()
    assert not Rewording.objects.exists()
