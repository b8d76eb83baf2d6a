"""The page on which a member suggests a word."""

from dataclasses import dataclass
from typing import ClassVar

from factories.catalog.forms import WordForm
from marketplace.kernel.actions import NOT_REFUSED, Refusal


@dataclass(frozen=True)
class WordPage:
    section: ClassVar[str] = "factories"

    form: WordForm
    refused: Refusal = NOT_REFUSED


def word_page(refused: Refusal = NOT_REFUSED, *, word: str = "") -> WordPage:
    """`word`: what was looked for in vain."""
    return WordPage(refused.form_or(WordForm, initial={"word": word}), refused)
