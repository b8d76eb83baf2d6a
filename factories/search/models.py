"""What the search reads: one row of tokens a factory, and the words of them all."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Reverse
from django.utils.translation import gettext_lazy as _

from factories.profile.models import Factory


class SearchEntry(models.Model):
    """What the search reads of a factory: tokens written by `factories.search.index` from its profile."""

    factory = models.OneToOneField(Factory, primary_key=True, on_delete=models.CASCADE, related_name="search_entry")
    name = models.CharField(max_length=120, help_text="the firm's name that the tokens were made from")
    municipality = models.CharField(max_length=6, default="", help_text="its municipality's code")
    rank = models.PositiveSmallIntegerField(help_text="among equals the lowest comes first: who has time; 2 is full up")
    paused_until = models.DateField(null=True, blank=True)
    #: Numbers of tokens (`factories.search.text.number_of`): a row is a fifth of what its words would take.
    tokens = ArrayField(models.IntegerField(), default=list)
    made_by = models.PositiveSmallIntegerField(default=0, help_text="which way of making tokens wrote them")

    class Meta:
        verbose_name = _("search entry")
        indexes = [GinIndex(fields=["tokens"], name="search_tokens", fastupdate=False)]

    def __str__(self) -> str:
        return self.name


class SearchWord(models.Model):
    """A token of the directory and in how many factories it stands."""

    word = models.CharField(max_length=64, primary_key=True)
    number = models.IntegerField(default=0, help_text="how it stands in `SearchEntry.tokens`")
    factories = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("search word")
        # A misspelt word shares its beginning (the primary key's own index) or its end with the one that was meant.
        indexes = [
            models.Index(fields=["number"], name="search_word_number"),
            models.Index(OpClass(Reverse("word"), name="text_pattern_ops"), name="search_word_ends"),
        ]

    def __str__(self) -> str:
        return self.word


class Rewording(models.Model):
    """A process whose words have changed: entries of factories up to the key `after` have been written anew."""

    process = models.CharField(max_length=4, primary_key=True)
    after = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("rewording")

    def __str__(self) -> str:
        return self.process
