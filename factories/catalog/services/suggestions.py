"""A member suggests a word; an operator takes it for a process or declines."""

from django.db import transaction
from django.utils.translation import gettext as _

from factories.catalog.models import WORD_AT_MOST, ProcessTerm, WordSuggestion
from factories.catalog.selectors import taxonomy
from factories.catalog.services.terms import plain, term_edit
from factories.catalog.states import SUGGESTION, SuggestionStatus
from factories.catalog.wording import PROCESS_UNKNOWN
from marketplace.accounts.models import Organization
from marketplace.accounts.operators import require_operator
from marketplace.kernel import transitions
from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.kernel.text import fold

#: So many suggestions of one organization wait at most.
OPEN_AT_MOST = 20


@transaction.atomic
def word_suggest(*, actor: Actor, word: str, process: str = "", remark: str = "") -> WordSuggestion:
    """The firm misses a word; the same one again while it waits changes nothing. Raises Invalid for an empty or long word,
    a process that is not offered, and when too many of the firm's are waiting."""
    if not actor.may_write or actor.organization is None:
        raise NotAllowed("word.suggest")
    word = plain(word)
    if not 1 <= len(word) <= WORD_AT_MOST:
        raise Invalid("word.length", _("ことばは1〜%(n)s文字で書いてください。") % {"n": WORD_AT_MOST})
    if process and process not in {p.code for p in taxonomy().processes}:
        raise Invalid("word.process", PROCESS_UNKNOWN)
    # Held, so that two tabs count one after the other.
    Organization.objects.select_for_update().get(pk=actor.organization.pk)
    waiting = WordSuggestion.objects.filter(organization=actor.organization, status=SuggestionStatus.OPEN)
    same = waiting.filter(word=word, process=process).first()
    if same:
        return same
    if waiting.count() >= OPEN_AT_MOST:
        raise Invalid("word.many", _("教えてもらったことばを、まだ見終わっていません。しばらくしてからお願いします。"))
    suggestion = WordSuggestion.objects.create(
        word=word, process=process, remark=plain(remark)[:300], organization=actor.organization, user=actor.user
    )
    return transitions.start(SUGGESTION, suggestion, actor, "suggest", note={"word": word, "process": process})


@transaction.atomic
def word_take(*, actor: Actor, suggestion: WordSuggestion, process: str) -> WordSuggestion:
    """The word is added to the process; nothing is added where it stands already. Raises Invalid for a process that is
    unknown or retired, InvalidTransition or LostRace when somebody has decided before."""
    require_operator(actor)
    term = ProcessTerm.objects.filter(pk=process, is_active=True).first()
    if term is None:
        raise Invalid("word.process", PROCESS_UNKNOWN)
    _decide(actor, suggestion, "take", process=process)
    term = ProcessTerm.objects.select_for_update().get(pk=process)
    if fold(suggestion.word) not in map(fold, term.words):
        term_edit(actor=actor, term=term, words=[*term.words, suggestion.word])
    return suggestion


@transaction.atomic
def word_decline(*, actor: Actor, suggestion: WordSuggestion) -> WordSuggestion:
    require_operator(actor)
    return _decide(actor, suggestion, "decline")


def _decide(actor: Actor, suggestion: WordSuggestion, move: str, **facts) -> WordSuggestion:
    facts |= {"decided_at": ClockTimestamp(), "decided_by": actor.user}
    return transitions.apply(SUGGESTION, suggestion, move, actor, note={"word": suggestion.word}, **facts)
