"""Whether a name is somebody's already in the town."""

from marketplace.accounts.models import Municipality, Organization
from marketplace.kernel.text import look_key

#: What a town hall is called beside the name of its town.
HALLS = ("", "役所", "役場", "市役所", "区役所", "町役場", "村役場", "庁舎")


def namesake_of(name: str, municipality: Municipality, *, besides: Organization | None = None) -> str:
    """The firm of this municipality, or its town hall, whose name is the same but for 株式会社 and the like, blanks, kana,
    width, and letters that look alike or that nobody sees; "" where there is none."""
    key = look_key(name)
    town = {look_key(said + hall) for said in (municipality.name, municipality.full_name) for hall in HALLS}
    if key in town:
        return municipality.name
    others = Organization.objects.filter(municipality=municipality, is_active=True)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    return next((other for other in others.values_list("name", flat=True) if look_key(other) == key), "")
