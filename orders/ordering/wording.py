"""What several pages and to-dos say of orders."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from marketplace.kernel.actors import Actor
from marketplace.sourcing.wording import by_desk


def for_desk(what: str, firm: Organization) -> str:
    """What a desk does or hears for a firm."""
    return _("%(firm)s の代わりに: %(what)s") % {"firm": firm.name, "what": what}


def on_behalf(what: str, firm: Organization, actor: Actor) -> str:
    """What waits for a firm; for a desk with the firm's name."""
    return what if firm == actor.organization else for_desk(what, firm)


def recorded_for(firm: Organization, actor: Actor) -> str:
    """For whom a desk enters, and what stays on the record."""
    said = {"firm": firm.name, "entry": by_desk(actor.organization)}
    return _("%(firm)s の代わりに入力します。記録には「%(entry)s」と残ります。") % said


def another_proposal() -> str:
    """Why an agreement is not taken: the page had shown another proposal."""
    return _("案が変わりました。いまの案を見て、もう一度決めてください。")
