"""注文書: the statement of an order's terms (発注内容の明示, 取適法4条).

Items: 公正取引委員会規則(令和7年8号)1条1項1号から8号, and the way of payment that 取適法4条1項 itself names. It is made for
every order whatever the size of the firms; the size test only decides what the paper is called.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.kernel.money import tax
from orders.law.payment_terms import Terms, due_on
from orders.law.scope import verdict_of
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


def _body(order: Any, ordered_on: date) -> Body:
    """Everything that stands on the statement, as JSON values. Items 5 to 8 (bundled settlement, electronic claims,
    material sold to the supplier, undecided items) do not arise here and are stated as none."""
    terms = Terms(order.closing_day, order.pay_months_after, order.pay_day)
    return {
        "number": order.number,
        "buyer_name": order.buyer.name,
        "buyer_place": order.buyer.municipality.full_name + order.buyer.address,
        "supplier_name": order.supplier.name,
        "supplier_place": order.supplier.municipality.full_name + order.supplier.address,
        "ordered_on": ordered_on.isoformat(),
        "title": order.title,
        "content": order.content.strip(),
        "quantity": order.quantity,
        "receive_on": order.deliver_on.isoformat(),
        "receive_place": order.deliver_to.strip(),
        "inspect_by": (order.deliver_on + timedelta(days=order.inspect_days)).isoformat(),
        "amount_yen": order.amount_yen,
        "tax_percent": order.tax_percent,
        "tax_yen": tax(order.amount_yen, order.tax_percent),
        "payment_due_on": due_on(order.deliver_on, terms).isoformat(),
        "payment_rule": _rule_text(terms),
        "payment_method": "銀行振込(振込手数料は注文する側が負担)",
        "bundled_settlement": "なし",
        "electronic_claims": "なし",
        "paid_materials": "なし",
        "undecided": "なし",
        "law": verdict_of(order.buyer, order.supplier),
    }


def _rule_text(terms: Terms) -> str:
    def day(n: int) -> str:
        return "末日" if n >= 31 else f"{n}日"

    month = {0: "当月", 1: "翌月", 2: "翌々月"}.get(terms.months_after, f"{terms.months_after}か月後")
    return f"毎月{day(terms.closing_day)}締め、{month}{day(terms.pay_day)}払い。受け取った日から60日以内"


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
    Paper(
        "statement",
        _("注文書"),
        Path(__file__).with_name("statement.typ"),
        body=_body,
        printed=_printed,
        required=REQUIRED,
        goes_with=frozenset({"order.issue", "order_change.agree"}),
    )
)
