"""Five short screens on which a factory, or who writes for it, says what it can do. Each is saved by itself."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from factories.catalog.selectors import taxonomy
from factories.profile.forms import ContactForm, LimitsForm, MachineForm, WordsForm
from factories.profile.models import Factory, FactoryPhoto
from factories.profile.parts import EDIT, EDIT_ACTIONS, parts_of
from factories.profile.policies import editable, factory_policy
from factories.profile.services import capabilities, profile
from marketplace.accounts.gates import member_page
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.errors import Invalid, NotFound

STEPS = 5


@member_page("GET")
def my_factory(request: HttpRequest) -> HttpResponse:
    """The factory's own page about itself."""
    return redirect("factory_edit", own_factory(request).public_id)


def own_factory(request: HttpRequest) -> Factory:
    if not request.actor.organization.is_factory:
        raise NotFound("factory")
    return profile.factory_of(organization=request.actor.organization)


def _edited(request: HttpRequest, public_id) -> Factory:
    return get_visible_or_404(editable(request.actor), public_id)


def steps_of(factory: Factory) -> list[tuple[int, str, str]]:
    """(number, title, what is there already; empty for nothing yet)"""
    known = taxonomy()
    names = [known.process(code).name for code in factory.processes if known.process(code)]
    limits = factory.capabilities.exclude(max_x_mm=None, tolerance_mm=None, lot_max=None).count()
    machines, photos = factory.machines.count(), factory.photos.count()
    words = factory.strengths or factory.likes or factory.refuses
    return [
        (1, _("できる工程"), _("、").join(names)),
        (2, _("大きさ・精度・数"), _("%(n)s工程分") % {"n": limits} if limits else ""),
        (3, _("機械"), _("%(n)s種類") % {"n": machines} if machines else ""),
        (4, _("得意なこと・資格"), words[:60]),
        (5, _("写真・連絡のしかた"), _("写真 %(n)s枚") % {"n": photos} if photos else factory.get_channel_display()),
    ]


@member_page("GET")
def factory_edit(request: HttpRequest, public_id) -> HttpResponse:
    """What is filled in already, and the way to each screen."""
    factory = _edited(request, public_id)
    steps = steps_of(factory)
    context = {
        "section": "me" if factory.organization == request.actor.organization else "factories",
        "factory": factory,
        "steps": steps,
        "done": sum(bool(there) for *_, there in steps),
        "is_own": factory.organization == request.actor.organization,
        "actions": parts_of(factory, request.actor, EDIT_ACTIONS),
        "parts": parts_of(factory, request.actor, EDIT),
        "availabilities": Factory.AVAILABILITIES,
    }
    return render(request, "profile/edit.html", context)


@member_page("GET", "POST")
def factory_step(request: HttpRequest, public_id, step: int) -> HttpResponse:
    """One screen; what is sent is kept before the next one is shown."""
    if not 1 <= step <= STEPS:
        raise NotFound("step")
    factory = _edited(request, public_id)
    show = (_processes, _limits, _machines, _words, _contact)[step - 1]
    context = show(request, factory)
    if context is None:
        messages.success(request, _("保存しました。"))
        if "again" in request.POST:
            return redirect("factory_step", factory.public_id, step)
        return redirect("factory_step", factory.public_id, step + 1) if step < STEPS else redirect("factory", public_id)
    context |= {
        "section": "me" if factory.organization == request.actor.organization else "factories",
        "factory": factory,
        "step": step,
        "steps": STEPS,
        "title": steps_of(factory)[step - 1][1],
    }
    return render(request, f"profile/step{step}.html", context, status=400 if context.get("is_wrong") else 200)


def _processes(request: HttpRequest, factory: Factory) -> dict | None:
    if request.method == "POST":
        chosen = request.POST.getlist("process")
        if chosen:
            capabilities.processes_set(actor=request.actor, factory=factory, processes=chosen)
            return None
    known = taxonomy()
    groups = [(g, [(p, p.code in factory.processes) for p in known.in_group(g.code)]) for g in known.groups]
    return {
        "groups": [(g, some, sum(on for _, on in some)) for g, some in groups],
        "is_wrong": request.method == "POST",
    }


def _limits(request: HttpRequest, factory: Factory) -> dict | None:
    own = factory.capabilities.filter(machine=None).order_by("process")
    forms = [LimitsForm(request.POST or None, capability=c) for c in own]
    if request.method == "POST" and all([form.is_valid() for form in forms]):
        wrong = False
        for form in forms:
            try:
                capabilities.capability_set(
                    actor=request.actor, factory=factory, process=form.capability.process, **form.limits()
                )
            except Invalid as error:  # one that contradicts itself keeps its old limits; the others are saved
                form.add_error(None, error.message)
                wrong = True
        if not wrong:
            return None
    return {"forms": forms, "is_wrong": request.method == "POST"}


def _machines(request: HttpRequest, factory: Factory) -> dict | None:
    machines = list(factory.machines.order_by("pk").prefetch_related("capabilities"))
    wanted = request.POST.get("machine", "")
    chosen = next((m for m in machines if str(m.pk) == wanted), None)
    if request.method == "POST" and "remove" in request.POST:
        if chosen:
            capabilities.machine_remove(actor=request.actor, factory=factory, machine=chosen)
        return None
    if request.method == "POST" and "next" in request.POST:
        return None
    form = MachineForm(request.POST or None, factory=factory, machine=chosen)
    if request.method == "POST" and form.is_valid():
        capabilities.machine_set(actor=request.actor, factory=factory, machine=chosen, **form.facts())
        return None
    forms = [(m, form if m is chosen else MachineForm(factory=factory, machine=m)) for m in machines]
    return {
        "machines": forms,
        "new": MachineForm(factory=factory) if chosen else form,
        "is_wrong": request.method == "POST",
        "chosen": chosen,
    }


def _words(request: HttpRequest, factory: Factory) -> dict | None:
    held = list(factory.certificates.filter(process="").values_list("name", flat=True))
    initial = {name: getattr(factory, name) for name in profile.WORDS} | {"certificates": held}
    form = WordsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in profile.WORDS}
        profile.profile_set(actor=request.actor, factory=factory, **words)
        profile.certificates_declare(actor=request.actor, factory=factory, names=form.cleaned_data["certificates"])
        return None
    return {"form": form, "is_wrong": request.method == "POST"}


def _contact(request: HttpRequest, factory: Factory) -> dict | None:
    names = (*profile.CONTACT, *profile.PRIVATE, "availability", "paused_until")
    form = ContactForm(request.POST or None, initial={name: getattr(factory, name) for name in names})
    if not factory_policy.may(request.actor, "see_private", factory):
        for name in profile.PRIVATE:
            del form.fields[name]
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        availability, pause = facts.pop("availability"), facts.pop("paused_until")
        profile.profile_set(actor=request.actor, factory=factory, **facts)
        if "availability" in form.changed_data or "paused_until" in form.changed_data:
            profile.availability_set(
                actor=request.actor, factory=factory, availability=availability, paused_until=pause
            )
        return None
    return {"form": form, "photos": factory.photos.all(), "is_wrong": request.method == "POST"}


@member_page("POST")
def photo_add(request: HttpRequest, public_id) -> HttpResponse:
    """Add photos; what does not fit is named, those before it are kept."""
    factory = _edited(request, public_id)
    uploads = request.FILES.getlist("photos")
    if not uploads:
        raise Invalid("photos", _("写真を選んでください。"))
    for upload in uploads:
        profile.photo_add(actor=request.actor, factory=factory, upload=upload, caption=request.POST.get("caption", ""))
    messages.success(request, _("写真を足しました。"))
    return redirect("factory_step", factory.public_id, STEPS)


def _own_photo(request: HttpRequest, public_id) -> FactoryPhoto:
    return get_visible_or_404(
        FactoryPhoto.objects.select_related("factory").filter(factory__in=editable(request.actor)), public_id
    )


@member_page("POST")
def photo_remove(request: HttpRequest, public_id) -> HttpResponse:
    photo = _own_photo(request, public_id)
    profile.photo_remove(actor=request.actor, photo=photo)
    messages.success(request, _("写真を外しました。"))
    return redirect("factory_step", photo.factory.public_id, STEPS)


@member_page("POST")
def availability(request: HttpRequest) -> HttpResponse:
    """One tap: how busy we are."""
    factory = own_factory(request)
    said = request.POST.get("availability", "")
    profile.availability_set(actor=request.actor, factory=factory, availability=said, paused_until=factory.paused_until)
    return redirect("home")


@member_page("POST")
def factory_availability(request: HttpRequest, public_id) -> HttpResponse:
    """One tap for who writes for a factory: how busy it is."""
    factory = _edited(request, public_id)
    profile.availability_set(
        actor=request.actor,
        factory=factory,
        availability=request.POST.get("availability", ""),
        paused_until=factory.paused_until,
    )
    return redirect("factory_edit", factory.public_id)
