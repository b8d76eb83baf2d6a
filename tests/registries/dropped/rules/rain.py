"""It rains upon an inquiry: its orderer is told, in the app and outside; whoever posted one is told in a second rule."""

from messaging.notifications.handlers import add_rule
from messaging.notifications.registry import NoticeRule, page

add_rule(
    NoticeRule(
        event="inquiry.rained_upon",
        to=lambda inquiry, refs: [inquiry.orderer],
        text=lambda inquiry: f"{inquiry} に雨が降りました",
        url=page("inquiry"),
        goes_out=True,
        pages=lambda inquiry, refs: [inquiry.public_id],
    )
)
add_rule(
    NoticeRule(
        event="inquiry.post",
        also="to its orderer",
        to=lambda inquiry, refs: [inquiry.orderer],
        text=lambda inquiry: f"{inquiry} をお預かりしました",
        url=page("inquiry"),
        goes_out=True,
    )
)
