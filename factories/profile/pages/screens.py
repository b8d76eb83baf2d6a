"""The five short screens on which a factory says what it can do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField

from factories.catalog.selectors import taxonomy
from factories.catalog.taxonomy import Process
from factories.profile.forms import (
    ContactForm,
    LimitsForm,
    MachineForm,
    PhotosForm,
    ProcessesForm,
    ProcessLimitsForm,
    ScreenForm,
    WordsForm,
)
from factories.profile.models import Certificate, Factory, FactoryPhoto, Machine
from factories.profile.pages.choices import Choice, ChoiceGroup
from factories.profile.pages.editing import screens_of, section_of
from marketplace.kernel.actions import NOT_REFUSED, Refusal
from marketplace.kernel.actors import Actor


@dataclass(frozen=True, kw_only=True)
class ScreenPage:
    """What every screen has."""

    section: str
    factory: Factory
    number: int
    screens: int
    title: str
    is_for_another: bool
    form: ScreenForm
    refused: Refusal = NOT_REFUSED


@dataclass(frozen=True)
class ProcessChoice:
    """`words`: what it is called, for who narrows the list by typing."""

    code: str
    name: str
    words: str
    is_chosen: bool


@dataclass(frozen=True)
class ProcessGroup:
    name: str
    choices: tuple[ProcessChoice, ...]
    chosen: int


@dataclass(frozen=True, kw_only=True)
class ProcessesPage(ScreenPage):
    groups: tuple[ProcessGroup, ...]


@dataclass(frozen=True)
class LimitsCard:
    """The limits of one process: those that are asked at once, and those that are folded away."""

    process: str
    shown: tuple[BoundField, ...]
    folded: tuple[BoundField, ...]
    has_errors: bool


@dataclass(frozen=True, kw_only=True)
class LimitsPage(ScreenPage):
    cards: tuple[LimitsCard, ...]


@dataclass(frozen=True)
class MachineRow:
    machine: Machine
    form: MachineForm
    has_several: bool


@dataclass(frozen=True, kw_only=True)
class MachinesPage(ScreenPage):
    machines: tuple[MachineRow, ...]


@dataclass(frozen=True, kw_only=True)
class WordsPage(ScreenPage):
    kinds: tuple[ChoiceGroup, ...]
    certificates: tuple[Certificate, ...]


@dataclass(frozen=True, kw_only=True)
class ContactPage(ScreenPage):
    photos: tuple[FactoryPhoto, ...]
    photos_form: PhotosForm


Head = dict[str, Any]


def _processes(head: Head, form: ProcessesForm, actor: Actor) -> ProcessesPage:
    chosen = set(form["processes"].value() or ())
    known = taxonomy()
    groups = [
        (group.name, tuple(_process_choice(process, chosen) for process in known.in_group(group.code)))
        for group in known.groups
    ]
    return ProcessesPage(
        **head,
        groups=tuple(ProcessGroup(name, some, sum(one.is_chosen for one in some)) for name, some in groups),
    )


def _process_choice(process: Process, chosen: set[str]) -> ProcessChoice:
    words = " ".join((process.name_ja, process.name_en, *process.words))
    return ProcessChoice(process.code, process.name, words, process.code in chosen)


def _limits(head: Head, form: LimitsForm, actor: Actor) -> LimitsPage:
    return LimitsPage(**head, cards=tuple(_limits_card(form, part) for part in form.parts))


def _limits_card(form: LimitsForm, part: ProcessLimitsForm) -> LimitsCard:
    fields = {name: form[part.add_prefix(name)] for name in part.fields}
    return LimitsCard(
        process=part.process_name,
        shown=tuple(fields[name] for name in part.FIRST),
        folded=tuple(field for name, field in fields.items() if name not in part.FIRST),
        has_errors=any(field.errors for field in fields.values()),
    )


def _machines(head: Head, form: MachineForm, actor: Actor) -> MachinesPage:
    factory, refused = head["factory"], head["refused"]
    machines = factory.machines.order_by("pk").prefetch_related("capabilities")
    rows = tuple(
        MachineRow(
            machine=machine,
            form=refused.form_or(
                MachineForm, actor=actor, factory=factory, machine=machine, auto_id=f"machine{machine.pk}_%s"
            ),
            has_several=machine.count > 1,
        )
        for machine in machines
    )
    return MachinesPage(**head, machines=rows)


def _words(head: Head, form: WordsForm, actor: Actor) -> WordsPage:
    held = set(form["certificates"].value() or ())
    return WordsPage(
        **head,
        kinds=tuple(
            ChoiceGroup(kind, tuple(Choice(value, name, value in held) for value, name in options))
            for kind, options in form.fields["certificates"].choices
        ),
        certificates=tuple(head["factory"].certificates.all()),
    )


def _contact(head: Head, form: ContactForm, actor: Actor) -> ContactPage:
    return ContactPage(
        **head, photos=tuple(head["factory"].photos.all()), photos_form=head["refused"].form_or(PhotosForm)
    )


@dataclass(frozen=True)
class Screen:
    """One of the screens: what is entered on it, and what is shown with that."""

    form: type[ScreenForm]
    page: Callable[[Head, Any, Actor], ScreenPage]
    template: str


SCREENS = (
    Screen(ProcessesForm, _processes, "profile/processes.html"),
    Screen(LimitsForm, _limits, "profile/limits.html"),
    Screen(MachineForm, _machines, "profile/machines.html"),
    Screen(WordsForm, _words, "profile/words.html"),
    Screen(ContactForm, _contact, "profile/contact.html"),
)
#: Where machines are, and photos.
MACHINES, PHOTOS = 3, 5


def screen_page(actor: Actor, factory: Factory, number: int, refused: Refusal = NOT_REFUSED) -> ScreenPage:
    screen = SCREENS[number - 1]
    form = refused.form_or(screen.form, actor=actor, factory=factory)
    head = {
        "section": section_of(actor, factory),
        "factory": factory,
        "number": number,
        "screens": len(SCREENS),
        "title": screens_of(factory)[number - 1].title,
        "is_for_another": factory.organization != actor.organization,
        "form": form,
        "refused": refused,
    }
    return screen.page(head, form, actor)
