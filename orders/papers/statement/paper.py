"""注文書: the statement of an order's terms (発注内容の明示, 取適法4条).

Items: 公正取引委員会規則(令和7年8号)1条1項1号から8号, and the way of payment that 取適法4条1項 itself names. It is made for
every order whatever the size of the firms; the size test only decides what the paper is called.
"""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from orders.papers.registry import Body, Paper, papers
from orders.papers.typesetting import japanese_day, japanese_yen

#: Which number of the rule asks for each: in brackets.
REQUIRED = {
    "buyer_name": _("注文する側の名前"),  # 一
    "supplier_name": _("請ける側の名前"),  # 一
    "ordered_on": _("注文した日"),  # 二
    "content": _("仕事の内容"),  # 二
    "quantity": _("数量"),  # 二
    "receive_on": _("納期"),  # 二
    "receive_place": _("納める場所"),  # 二
    "inspect_by": _("検査を終える日"),  # 三
    "amount_yen": _("代金の額"),  # 四
    "payment_due_on": _("支払期日"),  # 四
    "payment_method": _("支払方法"),  # 法4条1項
}


def _printed(body: Body) -> dict[str, str]:
    days = {k: japanese_day(body[k]) for k in ("ordered_on", "receive_on", "inspect_by", "payment_due_on")}
    return {
        **days,
        "amount_text": japanese_yen(body["amount_yen"]),
        "tax_text": japanese_yen(body["tax_yen"]),
        "total_text": japanese_yen(body["amount_yen"] + body["tax_yen"]),
        "quantity_text": f"{body['quantity']:,}",
    }


STATEMENT = papers.add(
    Paper("statement", _("注文書"), Path(__file__).with_name("statement.typ"), printed=_printed, required=REQUIRED)
)
