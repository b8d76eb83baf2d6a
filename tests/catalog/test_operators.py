"""The operators' pages about the dictionary: for superusers alone, and what they refuse changes nothing."""

import people
import pytest

from factories.catalog.models import MaterialTerm, ProcessTerm, TaxonomyRevision, WordSuggestion
from factories.catalog.services.suggestions import word_suggest
from marketplace.accounts.models import User
from marketplace.accounts.operators import operator

ADMIN = "/kanri/catalog"


@pytest.fixture
def clerk(terms):
    return operator(User.objects.create_superuser("kanri@example.jp"))


@pytest.fixture
def desk(clerk, client):
    """The operator's browser."""
    client.force_login(clerk.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def suggestion(terms, lathe_shop) -> WordSuggestion:
    return word_suggest(actor=lathe_shop.actor, word="とって", process="0703", remark="燕ではこう言います")


def words_of(code: str) -> list[str]:
    return ProcessTerm.objects.get(pk=code).words


def test_operators_alone_come_in(desk, orderer):
    assert desk.get("/kanri/").status_code == 200
    for kind in ("processterm", "materialterm", "certificateterm", "wordsuggestion"):
        assert desk.get(f"{ADMIN}/{kind}/").status_code == 200
    stranger = orderer.browser()
    staff = people.make_player("staff@example.jp", "係 員", "係", is_orderer=True)
    User.objects.filter(pk=staff.user.pk).update(is_staff=True)
    for browser in (stranger, staff.browser()):
        assert browser.get("/kanri/", follow=True).status_code == 404
        data = {"words": "x", "name_ja": "x", "name_en": "x"}
        assert browser.post(f"{ADMIN}/processterm/0706/change/", data, follow=True).status_code == 404
    assert words_of("0706")[0] == "へら絞り"


def test_a_visitor_is_sent_to_sign_in(client, db):
    answer = client.get("/kanri/catalog/processterm/", follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/login/code/?next=/kanri/catalog/processterm/"


def test_words_are_edited_one_a_line(desk):
    number = TaxonomyRevision.objects.get().number
    page = desk.get(f"{ADMIN}/processterm/0706/change/").content.decode()
    assert "へら絞り\n丸い器" in page and 'name="code"' not in page and "絞れる直径" in page
    assert "/delete/" not in page
    data = {"name_ja": "へら絞り", "name_en": "metal spinning", "is_active": "on", "attributes": ["diameter"]}
    data["seen"] = "\n".join(words_of("0706"))
    answer = desk.post(f"{ADMIN}/processterm/0706/change/", {**data, "words": "へら絞り\n\n ｽﾋﾟﾆﾝｸﾞ \n"})
    assert answer.status_code == 302 and words_of("0706") == ["へら絞り", "スピニング"]
    assert TaxonomyRevision.objects.get().number == number + 1
    answer = desk.post(f"{ADMIN}/processterm/0706/change/", {**data, "words": "へら絞り"})
    assert "ほかの方が言い方を変えました" in answer.content.decode(), "the page is older than the words"
    data["seen"] = "へら絞り\nスピニング"
    answer = desk.post(f"{ADMIN}/processterm/0706/change/", {**data, "words": "へら絞り\nヘラ絞り", "code": "9999"})
    assert answer.status_code == 200 and "2度書かれています" in answer.content.decode()
    assert words_of("0706") == ["へら絞り", "スピニング"] and not ProcessTerm.objects.filter(pk="9999").exists()


def test_a_code_is_asked_for_once(desk):
    data = {"group": "G14", "name_ja": "七宝焼", "name_en": "enamelling", "words": "七宝\nほうろう"}
    for code in ("1401", "0199", "14x1", ""):
        answer = desk.post(f"{ADMIN}/processterm/add/", {**data, "code": code})
        assert answer.status_code == 200 and "errorlist" in answer.content.decode(), code
    assert not ProcessTerm.objects.filter(name_ja="七宝焼").exists()
    assert desk.post(f"{ADMIN}/processterm/add/", {**data, "code": "1451"}).status_code == 302
    assert words_of("1451") == ["七宝", "ほうろう"]
    data = {"group": "M04", "code": "SUS329", "name_ja": "SUS329", "name_en": "SUS329", "words": ""}
    assert desk.post(f"{ADMIN}/materialterm/add/", data).status_code == 302
    assert MaterialTerm.objects.get(pk="SUS329").group == "M04"


def test_nothing_is_deleted(desk):
    assert desk.post(f"{ADMIN}/processterm/0706/delete/", {"post": "yes"}).status_code == 403
    desk.post(f"{ADMIN}/processterm/", {"action": "delete_selected", "_selected_action": "0706", "post": "yes"})
    assert ProcessTerm.objects.filter(pk="0706").exists()


def test_rows_are_searched_and_filtered(desk):
    found = desk.get(f"{ADMIN}/processterm/", {"q": "ランプの傘"}).content.decode()
    assert "0706" in found and "0302" not in found
    group = desk.get(f"{ADMIN}/processterm/", {"group": "G03"}).content.decode()
    assert "/0302/" in group and "/0706/" not in group


def test_a_suggestion_is_decided_on_its_page(desk, suggestion):
    path = f"{ADMIN}/wordsuggestion/{suggestion.pk}/change/"
    assert "とって" in desk.get(path).content.decode()
    answer = desk.post(path, {"process": "", "decision": "take"})
    assert answer.status_code == 200 and "工程を選んでください" in answer.content.decode()
    assert WordSuggestion.objects.get().status == "open"
    assert desk.post(path, {"process": "0703", "decision": "take"}).status_code == 302
    assert WordSuggestion.objects.get().status == "taken" and "とって" in words_of("0703")
    assert desk.post(path, {"process": "0704", "decision": "take"}).status_code == 403
    assert "とって" not in words_of("0704")


def test_several_suggestions_are_decided_at_once(desk, suggestion, orderer):
    unknown = word_suggest(actor=orderer.actor, word="なにか")
    data = {"action": "take", "_selected_action": [suggestion.pk, unknown.pk]}
    page = desk.post(f"{ADMIN}/wordsuggestion/", data, follow=True).content.decode()
    assert "1件を決めました" in page and "なにか: 工程を一覧から選んでください" in page
    assert dict(WordSuggestion.objects.values_list("word", "status")) == {"とって": "taken", "なにか": "open"}
    desk.post(f"{ADMIN}/wordsuggestion/", {"action": "decline", "_selected_action": [unknown.pk]})
    assert WordSuggestion.objects.get(pk=unknown.pk).status == "declined"
