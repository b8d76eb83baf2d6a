"""The one way of a POST: what a person asked for is done once, or the page comes back with what was typed and why not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.forms import BaseForm, BaseFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise

from marketplace.kernel.actors import Actor
from marketplace.kernel.disk import files_undone
from marketplace.kernel.errors import DomainError, NotFound
from marketplace.kernel.idempotency import once

Form = TypeVar("Form", bound=BaseForm | BaseFormSet)


@dataclass(frozen=True)
class Refusal:
    """Why a POST did nothing. The page that comes back gets it: `form` as it was typed, with what is wrong in it where it
    could not be read; `message` where the service said no. A page that is simply asked for gets `NOT_REFUSED`."""

    form: BaseForm | BaseFormSet | None = None
    message: str = ""
    status: int = 400

    def form_or(self, kind: type[Form], **fresh: Any) -> Form:
        """The form of this kind that was refused, else a fresh one made with `fresh`; where a page has two of a kind,
        `auto_id` tells them apart."""
        is_it = self.form is not None and type(self.form) is kind and self.form.auto_id == fresh.get("auto_id", "id_%s")
        return cast(Form, self.form) if is_it else kind(**fresh)


NOT_REFUSED = Refusal(status=200)


def show(request: HttpRequest, template: str, page: Any) -> HttpResponse:
    """A page: its view object is all that the template gets."""
    refused = getattr(page, "refused", NOT_REFUSED)
    return render(request, template, {"page": page}, status=refused.status)


def act(
    request: HttpRequest,
    service: Callable[..., Any],
    *,
    page: Callable[[Refusal], HttpResponse],
    to: str | Callable[[Any], str | HttpResponse],
    form: BaseForm | BaseFormSet | None = None,
    done: str | Promise | Callable[[Any], str] = "",
    is_edit: bool = False,
    **named: Any,
) -> HttpResponse:
    """Call `service` with the actor, `named` and what `form` holds, say `done` and go on to the address `to`. Both may
    follow from what the service gives, which may also be answered at once: a page that shows what is shown this once.

    A form that is not valid, and what the service refuses, bring `page` back: with the form as it was typed where there
    is one. What is not there, or not theirs, stays NotFound. `is_edit`: the same page may be sent again, changed; else
    its key lets it through once.
    """
    if form is not None and not form.is_valid():
        return page(Refusal(form))

    def effect() -> HttpResponse:
        actor: Actor = request.actor  # type: ignore[attr-defined]  # the page's gate has set it
        typed = cast(dict[str, Any], form.cleaned_data) if form is not None else {}
        made = service(actor=actor, **named, **typed)
        if done:
            messages.success(request, str(done(made) if callable(done) else done))
        onwards = to(made) if callable(to) else to
        return onwards if isinstance(onwards, HttpResponse) else HttpResponseRedirect(onwards)

    try:
        with files_undone():
            return effect() if is_edit else once(request, effect)
    except NotFound:
        raise
    except DomainError as error:
        return page(Refusal(form, error.message, error.status))
