"""What is filled in already of a factory's profile, and its certificates one by one."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from factories.catalog.selectors import process_names
from factories.profile.forms import CertificateForm
from factories.profile.models import Certificate, Factory
from factories.profile.pages.choices import Choice
from factories.profile.parts import EDIT, EDIT_ACTIONS, ShownPart, parts_of
from marketplace.kernel.actions import NOT_REFUSED, Refusal
from marketplace.kernel.actors import Actor


@dataclass(frozen=True)
class ScreenRow:
    """One of the screens; `there` says what is filled in already, empty for nothing yet."""

    number: int
    title: str
    there: str


@dataclass(frozen=True)
class EditPage:
    section: str
    factory: Factory
    is_own: bool
    screens: tuple[ScreenRow, ...]
    done: int
    availabilities: tuple[Choice, ...]
    actions: tuple[ShownPart, ...]
    parts: tuple[ShownPart, ...]
    refused: Refusal = NOT_REFUSED


def edit_page(actor: Actor, factory: Factory, refused: Refusal = NOT_REFUSED) -> EditPage:
    """What is filled in already, and the way to each screen."""
    screens = screens_of(factory)
    return EditPage(
        section=section_of(actor, factory),
        factory=factory,
        is_own=factory.organization == actor.organization,
        screens=screens,
        done=sum(bool(row.there) for row in screens),
        availabilities=tuple(
            Choice(code, str(name), factory.availability == code) for code, name in Factory.AVAILABILITIES
        ),
        actions=parts_of(factory, actor, EDIT_ACTIONS),
        parts=parts_of(factory, actor, EDIT),
        refused=refused,
    )


def section_of(actor: Actor, factory: Factory) -> str:
    return "me" if factory.organization == actor.organization else "factories"


def screens_of(factory: Factory) -> tuple[ScreenRow, ...]:
    names = [name for _code, name in process_names(factory.processes)]
    limits = factory.capabilities.exclude(max_x_mm=None, tolerance_mm=None, lot_max=None).count()
    machines, photos = factory.machines.count(), factory.photos.count()
    words = factory.strengths or factory.likes or factory.refuses
    return (
        ScreenRow(1, _("できる工程"), _("、").join(names)),
        ScreenRow(2, _("大きさ・精度・数"), _("%(n)s工程分") % {"n": limits} if limits else ""),
        ScreenRow(3, _("機械"), _("%(n)s種類") % {"n": machines} if machines else ""),
        ScreenRow(4, _("得意なこと・資格"), words[:60]),
        ScreenRow(
            5,
            _("写真・連絡のしかた"),
            _("写真 %(n)s枚") % {"n": photos} if photos else str(factory.get_channel_display()),
        ),
    )


@dataclass(frozen=True)
class CertificatePage:
    section: ClassVar[str] = "factories"

    certificate: Certificate
    factory: Factory
    form: CertificateForm
    refused: Refusal = NOT_REFUSED


def certificate_page(certificate: Certificate, refused: Refusal = NOT_REFUSED) -> CertificatePage:
    form = refused.form_or(CertificateForm, instance=certificate)
    return CertificatePage(certificate, certificate.factory, form, refused)
