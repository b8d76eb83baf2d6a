"""The operators' pages about the dictionary. They only ask and show; `services.terms` and `services.suggestions` do."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from factories.catalog.forms import process_choices
from factories.catalog.models import CertificateTerm, MaterialTerm, ProcessTerm, Term, WordSuggestion
from factories.catalog.selectors import taxonomy
from factories.catalog.services.suggestions import word_decline, word_take
from factories.catalog.services.terms import check_new_code, checked_facts, plain, term_add, term_edit
from factories.catalog.states import SuggestionStatus
from factories.catalog.taxonomy import packaged
from marketplace.accounts.operators import operator
from marketplace.kernel.actors import Actor
from marketplace.kernel.errors import DomainError, Invalid

Choices = list[tuple[str, str]]


class LinesField(forms.CharField):
    """A list of words, one a line; empty lines are none."""

    widget = forms.Textarea(attrs={"rows": 12, "cols": 40})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: str | None) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial or []), data)


class TermForm(forms.ModelForm):
    #: The words that the page was opened with: a word that was taken meanwhile is not written over.
    seen = LinesField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._before = self.initial["seen"] = list(self.instance.words)
        if "attributes" in self.fields:
            own = [a for a in packaged().attributes if a.group == self.instance.group]
            self.fields["attributes"].choices = [(a.code, f"{a.name} {a.unit}".strip()) for a in own]

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if self.errors:
            return data
        if data.pop("seen", self._before) != self._before:
            raise forms.ValidationError(_("ほかの方が言い方を変えました。開き直して、書いたことを入れ直してください。"))
        try:
            if "code" in data:
                data["code"] = plain(data["code"])
                check_new_code(self._meta.model, data["code"], data["group"])
            facts = {name: value for name, value in data.items() if name not in ("code", "group")}
            return data | checked_facts(self._meta.model, data.get("group") or self.instance.group, facts)
        except Invalid as refusal:
            raise forms.ValidationError(refusal.message) from None


class GroupFilter(admin.SimpleListFilter):
    title = _("分野・種類")
    parameter_name = "group"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return model_admin.groups()

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(group=self.value()) if self.value() else queryset


class TermAdmin(admin.ModelAdmin):
    """Codes are given once: a row is never deleted, its code and group never changed."""

    form = TermForm
    list_display = ("code", "name_ja", "name_en", "words_shown", "is_active")
    list_filter = (GroupFilter, "is_active")
    search_fields = ("code", "name_ja", "name_en", "words")
    code_help = ""

    def groups(self) -> Choices:
        """(code, name) of where a term can belong."""
        raise NotImplementedError

    @admin.display(description=_("言い方"))
    def words_shown(self, term: Term) -> str:
        return " ・ ".join(term.words)

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        return (
            ("code", "group", "name_ja", "name_en", "words", "is_active", "seen") if obj else self.fields_of_a_new_one
        )

    fields_of_a_new_one = ("group", "code", "name_ja", "name_en", "words")

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        return ("code", "group") if obj else ()

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        if db_field.name == "group":
            return forms.ChoiceField(label=db_field.verbose_name, choices=[("", "---------"), *self.groups()])
        if db_field.name == "words":
            return LinesField(label=db_field.verbose_name, required=False, help_text=_("1行に1つ書きます。"))
        if db_field.name == "code":
            kwargs["help_text"] = self.code_help
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        facts = {name: value for name, value in form.cleaned_data.items() if name not in ("code", "group")}
        if change:
            term_edit(actor=operator(request.user), term=obj, **facts)
        else:
            term_add(actor=operator(request.user), kind=self.model, code=obj.code, group=obj.group, **facts)


@admin.register(ProcessTerm)
class ProcessAdmin(TermAdmin):
    code_help = _(
        "分野の番号で始まる4けた。前に使った番号は使えません。次の版で増える番号とぶつからないよう、下2けたは51からにします。"
    )

    def groups(self) -> Choices:
        return [(group.code, f"{group.code[1:]} {group.name}") for group in packaged().groups]

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        fields = super().get_fields(request, obj)
        return (*fields, "attributes") if obj else fields

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        if db_field.name == "attributes":
            return forms.MultipleChoiceField(
                label=db_field.verbose_name, required=False, widget=forms.CheckboxSelectMultiple
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(MaterialTerm)
class MaterialAdmin(TermAdmin):
    code_help = _("材質記号、または材料の名前。")

    def groups(self) -> Choices:
        return [(m.code, f"{m.code} {m.name}") for m in taxonomy().materials if m.is_family]


@admin.register(CertificateTerm)
class CertificateAdmin(TermAdmin):
    code_help = _("C、種類の番号、2けたの数字。前に使った番号は使えません。")

    def groups(self) -> Choices:
        return [(kind.kind, f"C{kind.number} {kind.name}") for kind in packaged().certificates]


def _process_choices() -> list:
    return [("", "---------"), *process_choices()]


class SuggestionForm(forms.ModelForm):
    """Which process the word belongs to, and whether it is taken."""

    TAKE, DECLINE = "take", "decline"
    decision = forms.ChoiceField(
        label=_("決めること"), choices=[(TAKE, _("取り入れる")), (DECLINE, _("見送る"))], widget=forms.RadioSelect
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if data.get("decision") == self.TAKE and not data.get("process"):
            self.add_error("process", _("取り入れるときは、工程を選んでください。"))
        return data


@admin.register(WordSuggestion)
class SuggestionAdmin(admin.ModelAdmin):
    form = SuggestionForm
    list_display = ("word", "process_shown", "remark", "organization", "at", "status")
    list_filter = ("status",)
    list_select_related = ("organization",)
    search_fields = ("word", "remark")
    actions = ("take", "decline")
    shown = ("word", "remark", "organization", "user", "at", "status")

    @admin.display(description=pgettext_lazy("capability", "工程"))
    def process_shown(self, suggestion: WordSuggestion) -> str:
        found = taxonomy().process(suggestion.process)
        return found.name if found else ""

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        is_open = obj is None or obj.status == SuggestionStatus.OPEN
        return (
            (*self.shown, "process", "decision")
            if is_open
            else (*self.shown, "process_shown", "decided_by", "decided_at")
        )

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        return (*self.shown, "process_shown", "decided_by", "decided_at")

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        if db_field.name == "process":
            return forms.ChoiceField(label=db_field.verbose_name, choices=_process_choices, required=False)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.status == SuggestionStatus.OPEN)

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        suggestion = WordSuggestion.objects.get(pk=obj.pk)
        if form.cleaned_data["decision"] == SuggestionForm.TAKE:
            word_take(actor=operator(request.user), suggestion=suggestion, process=form.cleaned_data["process"])
        else:
            word_decline(actor=operator(request.user), suggestion=suggestion)

    @admin.action(description=_("書かれた工程に取り入れる"))
    def take(self, request: HttpRequest, queryset: QuerySet[WordSuggestion]) -> None:
        self._each(request, queryset, lambda actor, s: word_take(actor=actor, suggestion=s, process=s.process))

    @admin.action(description=_("見送る"))
    def decline(self, request: HttpRequest, queryset: QuerySet[WordSuggestion]) -> None:
        self._each(request, queryset, lambda actor, s: word_decline(actor=actor, suggestion=s))

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[WordSuggestion],
        decide: Callable[[Actor, WordSuggestion], object],
    ) -> None:
        done = 0
        for suggestion in queryset:
            try:
                decide(operator(request.user), suggestion)
                done += 1
            except DomainError as refusal:
                self.message_user(request, f"{suggestion.word}: {refusal.message}", messages.WARNING)
        self.message_user(request, gettext("%(n)s件を決めました。") % {"n": done})
