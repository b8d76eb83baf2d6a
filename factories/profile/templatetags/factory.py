"""A factory's light and the sizes that it takes, in templates."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from factories.profile.availability import LOOKS, WORDS, days_old, is_old
from factories.profile.models import Capability, Factory, Machine
from marketplace.kernel.templatetags.nakama import num

register = template.Library()


@register.simple_tag
def availability_chip(factory: Factory) -> SafeString:
    """The chip of the factory's light; one that was set long ago is grey and says so."""
    word = WORDS[factory.availability]
    if not is_old(factory):
        return format_html('<span class="st {}">{}</span>', LOOKS[factory.availability], word)
    since = _("%(days)s日前のまま") % {"days": f"{days_old(factory):,}"}
    return format_html('<span class="st wait">{}</span><span class="sub">{}</span>', word, since)


@register.filter
def size(thing: Capability | Machine) -> str:
    """1200×600×300mm, with as many sides as are known."""
    return "×".join(num(side) for side in (thing.max_x_mm, thing.max_y_mm, thing.max_z_mm) if side) + "mm"
