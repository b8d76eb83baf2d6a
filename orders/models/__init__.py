"""Award, orders of every link, their papers, work, hand-overs, payment and ratings."""

from orders.models.order import Award, Order, OrderChange, Payment, Rating, Statement
from orders.models.work import HandOver, HandOverPhoto, Nonconformity, WorkReport, WorkStep

__all__ = [
    "Award",
    "HandOver",
    "HandOverPhoto",
    "Nonconformity",
    "Order",
    "OrderChange",
    "Payment",
    "Rating",
    "Statement",
    "WorkReport",
    "WorkStep",
]
