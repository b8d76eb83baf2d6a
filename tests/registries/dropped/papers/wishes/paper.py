"""A list of wishes that goes out with every order."""

from datetime import date
from pathlib import Path
from typing import Any

from orders.papers.registry import Body, Paper, papers


def _body(order: Any, day: date) -> Body:
    return {"number": order.number, "wish": order.title, "on": day.isoformat()}


WISHES = papers.add(
    Paper(
        "wishes",
        "お願いの紙",
        Path(__file__).with_name("wishes.typ"),
        body=_body,
        printed=lambda body: {"wish_text": f"{body['wish']}!"},
        required={"wish": "お願い"},
        goes_with=frozenset({"order.issue", "order_change.agree"}),
    )
)
