"""What the statement of an order's terms says."""

from datetime import date, timedelta

from marketplace.kernel.money import tax
from orders.ordering.models import OrderPaper, PurchaseOrder
from orders.ordering.payment_terms import Terms, due_on
from orders.ordering.size_test import verdict_of
from orders.papers.registry import Body


def statement_body(order: PurchaseOrder, *, ordered_on: date, previous: OrderPaper | None = None) -> Body:
    """Everything that stands on the statement, as JSON values. Items 5 to 8 (bundled settlement, electronic claims,
    material sold to the supplier, undecided items) do not arise here and are stated as none."""
    terms = Terms(order.closing_day, order.pay_months_after, order.pay_day)
    return {
        "number": order.number,
        "revision": previous.revision + 1 if previous else 1,
        "changes_sha256": previous.sha256 if previous else "",
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


def with_terms(order: PurchaseOrder) -> PurchaseOrder:
    """The order as it stands now, with the rows that its statement reads."""
    return PurchaseOrder.objects.select_related("buyer__municipality", "supplier__municipality").get(pk=order.pk)
