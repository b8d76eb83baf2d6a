"""Every state that waits for somebody stands in that somebody's list, and its button leads to the place where it is done."""

import re

import pytest
import stories

from marketplace.inquiries.services.inquiries import inquiry_draft
from marketplace.kernel.machines import all_machines
from marketplace.kernel.todos import Todo, todo_kinds, todos_of
from marketplace.sourcing.services.inquiry_endings import inquiry_revise
from marketplace.sourcing.services.questions import question_ask
from orders.ordering.services.changes import change_propose
from orders.ordering.services.orders import order_issue
from orders.ordering.services.terminations import termination_propose
from orders.production.services.discrepancies import discrepancy_propose
from orders.production.services.hand_overs import hand_over_receive
from orders.production.services.nonconformities import nonconformity_rework
from orders.production.services.work import work_report, work_start

#: By machine and state: the kinds of to-do by which it waits for somebody; or, after a dash, what it waits for else.
WAITS = {
    "inquiry": {
        "draft": "finish_draft",
        "open": "answer_inquiry",
        "evaluating": "compare",
        "awarded": "- the orders",
    },
    "proposal": {
        "consulting": "plan_steps",
        "planning": "send_rfqs",
        "quoting": "answer_question, read_revision; - the opening, by the clock",
        "assembling": "choose_team",
        "submitted": "- the inquiry's choice",
        "accepted": "- the orders",
        "declined": "- the award, which may still fall",
    },
    "process_step": {"open": "- its quotations", "filled": "- its order"},
    "rfq": {
        "sent": "quotation",
        "seen": "quotation",
        "answered": "- the opening",
        "silent": "- nobody: its time is over",
    },
    "quotation": {
        "draft": "quotation",
        "needs_confirming": "quotation",
        "submitted": "- the opening, by the clock",
        "opened": "choose_team",
        "selected": "choose_team",
        "passed_over": "- the award",
        "accepted": "- its order",
    },
    "award": {"decided": "- the orders"},
    "order": {
        "draft": "issue_order",
        "issued": "acknowledge_order",
        "acknowledged": "- its steps",
        "in_progress": "- its steps and hand-overs; pay",
        "delivered": "- its hand-overs, nonconformities and discrepancies; pay",
        "accepted": "pay",
        "refused": "replace",
        "cancelled": "replace",
        "left": "replace, pay",
    },
    "order_change": {"proposed": "answer_change"},
    "termination": {"proposed": "answer_termination"},
    "work_step": {
        "waiting": "- the step before it",
        "ready": "do_work",
        "running": "do_work",
        "done": "pass_on",
    },
    "hand_over": {"announced": "take_goods", "received": "take_goods"},
    "nonconformity": {"open": "judge", "reworking": "judge"},
    "discrepancy": {"open": "settle", "proposed": "settle", "settled": "- the rest that follows; do_work"},
    "invitation": {"open": "answer_invitation"},
    "claim": {"waiting": "- the clock, or the town hall that stops it"},
    "room": {"open": "- whoever has something to say"},
    "word_suggestion": {"open": "- the operators, on their pages"},
    "import_batch": {"previewed": "- whoever looks at it, on its page", "applied": "- nobody"},
}


def kinds_in(words: str) -> set[str]:
    parts = [part for part in words.split("; ") if not part.startswith("-")]
    return {kind for part in parts for kind in part.split(", ")}


def test_every_live_state_says_whom_it_waits_for():
    for machine in all_machines():
        states = WAITS[machine.name]
        assert set(machine.live) <= set(states) <= set(machine.states.values), machine.name
    assert set(WAITS) == {machine.name for machine in all_machines()}
    named = {kind for states in WAITS.values() for words in states.values() for kind in kinds_in(words)}
    assert named == {kind.name for kind in todo_kinds}


# each of them, made by the job itself: what waits, and for whom


def drafted(cast):
    inquiry_draft(actor=cast["orderer"].actor, text=stories.TEXT)
    return {"orderer": "finish_draft"}


def posted(cast):
    stories.posted(cast["orderer"])
    return {"hub": "answer_inquiry"}


def taken(cast):
    stories.taken(cast["hub"], stories.posted(cast["orderer"]))
    return {"hub": "plan_steps"}


def planned(cast):
    stories.planned(cast["hub"], stories.taken(cast["hub"], stories.posted(cast["orderer"])))
    return {"hub": "send_rfqs"}


def asked(cast):
    plan = stories.planned(cast["hub"], stories.taken(cast["hub"], stories.posted(cast["orderer"])))
    return stories.asked(cast["hub"], plan, [cast["lathe_shop"]], [cast["plating_shop"]])


def requested(cast):
    asked(cast)
    return {"lathe_shop": "quotation"}


def questioned(cast):
    """By the second step's shop: not the step that the board shows first."""
    rfq = stories.rfq_of(cast["plating_shop"], asked(cast))
    question_ask(actor=cast["plating_shop"].actor, rfq=rfq, text="厚さはいくつですか")
    return {"hub": "answer_question"}


def revised(cast):
    inquiry = asked(cast).inquiry
    inquiry_revise(actor=cast["orderer"].actor, inquiry=stories.fresh(inquiry), text="色は黒にします", quantity=20)
    return {"hub": "read_revision"}


def opened(cast):
    proposal = asked(cast)
    stories.quoted(cast["lathe_shop"], proposal, total_yen=9_000)
    stories.opened(proposal)
    return {"hub": "choose_team"}


def offered(cast):
    inquiry, _ = stories.proposed(*(cast[name] for name in ("orderer", "hub", "lathe_shop", "plating_shop")))
    stories.evaluating(inquiry)
    return {"orderer": "compare"}


def awarded(cast):
    names = ("orderer", "hub", "lathe_shop", "plating_shop")
    return stories.awarded(cast["orderer"], *stories.proposed(*(cast[name] for name in names))).order


def to_issue(cast):
    awarded(cast)
    return {"orderer": "issue_order"}


def to_acknowledge(cast):
    order_issue(actor=cast["orderer"].actor, order=awarded(cast))
    return {"hub": "acknowledge_order"}


def refused(cast):
    stories.refused(*(cast[name] for name in ("orderer", "hub", "lathe_shop", "plating_shop")))
    return {"hub": "replace"}


def running(cast):
    return stories.ordered(*(cast[name] for name in ("orderer", "hub", "lathe_shop", "plating_shop")))


def child(cast, root):
    return root.children.get(supplier=cast["lathe_shop"].organization)


def step(root, position=1):
    return root.ring_steps.select_related("root", "order__supplier").get(position=position)


def changed(cast):
    order = child(cast, running(cast))
    change_propose(actor=cast["lathe_shop"].actor, order=order, reason="材料待ち", deliver_on=order.deliver_on)
    return {"hub": "answer_change"}


def ending(cast):
    order = child(cast, running(cast))
    termination_propose(actor=cast["lathe_shop"].actor, order=order, reason="職人が倒れました", amount_yen=0)
    return {"hub": "answer_termination"}


def ready(cast):
    running(cast)
    return {"lathe_shop": "do_work"}


def begun(cast):
    work_start(actor=cast["lathe_shop"].actor, step=step(running(cast)))
    return {"lathe_shop": "do_work"}


def made(cast):
    root = running(cast)
    work_start(actor=cast["lathe_shop"].actor, step=step(root))
    work_report(actor=cast["lathe_shop"].actor, step=step(root), good=20, is_done=True)
    return {"lathe_shop": "pass_on"}


def sent_on(cast):
    stories.worked(cast["lathe_shop"], running(cast), 1, good=20)
    return {"plating_shop": "take_goods"}


def received(cast):
    over = stories.worked(cast["lathe_shop"], running(cast), 1, good=20)
    hand_over_receive(actor=cast["plating_shop"].actor, hand_over=over, count=20)
    return {"plating_shop": "take_goods", "hub": "pay"}


def rejected(cast):
    over = stories.worked(cast["lathe_shop"], running(cast), 1, good=20)
    return stories.passed_on(cast["plating_shop"], over, rejected=2, description="きず").nonconformities.get()


def faulty(cast):
    rejected(cast)
    return {"lathe_shop": "judge", "plating_shop": "judge"}


def reworked(cast):
    nonconformity_rework(actor=cast["lathe_shop"].actor, found=rejected(cast))
    return {"plating_shop": "judge"}


def short(cast):
    stories.short(*(cast[name] for name in ("orderer", "hub", "lathe_shop", "plating_shop")))
    return {"lathe_shop": "settle", "hub": "settle"}


def answered(cast):
    row = stories.short(*(cast[name] for name in ("orderer", "hub", "lathe_shop", "plating_shop")))
    discrepancy_propose(actor=cast["hub"].actor, row=row, outcome="as_is")
    return {"lathe_shop": "settle"}


CASES = [
    drafted, posted, taken, planned, requested, questioned, revised, opened, offered, to_issue, to_acknowledge, refused, changed,
    ending, ready, begun, made, sent_on, received, faulty, reworked, short, answered,
]  # fmt: skip


def todo_of(player, kind: str) -> Todo:
    [row] = todo_kinds[kind].waiting(player.actor)
    return todo_kinds[kind].say(row, player.actor)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_button_leads_to_the_place_where_it_is_done(case, orderer, hub, lathe_shop, rival_lathe_shop, plating_shop):
    cast = {"orderer": orderer, "hub": hub, "lathe_shop": lathe_shop, "plating_shop": plating_shop}
    for who, kind in case(cast).items():
        todo = todo_of(cast[who], kind)
        assert (todo.title, todo.verb, todo.url) in [(t.title, t.verb, t.url) for t in todos_of(cast[who].actor)]
        address, _, place = todo.url.partition("#")
        answer = cast[who].browser().get(address)
        page = answer.content.decode()
        assert answer.status_code == 200
        main = page[page.index("<main") : page.index("</main>")]
        here = main[main.index(f'id="{place}"') :] if place else main
        assert re.search(r'<form[^>]*method="post"|<button[^>]*formaction=', here), (who, kind, "nothing to press")


def test_the_list_is_in_the_order_of_when_harm_begins(orderer, hub, lathe_shop, plating_shop):
    """Goods that came, and an order that was not taken yet, stand before what is to be paid in a month."""
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    stories.passed_on(plating_shop, stories.worked(lathe_shop, root, 1, good=20))
    over = stories.worked(plating_shop, root, 2, good=20)
    other = awarded({"orderer": orderer, "hub": hub, "lathe_shop": lathe_shop, "plating_shop": plating_shop})
    order_issue(actor=orderer.actor, order=other)
    verbs = [todo.verb for todo in todos_of(hub.actor)]
    assert verbs.index("注文を請ける") < verbs.index("支払いを記録")
    assert verbs.index("受け取る") < verbs.index("支払いを記録")
    assert over.status == "announced"
