"""The one box finds whom people mean: by process, material, place and name, colloquially and misspelt."""

from concurrent.futures import ThreadPoolExecutor

import people
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories.catalog.taxonomy import packaged
from factories.profile.services.capabilities import capability_remove, capability_set
from factories.profile.services.profile import availability_set, factory_of, profile_set
from factories.search import find as search
from factories.search import trade_words
from factories.search.criteria import places
from factories.search.facets import Facets
from factories.search.index import _parts, _spoken, count_words, index, stale
from factories.search.models import SearchEntry, SearchWord
from factories.search.query import Places, read
from factories.search.text import code_of, pairs, readings, words
from factories.search.vocabulary import counts_of, forget
from marketplace.accounts.models import Organization
from marketplace.kernel.sweeping import sweeps


@pytest.fixture
def directory(municipalities):
    """Six shops, indexed."""
    made = {
        "lathe": people.make_factory("a@example.jp", "矢口 実", "矢口台精工", "0302"),
        "lathe_kawasaki": people.make_factory(
            "b@example.jp", "溝口 学", "溝口旋盤", "0302", municipality=people.KAWASAKI
        ),
        "welding": people.make_factory("c@example.jp", "大森 徹", "大森溶接工業", "1001", families=["M05"]),
        "welding_steel": people.make_factory("d@example.jp", "城南 司", "城南鉄工", "1001", families=["M01"]),
        "plating": people.make_factory("e@example.jp", "城東 正", "城東クロム", "1203"),
        "spinning": people.make_factory("f@example.jp", "下町 茂", "下町製作所", "0706"),
    }
    index(stale())
    count_words()
    forget()
    places.cache_clear()
    return {name: player.factory for name, player in made.items()}


def names(text: str, **more) -> list[str]:
    return [hit.factory.organization.name for hit in search.find(text, **more).hits]


def test_the_words_of_a_text_are_alike_however_they_are_spelt():
    assert words("めっき") == words("メッキ") == words("鍍金")
    assert words("ＳＵＳ３０４") == words("sus304") == ["sus304"]
    assert code_of("QTN-200") == code_of("qtn 200")
    assert pairs("株式会社 矢口") == ["株式", "式会", "会社", "社矢", "矢口"]


def test_words_of_the_trade_stay_whole():
    """The user dictionary of Sudachi: short words that it would tear into letters, and none of everyday language."""
    assert words("平研で仕上げた三価の生基板") == ["平研", "仕上げる", "三価", "生基板"]
    assert words("板金と溶接") == ["板金", "溶接"]
    torn = dict(trade_words.torn_words(packaged()))
    assert 80 < len(torn) < 200 and "板金" not in torn and all(torn.values())


def test_the_dictionary_is_built_once_and_whole(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    first = trade_words.built()
    made = first.stat()
    assert first.parent == tmp_path / "cache" and [f.name for f in first.parent.iterdir()] == [first.name]
    assert trade_words.built().stat().st_mtime_ns == made.st_mtime_ns


def test_a_sentence_with_material_process_and_place(directory):
    assert names("アルミの薄い箱を溶接 大田区") == ["大森溶接工業"]
    assert "城南鉄工" not in names("アルミの箱を溶接")
    assert set(names("溶接")) == {"大森溶接工業", "城南鉄工"}


def test_a_place_narrows(directory):
    assert set(names("旋盤 NC")) == {"矢口台精工", "溝口旋盤"}
    assert names("NC旋盤 川崎市") == names("NC旋盤 川崎") == ["溝口旋盤"]
    result = search.find("NC旋盤 大阪市")
    assert (result.total, result.hits) == (0, ())


@pytest.mark.parametrize(
    ("text", "codes", "rest"),
    [
        ("東京都大田区羽田の旋盤", {"131113"}, "羽田の旋盤"),
        ("旋盤 大田", {"131113", "322059"}, "旋盤"),
        ("東大阪市のヘラ絞り", {"272272"}, "のヘラ絞り"),
        ("大森町工場", set(), "大森町工場"),
        ("森町の溶接", {"013455", "224618"}, "の溶接"),
        ("", set(), ""),
    ],
)
def test_places_in_a_text(municipalities, text, codes, rest):
    places.cache_clear()
    found, left = places().find(text)
    assert (set(found), left.strip(" ・")) == (codes, rest)


def test_a_name_with_a_wrong_letter_is_found_first(directory):
    for typed in ("矢口台精工", "矢口代精工", "矢ロ台精工", "やぐちだいせいこう 矢口台"):
        assert names(typed)[0] == "矢口台精工", typed


@pytest.mark.parametrize(
    "text", ["", "溶接", "城南鉄工", "溝口旋盤", "大森溶接工業 川崎市", "クロム", "アルミの箱を溶接 大田区"]
)
def test_turning_pages_meets_everybody_once(directory, text):
    total = search.find(text).total
    met = [h.factory.pk for offset in range(0, total + 2, 2) for h in search.find(text, offset=offset, limit=2).hits]
    assert len(met) == len(set(met)) == total


def test_a_word_spelt_out_in_kana_and_a_misspelt_one(directory):
    assert names("へらしぼり")[0] == "下町製作所"
    assert names("ヘラ絞り")[0] == "下町製作所"
    result = search.find("ようせふ")
    assert ("ヨウセフ", "ヨウセツ") in result.corrected
    assert {h.factory.organization.name for h in result.hits} == {"大森溶接工業", "城南鉄工"}


def test_who_is_gone_is_not_found_and_who_was_renamed_is(directory):
    Organization.objects.filter(factory=directory["plating"]).update(is_active=False)
    assert "城東クロム" not in names("クロム")
    assert list(stale()) == [directory["plating"]]
    index(stale())
    assert not SearchEntry.objects.filter(factory=directory["plating"]).exists()
    Organization.objects.filter(factory=directory["spinning"]).update(name="灯台金属")
    assert list(stale()) == [directory["spinning"]]
    index(stale())
    count_words()
    forget()
    assert names("灯台金属")[0] == "灯台金属"
    assert not stale().exists()


def test_nothing_typed_lists_everybody_and_nonsense_finds_nobody(directory):
    assert search.find("").total == 6
    assert search.find("   ").total == 6
    assert search.find("zzzzqqqq").total == 0
    assert search.find("", Facets(group="G10")).total == 2


def test_without_a_process_the_words_narrow_but_never_to_nobody(directory):
    assert set(names("アルミをようせふ")) == {"大森溶接工業"}
    assert search.find("アルミの薄い箱").total == search.find("アルミ").total == 5
    assert names("ようせふ 川崎市") == names("川崎市") == ["溝口旋盤"]


def test_the_number_of_queries_does_not_depend_on_the_number_of_factories(directory, django_assert_num_queries):
    search.find("アルミを溶接 大田区")
    # A savepoint and its end, the plan, the clock, counts of words, who is called so, a page, rows with limits.
    with django_assert_num_queries(8):
        search.find("アルミを溶接 大田区 箱")
    assert SearchEntry.objects.count() == 6 and SearchWord.objects.exists()


HOSTILE = st.one_of(st.text(max_size=300), st.text("大田区市町アめっき溶接ﾒｯｷSUS304'\"%\\:;\u202e\0 ", max_size=300))


@given(HOSTILE)
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_without_an_error(text):
    places = Places((("131113", "東京都", "大田区"), ("013455", "北海道", "森町")))
    query = read(text, taxonomy=packaged(), places=places)
    assert set(query.places) <= {"131113", "013455"}
    assert all(packaged().process(code) for code in query.processes)
    assert all(token[2:] for token in query.tokens)


LINES = st.sampled_from(
    [text for p in packaged().processes for text in (p.name_ja, p.name_en, " ".join(p.words)) if text]
    + [
        "NC旋盤 見本機械 A100",
        "80トンプレス 例示精機 20",
        "株式会社 佐久間精工",
        "a-20",
        "20 ",
        "mm 5",
        "‐30/",
        "ー",
        "に",
    ]
)


@given(st.lists(st.one_of(LINES, st.text("ア加工丸にー・。 a5-/\n", min_size=1, max_size=12)), min_size=1, max_size=9))
@settings(max_examples=150, deadline=None)
def test_a_profile_in_parts_has_the_tokens_of_the_whole(said):
    whole = "\n".join(said)
    tokens = {f"w:{word}"[:60] for word in words(whole)} | {f"r:{reading}"[:60] for reading in readings(whole)}
    assert set().union(*map(_spoken, _parts(said))) == tokens


@pytest.mark.parametrize(
    "text",
    ["' OR 1=1 --", "%", "\u202e溶接", "🔩" * 200, "a" * 20_000, "大田区" * 3_000],
    ids=["sql", "like", "right-to-left", "emoji", "long", "places"],
)
def test_a_hostile_text_is_answered(directory, text):
    result = search.find(text)
    assert result.total >= len(result.hits)


def test_what_a_factory_says_of_itself_can_be_searched_at_once(directory, municipalities):
    player = people.make_factory("g@example.jp", "鏡 磨", "六郷工房", "0302")
    forget()
    assert "六郷工房" not in names("藍染め")
    profile_set(actor=player.actor, factory=player.factory, strengths="藍染めと截金")
    assert names("藍染め") == ["六郷工房"]
    capability_set(actor=player.actor, factory=player.factory, process="0706")
    assert "六郷工房" in names("ヘラ絞り")
    capability_remove(actor=player.actor, factory=player.factory, process="0706")
    assert "六郷工房" not in names("ヘラ絞り")
    availability_set(actor=player.actor, factory=player.factory, availability="red")
    assert "六郷工房" not in names("NC旋盤"), "who is full up is not to be asked"
    assert [h.factory.organization.name for h in search.missed(search.find("NC旋盤"))[1]] == ["六郷工房"]
    assert names("六郷工房")[0] == "六郷工房", "but found by name"
    availability_set(actor=player.actor, factory=player.factory, availability="green")
    assert names("NC旋盤")[0] == "六郷工房"


def test_a_new_profile_is_found_before_it_says_anything(directory):
    player = people.make_player("h@example.jp", "雪谷 緑", "雪谷工房", is_factory=True)
    assert "雪谷工房" not in names("雪谷工房")
    factory_of(organization=player.organization)
    assert names("雪谷工房")[0] == "雪谷工房"


def test_words_are_counted_and_forgotten(directory):
    assert SearchWord.objects.get(word="n:城南").factories == 1
    assert SearchWord.objects.get(word="n:旋盤").factories == 1
    SearchWord.objects.filter(word="n:城南").update(factories=9)
    SearchEntry.objects.filter(factory=directory["lathe_kawasaki"]).delete()
    count_words()
    assert SearchWord.objects.get(word="n:城南").factories == 1
    assert counts_of({"n:旋盤", "n:城南"}) == {"n:城南": 1}
    index(stale())
    assert counts_of({"n:旋盤"}) == {"n:旋盤": 1}, "it is known again at once"


def test_the_page_says_how_it_read_the_words(directory, orderer):
    browser = orderer.browser()
    page = browser.get("/factories/", {"q": "アルミをようせふ 大田区"}).content.decode()
    assert "「ヨウセフ」は「ヨウセツ」と読みました。" in page and "東京都大田区" in page
    assert "大森溶接工業" in page
    for number in ("0", "-1", "9", "x", "９", "1" * 40):
        assert "6社" in browser.get("/factories/", {"page": number}).content.decode()


def test_the_sweep_writes_what_has_no_entry_and_then_rests(directory, django_assert_num_queries):
    SearchEntry.objects.all().delete()
    sweeps["search.entries"].run()
    assert SearchEntry.objects.count() == 6
    with django_assert_num_queries(2):
        sweeps["search.entries"].run()


def test_several_read_at_once():
    """The pages of a place are made in threads: no reader turns another away."""
    text = "アルミの削り出しで、めっきもお願いします。" * 40
    once = words(text)
    with ThreadPoolExecutor(8) as pool:
        assert all(found == once for found in pool.map(words, [text] * 200))
