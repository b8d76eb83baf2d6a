"""ことばを教える: a member suggests a word, an operator takes it or declines."""

import pytest

from factories.catalog import selectors as dictionary
from factories.catalog.models import ProcessTerm, TaxonomyRevision, WordSuggestion
from factories.catalog.selectors import taxonomy
from factories.catalog.services.suggestions import OPEN_AT_MOST, word_decline, word_suggest, word_take
from marketplace.accounts.models import Membership, User
from marketplace.accounts.operators import operator
from marketplace.kernel.actors import Actor
from marketplace.kernel.errors import Invalid, InvalidTransition, NotAllowed
from marketplace.kernel.models import AuditEntry

PAGE = "/words/suggest/"


@pytest.fixture
def clerk(terms):
    return operator(User.objects.create_superuser("kanri@example.jp"))


@pytest.fixture
def suggestion(terms, lathe_shop) -> WordSuggestion:
    return word_suggest(actor=lathe_shop.actor, word="とって", process="0703", remark="燕ではこう言います")


def words_of(code: str) -> list[str]:
    return ProcessTerm.objects.get(pk=code).words


def test_the_page_thanks_and_keeps_the_word(terms, lathe_shop):
    browser = lathe_shop.browser()
    page = browser.get(PAGE, {"word": "くるくる棒"}).content.decode()
    assert 'value="くるくる棒"' in page and "へら絞り" in page
    answer = lathe_shop.press(PAGE, word=" ｸﾙｸﾙ棒 ", process="0302", remark="軸のこと")
    assert answer.status_code == 302 and answer["Location"] == "/factories/"
    kept = WordSuggestion.objects.get()
    assert (kept.word, kept.process, kept.remark, kept.status) == ("クルクル棒", "0302", "軸のこと", "open")
    assert (kept.organization, kept.user) == (lathe_shop.organization, lathe_shop.user)
    assert AuditEntry.objects.get(action="word_suggestion.suggest").note == {"word": "クルクル棒", "process": "0302"}


def test_the_message_says_thanks(terms, orderer):
    browser = orderer.browser()
    page = browser.get(PAGE).content.decode()
    key = page.split('name="idempotency_key" value="')[1].split('"')[0]
    data = {"acting": orderer.organization.public_id, "idempotency_key": key, "word": "ちょうつがい"}
    answer = browser.post(PAGE, data, follow=True).content.decode()
    assert browser.post(PAGE, data).status_code == 302
    assert "ありがとうございます。「ちょうつがい」を運営に伝えました。" in answer
    assert WordSuggestion.objects.get().process == ""


@pytest.mark.parametrize(
    "fields",
    [
        {"word": ""},
        {"word": "  "},
        {"word": "あ" * 41},
        {"word": "x", "process": "9999"},
        {"word": "x", "remark": "x" * 301},
    ],
)
def test_what_is_no_word_is_refused(terms, orderer, fields):
    answer = orderer.press(PAGE, **fields)
    assert answer.status_code == 400 and "data-errors" in answer.content.decode()
    assert fields["word"].strip() in answer.content.decode() and fields.get("remark", "") in answer.content.decode()
    assert not WordSuggestion.objects.exists() and not AuditEntry.objects.filter(action__startswith="word").exists()
    assert orderer.press(PAGE, word="あ" * 40, remark="x" * 300).status_code == 302
    assert WordSuggestion.objects.count() == 1


def test_the_same_word_while_it_waits_is_one(suggestion, lathe_shop, rival_lathe_shop):
    word_suggest(actor=lathe_shop.actor, word="とって", process="0703")
    assert WordSuggestion.objects.get().pk == suggestion.pk
    word_suggest(actor=lathe_shop.actor, word="とって")
    word_suggest(actor=rival_lathe_shop.actor, word="とって", process="0703")
    assert WordSuggestion.objects.count() == 3


def test_no_more_than_a_few_wait_per_firm(clerk, lathe_shop, orderer):
    for number in range(OPEN_AT_MOST):
        first = word_suggest(actor=lathe_shop.actor, word=f"ことば{number}")
    with pytest.raises(Invalid):
        word_suggest(actor=lathe_shop.actor, word="もうひとつ")
    answer = lathe_shop.press(PAGE, word="もうひとつ", remark="毎日使う")
    text = answer.content.decode()
    assert answer.status_code == 400 and "まだ見終わっていません" in text
    assert 'value="もうひとつ"' in text and "毎日使う" in text
    assert WordSuggestion.objects.count() == OPEN_AT_MOST
    word_suggest(actor=orderer.actor, word="もうひとつ")
    word_decline(actor=clerk, suggestion=first)
    word_suggest(actor=lathe_shop.actor, word="もうひとつ")
    assert WordSuggestion.objects.count() == OPEN_AT_MOST + 2


def test_who_only_looks_suggests_nothing(terms, lathe_shop):
    viewer = Actor(user=lathe_shop.user, organization=lathe_shop.organization, role=Membership.VIEWER)
    with pytest.raises(NotAllowed):
        word_suggest(actor=viewer, word="とって")
    assert not WordSuggestion.objects.exists()


def test_a_word_is_taken_once_and_found(clerk, suggestion):
    word_take(actor=clerk, suggestion=suggestion, process="0704")
    assert (suggestion.status, suggestion.process, suggestion.decided_by) == ("taken", "0704", clerk.user)
    assert words_of("0704")[-1] == "とって" and "とって" not in words_of("0703")
    dictionary.forget()
    assert [match.process.code for match in taxonomy().find_processes("とって")] == ["0704"]
    number = TaxonomyRevision.objects.get().number
    for late in (lambda: word_take(actor=clerk, suggestion=suggestion, process="0703"),
                 lambda: word_decline(actor=clerk, suggestion=suggestion)):  # fmt: skip
        with pytest.raises(InvalidTransition):
            late()
    assert "とって" not in words_of("0703") and TaxonomyRevision.objects.get().number == number


def test_a_word_that_stands_there_already_is_only_noted(clerk, lathe_shop):
    known = word_suggest(actor=lathe_shop.actor, word="ﾍﾗｼﾎﾞﾘ", process="0706")
    ProcessTerm.objects.filter(pk="0706").update(words=["へらしぼり"])
    word_take(actor=clerk, suggestion=known, process="0706")
    assert words_of("0706") == ["へらしぼり"] and known.status == "taken"


def test_taking_asks_for_an_operator_and_a_process_in_use(clerk, suggestion, lathe_shop):
    ProcessTerm.objects.filter(pk="0706").update(is_active=False)
    for process in ("", "9999", "0706"):
        with pytest.raises(Invalid):
            word_take(actor=clerk, suggestion=suggestion, process=process)
    for act in (lambda: word_take(actor=lathe_shop.actor, suggestion=suggestion, process="0703"),
                lambda: word_decline(actor=lathe_shop.actor, suggestion=suggestion)):  # fmt: skip
        with pytest.raises(NotAllowed):
            act()
    assert WordSuggestion.objects.get().status == "open" and "とって" not in words_of("0703")
    word_decline(actor=clerk, suggestion=suggestion)
    assert WordSuggestion.objects.get().status == "declined" and "とって" not in words_of("0703")


def test_the_search_page_leads_here(terms, orderer):
    browser = orderer.browser()
    assert PAGE not in browser.get("/factories/").content.decode()
    assert f"{PAGE}?word=%E3%81%A8%26" in browser.get("/factories/", {"q": "と&"}).content.decode()
