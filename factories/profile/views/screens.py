"""Five short screens on which a factory, or who writes for it, says what it can do. Each is saved by itself."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from factories.profile.forms import MachineForm, PhotosForm
from factories.profile.models import FactoryPhoto, Machine
from factories.profile.pages.screens import MACHINES, PHOTOS, SCREENS, screen_page
from factories.profile.policies import editable
from factories.profile.services.capabilities import limits_set, machine_remove, machine_set, processes_set
from factories.profile.services.profile import contact_set, photo_remove, photos_add, words_set
from factories.profile.views.editing import SAVED, edited
from marketplace.accounts.decorators import member_page
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from marketplace.kernel.errors import NotFound
from marketplace.kernel.shortcuts import get_visible_or_404

#: What keeps each screen.
SERVICES: tuple[Callable[..., Any], ...] = (processes_set, limits_set, machine_set, words_set, contact_set)


def _page(request: HttpRequest, public_id: UUID, number: int, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    page = screen_page(request.actor, edited(request, public_id), number, refused)
    return show(request, SCREENS[number - 1].template, page)


def _act(request: HttpRequest, public_id: UUID, number: int, service: Callable[..., Any], **named: Any) -> HttpResponse:
    """Do something on a screen and stay there, unless another address is named."""
    stay = reverse("factory_screen", args=[public_id, number])
    return act(request, service, **{"to": stay, "page": partial(_page, request, public_id, number), **named})


@member_page("GET", "POST")
def screen(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """One screen; what is sent is kept before the next one is shown. Machines are added one by one."""
    if not 1 <= number <= len(SCREENS):
        raise NotFound("screen")
    if request.method != "POST":
        return _page(request, public_id, number)
    factory = edited(request, public_id)
    form = SCREENS[number - 1].form(request.POST, actor=request.actor, factory=factory)
    said = {"factory": factory, "form": form, "done": SAVED}
    if number == MACHINES:
        return _act(request, public_id, number, SERVICES[number - 1], **said)
    onwards = reverse("factory", args=[public_id])
    if number < len(SCREENS):
        onwards = reverse("factory_screen", args=[public_id, number + 1])
    return _act(request, public_id, number, SERVICES[number - 1], to=onwards, is_edit=True, **said)


def _own_machine(request: HttpRequest, public_id: UUID) -> Machine:
    machines = Machine.objects.select_related("factory__organization").filter(factory__in=editable(request.actor))
    return get_visible_or_404(machines, public_id)


@member_page("POST")
def change_machine(request: HttpRequest, public_id: UUID) -> HttpResponse:
    machine = _own_machine(request, public_id)
    marks = {"actor": request.actor, "factory": machine.factory, "auto_id": f"machine{machine.pk}_%s"}
    return _act(
        request,
        machine.factory.public_id,
        MACHINES,
        machine_set,
        factory=machine.factory,
        machine=machine,
        form=MachineForm(request.POST, machine=machine, **marks),
        done=SAVED,
        is_edit=True,
    )


@member_page("POST")
def remove_machine(request: HttpRequest, public_id: UUID) -> HttpResponse:
    machine = _own_machine(request, public_id)
    return _act(
        request,
        machine.factory.public_id,
        MACHINES,
        machine_remove,
        factory=machine.factory,
        machine=machine,
        done=SAVED,
    )


@member_page("POST")
def add_photos(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _act(
        request,
        public_id,
        PHOTOS,
        photos_add,
        factory=edited(request, public_id),
        form=PhotosForm(request.POST, request.FILES),
        done=_("写真を足しました。"),
    )


@member_page("POST")
def remove_photo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    photos = FactoryPhoto.objects.select_related("factory").filter(factory__in=editable(request.actor))
    photo = get_visible_or_404(photos, public_id)
    return _act(request, photo.factory.public_id, PHOTOS, photo_remove, photo=photo, done=_("写真を外しました。"))
