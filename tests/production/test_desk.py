"""A factory that nobody signs in for is carried to the end by its desk, on the record."""

import people
import pytest
import stories
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.accounts.models import Membership, Organization, User
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.kernel.models import AuditEntry
from marketplace.kernel.relay import relay_due
from marketplace.kernel.todos import todos_of
from marketplace.sourcing.models import RequestForQuotation
from marketplace.sourcing.selectors.board import candidates_of
from marketplace.sourcing.services.rfqs import rfq_add, rfqs_send
from messaging.notifications.models import Notice
from orders.ordering.models import OrderChange
from orders.ordering.owed import amount_with_tax
from orders.ordering.services.changes import change_agree, change_propose, change_reject, change_withdraw
from orders.ordering.services.orders import order_acknowledge, order_issue, order_refuse
from orders.ordering.services.papers import paper_open
from orders.ordering.services.payments import payment_record
from orders.production.selectors import could_take_over
from orders.production.services.discrepancies import discrepancy_agree, discrepancy_propose
from orders.production.services.hand_overs import (
    hand_over_announce,
    hand_over_cancel,
    hand_over_inspect,
    hand_over_receive,
    hand_over_recount,
)
from orders.production.services.nonconformities import nonconformity_rework
from orders.production.services.replacement import order_replace
from orders.production.services.work import work_correct, work_report, work_start

pytestmark = pytest.mark.xdist_group("desk")


def page_of(player, name: str, thing) -> str:
    answer = player.browser().get(reverse(name, args=[thing.public_id]))
    assert answer.status_code == 200
    return answer.content.decode()


def other_town() -> people.Player:
    return people.make_player("k@example.jp", "川崎 葵", "川崎市", municipality=people.KAWASAKI, is_municipality=True)


def sign_up(firm: Organization) -> people.Player:
    """Somebody of the firm begins to sign in."""
    user = User.objects.create_user("mori@example.jp", name="森 実", terms_version=people.TERMS_VERSION)
    Membership.objects.create(user=user, organization=firm, role="owner")
    return people.Player(user, firm, people.Actor(user=user, organization=firm, role="owner"))


def issued(orderer, hub, *shops):
    """The orders of the ring went out to the hub, which took its own, and to the first of the shops. Gives that one."""
    parent = stories.awarded(orderer, *stories.proposed(orderer, hub, *shops)).order
    order_issue(actor=orderer.actor, order=parent)
    order_acknowledge(actor=hub.actor, order=stories.fresh(parent))
    order_issue(actor=hub.actor, order=parent.children.get(supplier=shops[0].organization))
    return parent.children.get(supplier=shops[0].organization)


def finished(orderer, hub, first, second):
    """The whole ring, from the first request to the last yen."""
    root = stories.ordered(orderer, hub, first, second)
    stories.passed_on(second, stories.worked(first, root, 1, good=20))
    stories.passed_on(hub, stories.worked(second, root, 2, good=20))
    stories.passed_on(orderer, stories.worked(hub, root, 3, good=20))
    for order, payer in [(order, hub) for order in root.children.all()] + [(root, orderer)]:
        order = stories.fresh(order)
        said = {"amount_yen": amount_with_tax(order), "paid_on": stories.today()}
        payment_record(actor=payer.actor, order=order, **said)
    return stories.fresh(root)


def test_in_the_middle_of_the_ring_it_is_carried_to_the_last_yen(orderer, hub, lathe_shop, quiet_plater, officer):
    root = finished(orderer, hub, lathe_shop, quiet_plater)
    assert {root.status, *root.children.values_list("status", flat=True)} == {"closed"}
    entered = AuditEntry.objects.filter(organization_id=officer.organization.public_id)
    done = set(entered.values_list("action", flat=True))
    assert done >= {
        "quotation.submit",
        "order.acknowledge",
        "work_step.start",
        "work_step.finish",
        "hand_over.announce",
        "hand_over.receive",
        "hand_over.inspect",
    }
    relay_due()
    heard = Notice.objects.filter(user=officer.user, organization=officer.organization)
    assert set(heard.values_list("name", flat=True)) >= {
        "order.issue",
        "work_step.make_ready",
        "hand_over.announce",
        "hand_over.inspect",
        "payment.record",
        "order.close",
    }
    texts = heard.exclude(name__startswith="proposal.").exclude(name__startswith="quotation.")
    assert {text.partition(": ")[0] for text in texts.values_list("text", flat=True)} == {"森めっき の代わりに"}
    goods = Notice.objects.get(user=officer.user, name="order.issue")
    assert goods.text.startswith("森めっき の代わりに: 注文書が届きました")
    assert not Notice.objects.exclude(user=officer.user).filter(text__contains="の代わりに").exists()


def test_what_was_paid_is_printed_for_it(orderer, hub, quiet_shop, plating_shop, officer):
    root = stories.ordered(orderer, hub, quiet_shop, plating_shop)
    child = root.children.get(supplier=quiet_shop.organization)
    address = reverse("payment_notice", args=[child.public_id])
    assert officer.browser().get(address).status_code == 404, "nothing is paid"
    stories.passed_on(plating_shop, stories.worked(quiet_shop, root, 1, good=20))
    child = stories.fresh(child)
    payment_record(actor=hub.actor, order=child, amount_yen=amount_with_tax(child), paid_on=stories.today())
    for player in (officer, hub):
        page = player.browser().get(address).content.decode()
        assert "森旋盤 御中" in page and f"{amount_with_tax(child):,}円" in page and child.number in page
        assert address in page_of(player, "order", child)
    assert plating_shop.browser().get(address).status_code == orderer.browser().get(address).status_code == 404


def test_at_the_end_of_the_ring(orderer, hub, lathe_shop, quiet_plater, officer):
    """The factory without an account gives the goods to the orderer itself."""
    inquiry = stories.posted(orderer)
    plan = stories.planned(hub, stories.taken(hub, inquiry), steps=2)
    proposal = stories.asked(hub, plan, [lathe_shop], [quiet_plater])
    stories.quoted(lathe_shop, proposal, total_yen=104_000)
    stories.quoted(quiet_plater, proposal, total_yen=54_000)
    award = stories.awarded(orderer, inquiry, stories.submitted(hub, stories.opened(proposal)))
    root = stories.acknowledged(orderer, hub, award, lathe_shop, quiet_plater)
    stories.passed_on(quiet_plater, stories.worked(lathe_shop, root, 1, good=20))
    stories.passed_on(orderer, stories.worked(quiet_plater, root, 2, good=20))
    assert "渡した側の代理入力 大田区" in page_of(orderer, "ring", root)
    for order, payer in [(order, hub) for order in root.children.all()] + [(root, orderer)]:
        said = {"amount_yen": amount_with_tax(stories.fresh(order)), "paid_on": stories.today()}
        payment_record(actor=payer.actor, order=stories.fresh(order), **said)
    assert {stories.fresh(root).status, *root.children.values_list("status", flat=True)} == {"closed"}


def test_what_waits_for_its_firms_waits_for_the_desk(orderer, hub, quiet_shop, plating_shop, officer):
    """Every to-do names the firm and leads to a place that its page has."""

    def waits() -> list[tuple[str, str]]:
        found = todos_of(officer.actor)
        for todo in found:
            page, _, place = todo.url.partition("#")
            answer = officer.browser().get(page)
            assert answer.status_code == 200 and (not place or f'id="{place}"' in answer.content.decode()), todo
        return [(todo.title, todo.verb) for todo in found]

    child = issued(orderer, hub, quiet_shop, plating_shop)
    root, who = child.parent, "森旋盤 の代わりに: "
    assert waits() == [(f"{who}NC旋盤", "注文を請ける")]
    change = change_propose(actor=hub.actor, order=child, reason="数日早く", deliver_on=child.deliver_on)
    assert (f"{who}NC旋盤", "変更に答える") in waits()
    change_agree(actor=officer.actor, change=change)
    order_acknowledge(actor=officer.actor, order=stories.fresh(child))
    plated = root.children.get(supplier=plating_shop.organization)
    order_issue(actor=hub.actor, order=plated)
    order_acknowledge(actor=plating_shop.actor, order=stories.fresh(plated))
    assert waits() == [(f"{who}NC旋盤", "始める")]
    step = root.ring_steps.get(position=1)
    work_start(actor=officer.actor, step=step)
    assert waits() == [(f"{who}NC旋盤", "報告する")]
    work_report(actor=officer.actor, step=stories.fresh(step), good=20, is_done=True)
    assert waits() == [(f"{who}NC旋盤", "渡す")]
    over = hand_over_announce(
        actor=officer.actor, step=stories.fresh(step), count=20, to_step=root.ring_steps.get(position=2)
    )
    assert waits() == []
    stories.passed_on(plating_shop, over, rejected=2, description="きず")
    assert waits() == [(f"{who}{root.title}", "不適合をどうするか決める")]
    [found] = over.nonconformities.all()
    nonconformity_rework(actor=officer.actor, found=found)
    assert waits() == []


def test_goods_wait_for_the_desk_of_who_takes_them(orderer, hub, lathe_shop, quiet_plater, officer):
    root = stories.ordered(orderer, hub, lathe_shop, quiet_plater)
    over = stories.worked(lathe_shop, root, 1, good=20)
    [todo] = [todo for todo in todos_of(officer.actor) if "hand-over" in todo.url]
    assert todo.title == "森めっき の代わりに: NC旋盤の品" and todo.url.endswith(f"#hand-over-{over.public_id}")
    page = page_of(officer, "ring", root)
    assert "森めっき の代わりに入力します。記録には「代理入力 大田区」と残ります。" in page
    assert officer.press(reverse("hand_over_receive", args=[over.public_id]), count=19).status_code == 302
    hand_over_recount(actor=officer.actor, hand_over=stories.fresh(over), count=20)
    hand_over_inspect(actor=officer.actor, hand_over=stories.fresh(over))
    assert stories.fresh(over).received_by == officer.user
    assert "受け取った側の代理入力 大田区" in page_of(lathe_shop, "ring", root)


def test_both_of_two_firms_go_by_one_desk(orderer, hub, quiet_shop, quiet_plater, officer):
    root = finished(orderer, hub, quiet_shop, quiet_plater)
    assert root.status == "closed"
    page = page_of(officer, "ring", root)
    assert "森旋盤 への注文を見る" in page and "森めっき への注文を見る" in page


def test_the_desk_is_one_side_of_the_order_whoever_enters(orderer, hub, quiet_shop, plating_shop, officer):
    child = issued(orderer, hub, quiet_shop, plating_shop)
    paper_open(actor=officer.actor, paper=child.papers.get())
    assert child.papers.get().first_opened_at, "its paper has arrived where it goes"
    change = change_propose(actor=officer.actor, order=child, reason="材料が上がりました", amount_yen=110_000)
    assert change.proposed_by == quiet_shop.organization
    before = stories.counts()
    with pytest.raises(NotAllowed):
        change_agree(actor=officer.actor, change=stories.fresh(change))
    assert stories.counts() == before, "nobody agrees to what the own side has proposed"
    page = page_of(hub, "order", child)
    assert "森旋盤から" in page and "代理入力 大田区" in page
    relay_due()
    assert Notice.objects.filter(organization=hub.organization, name="order_change.propose").exists()
    assert not Notice.objects.filter(user=officer.user, name="order_change.propose").exists()
    change_withdraw(actor=officer.actor, change=stories.fresh(change))
    own = change_propose(actor=hub.actor, order=child, reason="安く", amount_yen=90_000)
    change_reject(actor=officer.actor, change=own, reason="むりです")
    assert OrderChange.objects.filter(status="rejected").count() == 1
    order_acknowledge(actor=officer.actor, order=stories.fresh(child))
    entry = AuditEntry.objects.get(action="order.acknowledge", subject_id=child.public_id)
    assert entry.organization_id == officer.organization.public_id
    assert "代理入力 大田区" in page_of(hub, "order", child)


def test_a_discrepancy_is_settled_with_the_desk(orderer, hub, quiet_shop, plating_shop, officer):
    row = stories.short(orderer, hub, quiet_shop, plating_shop)
    assert any(todo.verb == "どうするか決める" for todo in todos_of(officer.actor))
    discrepancy_propose(actor=officer.actor, row=row, outcome="reprice", amount_yen=95_000)
    row = stories.fresh(row)
    assert row.proposed_by == quiet_shop.organization
    before = stories.counts()
    with pytest.raises(NotAllowed):
        discrepancy_agree(actor=officer.actor, row=row, proposed=row.proposed)
    assert stories.counts() == before
    assert "代理入力 大田区" in page_of(hub, "ring", row.step.root)
    discrepancy_agree(actor=hub.actor, row=row, proposed=row.proposed)
    assert stories.fresh(row.order).amount_yen == 95_000


def test_it_refuses_for_its_firm(orderer, hub, quiet_shop, plating_shop, officer):
    child = issued(orderer, hub, quiet_shop, plating_shop)
    order_refuse(actor=officer.actor, order=child, reason="機械が止まりました")
    assert stories.fresh(child).status == "refused" and "代理入力 大田区" in page_of(hub, "order", child)


def acts_on(root, child, over):
    """Everything that a maker does, each as a call that would be refused to others."""
    step = root.ring_steps.get(position=1)
    return [
        lambda actor: change_propose(actor=actor, order=child, reason="x", amount_yen=1),
        lambda actor: work_correct(actor=actor, step=step, good=19, scrap=1, remark="x"),
        lambda actor: hand_over_cancel(actor=actor, hand_over=stories.fresh(over)),
        lambda actor: hand_over_receive(actor=actor, hand_over=stories.fresh(over), count=20),
        lambda actor: hand_over_inspect(actor=actor, hand_over=stories.fresh(over)),
    ]


def closed_to(player, root, child, over) -> None:
    """Nothing of the ring is open to the player, and what is tried leaves no trace."""
    before = stories.counts()
    for act in acts_on(root, child, over):
        with pytest.raises(NotAllowed):
            act(player.actor)
    for name, thing in (
        ("order", child),
        ("ring", root),
        ("order_paper", child.papers.first()),
        ("hand_over_slip", over),
    ):
        assert player.browser().get(reverse(name, args=[thing.public_id])).status_code == 404, name
    assert not [todo for todo in todos_of(player.actor) if "/rings/" in todo.url or "/orders/" in todo.url]
    assert stories.counts() == before


def test_the_desk_of_another_town_has_no_part_in_it(orderer, hub, quiet_shop, plating_shop):
    root = stories.ordered(orderer, hub, quiet_shop, plating_shop)
    over = stories.worked(quiet_shop, root, 1, good=20)
    closed_to(other_town(), root, root.children.get(supplier=quiet_shop.organization), over)


def test_the_town_hall_has_no_part_in_orders_of_firms_that_sign_in(root, lathe_shop, officer):
    over = stories.worked(lathe_shop, root, 1, good=20)
    closed_to(officer, root, root.children.get(supplier=lathe_shop.organization), over)


def test_its_right_ends_when_somebody_of_the_firm_signs_in(orderer, hub, quiet_shop, plating_shop, officer):
    root = stories.ordered(orderer, hub, quiet_shop, plating_shop)
    over = stories.worked(quiet_shop, root, 1, good=20)
    child = root.children.get(supplier=quiet_shop.organization)
    assert page_of(officer, "order", child)
    own = sign_up(quiet_shop.organization)
    closed_to(officer, root, child, over)
    assert "(御社)" in page_of(own, "ring", root)
    assert "画面を使いません" not in page_of(hub, "order", child)
    assert "代理入力 大田区" in page_of(own, "ring", root), "who entered it stays on the record"
    hand_over_cancel(actor=own.actor, hand_over=stories.fresh(over))


def test_it_sees_no_price_but_those_of_its_firms(orderer, hub, quiet_shop, plating_shop, officer):
    root = stories.ordered(orderer, hub, quiet_shop, plating_shop)
    plated = root.children.get(supplier=plating_shop.organization)
    assert officer.browser().get(reverse("order", args=[plated.public_id])).status_code == 404
    assert officer.browser().get(reverse("order", args=[root.public_id])).status_code == 404
    ring = page_of(officer, "ring", root)
    assert f"{plated.amount_yen:,}" not in ring and f"{root.amount_yen:,}" not in ring
    assert officer.browser().get(reverse("board", args=[root.proposal.public_id])).status_code == 404


def test_a_viewer_of_the_town_hall_enters_nothing_and_a_member_binds_no_firm(
    orderer, hub, quiet_shop, plating_shop, officer
):
    child = issued(orderer, hub, quiet_shop, plating_shop)
    for role in ("viewer", "member"):
        actor = people.Actor(user=officer.user, organization=officer.organization, role=role)
        before = stories.counts()
        with pytest.raises(NotAllowed):
            order_acknowledge(actor=actor, order=stories.fresh(child))
        assert stories.counts() == before and stories.fresh(child).status == "issued"


def test_the_town_hall_is_not_both_sides_of_an_order(orderer, hub, quiet_shop, plating_shop, officer):
    """Where it is the hub itself, it would know a sealed quotation; where it is the buyer, it would agree with itself."""
    Organization.objects.filter(pk=officer.organization.pk).update(is_hub=True)
    officer.organization.refresh_from_db()
    plan = stories.planned(officer, stories.taken(officer, stories.posted(orderer)))
    before = stories.counts()
    with pytest.raises(Invalid, match="rfq.no_desk"):
        stories.asked(officer, plan, [quiet_shop], [plating_shop])
    assert stories.counts() == before and not RequestForQuotation.objects.filter(step__proposal=plan).exists()
    Organization.objects.filter(pk=officer.organization.pk).update(is_hub=False)
    officer.organization.refresh_from_db()
    child = issued(orderer, hub, quiet_shop, plating_shop)
    type(child).objects.filter(pk=child.pk).update(buyer=officer.organization)
    child = stories.fresh(child)
    before = stories.counts()
    with pytest.raises(NotAllowed):
        order_acknowledge(actor=officer.actor, order=child)
    assert stories.counts() == before


def test_who_orders_reads_that_it_goes_by_the_desk(orderer, hub, quiet_shop, plating_shop, officer):
    Organization.objects.filter(pk=officer.organization.pk).update(phone="03-5744-1111", fax="03-5744-2222")
    parent = stories.awarded(orderer, *stories.proposed(orderer, hub, quiet_shop, plating_shop)).order
    order_issue(actor=orderer.actor, order=parent)
    order_acknowledge(actor=hub.actor, order=stories.fresh(parent))
    child = parent.children.get(supplier=quiet_shop.organization)
    answer = hub.press(reverse("order_issue", args=[child.public_id]))
    page = hub.browser().get(answer["Location"])
    words = page.content.decode()
    for shown in (words, page_of(hub, "ring", parent)):
        assert "窓口の <b>大田区</b> が受けつけ" in shown
        assert "03-5744-1111" in shown and "FAX 03-5744-2222" in shown and "FAX 03-0000-1111" in shown
        assert "相手の画面とメール" not in shown and reverse("room_open", args=["order", child.public_id]) not in shown
    plated = parent.children.get(supplier=plating_shop.organization)
    assert "窓口" not in page_of(hub, "order", plated)
    assert "FAX 03-0000-1111" not in page_of(orderer, "ring", parent), "a firm's own number is for hubs and town halls"


def test_it_cannot_be_asked_without_a_desk(orderer, hub, quiet_shop, lathe_shop, plating_shop, officer):
    plan = stories.planned(hub, stories.taken(hub, stories.posted(orderer)))
    Organization.objects.filter(pk=officer.organization.pk).update(is_active=False)
    step = plan.steps.get(position=1)
    assert quiet_shop.factory in [c.factory for c in candidates_of(step)[1]], "shown with what speaks against it"
    page = hub.refused(reverse("rfq_add", args=[step.public_id]), factory=quiet_shop.factory.public_id)
    assert "森旋盤 は画面を使わない会社です。代わりに受け答えする役所の窓口が 大田区 にないため、頼めません。" in page
    assert not RequestForQuotation.objects.filter(step__proposal=plan).exists()
    Organization.objects.filter(pk=officer.organization.pk).update(is_active=True)
    for step, shop in zip(plan.steps.filter(is_in_house=False), (quiet_shop, plating_shop), strict=True):
        rfq_add(actor=hub.actor, step=step, factories=[shop.factory])
    Organization.objects.filter(pk=officer.organization.pk).update(is_active=False)
    before = stories.counts()
    with pytest.raises(Invalid, match="rfq.no_desk"):
        rfqs_send(actor=hub.actor, proposal=stories.fresh(plan))
    assert (stories.counts(), stories.fresh(plan).status) == (before, "planning")
    Organization.objects.filter(pk=officer.organization.pk).update(is_active=True)
    assert rfqs_send(actor=hub.actor, proposal=stories.fresh(plan)).status == "quoting"


def test_nor_can_it_take_over_the_work_of_another(orderer, hub, lathe_shop, quiet_shop, plating_shop, officer):
    ended = stories.refused(orderer, hub, lathe_shop, plating_shop)
    said = {"factory": quiet_shop.factory, "amount_yen": 90_000, "deliver_on": ended.deliver_on}
    Organization.objects.filter(pk=officer.organization.pk).update(is_active=False)
    before = stories.counts()
    with pytest.raises(Invalid, match="order.no_desk"):
        order_replace(actor=hub.actor, refused=stories.fresh(ended), **said)
    assert stories.counts() == before and not ended.is_replaced
    assert quiet_shop.factory not in could_take_over(ended)
    Organization.objects.filter(pk=officer.organization.pk).update(is_active=True)
    assert quiet_shop.factory in could_take_over(ended)
    assert order_replace(actor=hub.actor, refused=stories.fresh(ended), **said).supplier == quiet_shop.organization


def test_the_ring_asks_no_more_of_the_database_for_more_goods(orderer, hub, quiet_shop, quiet_plater, officer):
    root = stories.ordered(orderer, hub, quiet_shop, quiet_plater)
    client, ring = officer.browser(), reverse("ring", args=[root.public_id])

    def queries() -> int:
        client.get(ring)
        with CaptureQueriesContext(connection) as made:
            assert client.get(ring).status_code == 200
        return len(made)

    step, following = root.ring_steps.get(position=1), root.ring_steps.get(position=2)
    work_start(actor=officer.actor, step=step)
    work_report(actor=officer.actor, step=stories.fresh(step), good=20, is_done=True)

    def passed_on(count: int) -> None:
        over = hand_over_announce(actor=officer.actor, step=stories.fresh(step), count=count, to_step=following)
        stories.passed_on(quiet_plater, over, rejected=1, description="きず")

    for _time in range(2):
        passed_on(2)
    few = queries()
    for _time in range(4):
        passed_on(2)
    assert queries() == few
