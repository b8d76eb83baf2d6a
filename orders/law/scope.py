"""Whether the law on payments to entrusted small enterprises (取適法) covers a link. Pure but for the firm's facts.

取適法2条8項, 製造委託: by capital over 300 million to at most 300 million yen (or an individual); over 10 million to at most
10 million; else by employees, over 300 to at most 300. The verdict only changes the label on the paper: every rule for
statements, payment days and records is applied to every order.
"""

from marketplace.accounts.models import Organization

COVERED, NOT_COVERED, NEEDS_REVIEW = "covered", "not_covered", "needs_review"
_300M, _10M = 300_000_000, 10_000_000


def verdict(
    *,
    buyer_is_individual: bool,
    buyer_capital: int | None,
    buyer_employees: int | None,
    supplier_is_individual: bool,
    supplier_capital: int | None,
    supplier_employees: int | None,
) -> str:
    """covered, not_covered, or needs_review when a fact on the deciding path is unknown."""
    if buyer_is_individual:
        return NOT_COVERED
    by_capital = _by_capital(buyer_capital, supplier_is_individual, supplier_capital)
    if by_capital:
        return COVERED
    by_staff = _by_employees(buyer_employees, supplier_employees)
    if by_staff:
        return COVERED
    return NEEDS_REVIEW if None in (by_capital, by_staff) else NOT_COVERED


def _by_capital(buyer: int | None, individual: bool, supplier: int | None) -> bool | None:
    if buyer is not None and buyer <= _10M:
        return False
    if individual:
        return None if buyer is None else True
    if supplier is not None and supplier > _300M:
        return False
    if buyer is None or supplier is None:
        return None
    return supplier <= (_300M if buyer > _300M else _10M)


def _by_employees(buyer: int | None, supplier: int | None) -> bool | None:
    if buyer is not None and buyer <= 300 or supplier is not None and supplier > 300:
        return False
    return None if buyer is None or supplier is None else True


def verdict_of(buyer: Organization, supplier: Organization) -> str:
    """The verdict for two organizations, by the facts that they declared. Public bodies are outside the law."""
    if buyer.is_municipality:
        return NOT_COVERED
    return verdict(
        buyer_is_individual=buyer.is_sole_proprietor,
        buyer_capital=buyer.capital_yen,
        buyer_employees=buyer.employees,
        supplier_is_individual=supplier.is_sole_proprietor,
        supplier_capital=supplier.capital_yen,
        supplier_employees=supplier.employees,
    )
