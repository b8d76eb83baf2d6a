"""The lines of the specification card (仕様カード), by key in the card's order."""

from django.utils.translation import gettext_lazy as _

#: The lines of the specification card, in its order.
CARD_LABELS = {
    "purpose": _("作るもの"),
    "size": _("大きさ"),
    "material": _("材質"),
    "finish": _("仕上げ"),
    "quantity": _("数"),
    "precision": _("精度"),
    "place": _("使う場所"),
    "due": _("いつまで"),
    "budget": _("予算"),
    "must_not": _("避けたいこと"),
}
