"""Names of the dictionary in templates."""

from django import template

from factories.catalog.selectors import taxonomy

register = template.Library()


@register.filter
def process_name(code: str) -> str:
    """The name of a process in the reader's language, its code where the dictionary has lost it."""
    found = taxonomy().process(code)
    return found.name if found else code
