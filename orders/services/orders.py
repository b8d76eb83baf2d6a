"""What buyer and supplier of an order do: issue, acknowledge, refuse, cancel, pay, rate."""

import hashlib
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from factories.profile.models import Factory
from marketplace.kernel import audit, outbox
from marketplace.kernel.actors import Actor, system
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.errors import Invalid, InvalidState
from marketplace.kernel.money import tax
from marketplace.kernel.parents import hold
from marketplace.kernel.transitions import apply
from marketplace.sourcing.models import Quote, Slot
from marketplace.sourcing.states import QUOTE, SLOT
from orders.models import Order, Payment, Rating, Statement, WorkStep
from orders.papers.statement import missing_items, statement_body, statement_pdf
from orders.payment_terms import Terms, is_lawful
from orders.policies import order_policy
from orders.services.awards import award_cancel, child_draft
from orders.services.recompute import recompute
from orders.states import ORDER


@transaction.atomic
def order_edit(*, actor: Actor, order: Order, **facts) -> Order:
    """Complete the terms of a draft: content, dates, places, payment rule. Raises Invalid naming what is wrong."""
    order_policy.require(actor, "edit", order)
    hold(order, "draft")
    allowed = {"content", "deliver_on", "deliver_to", "inspect_days", "closing_day", "pay_months_after", "pay_day"}
    for name, value in facts.items():
        if name not in allowed:
            raise Invalid("order.unknown", name)
        setattr(order, name, value)
    if not is_lawful(Terms(order.closing_day, order.pay_months_after, order.pay_day)):
        raise Invalid(
            "order.payment_rule",
            _("この支払条件では、受け取りから60日をこえることがあります。支払日を早めてください。"),
        )
    order.save(update_fields=list(facts))
    return order


@transaction.atomic
def order_issue(*, actor: Actor, order: Order) -> Statement:
    """Send the order with its statement of terms. Children only after the parent is acknowledged.

    Raises Invalid naming every missing item of the statement, InvalidState when it is not the order's turn.
    """
    order_policy.require(actor, "issue", order)
    if order.parent is not None:
        hold(
            order.parent,
            *("acknowledged", "in_progress", "delivered", "accepted", "closed"),
            message=_("発注者の注文を請けてから、町工場へ注文書を出せます。"),
        )
    hold(order, "draft")
    order = Order.objects.select_related("buyer__municipality", "supplier__municipality", "award__inquiry").get(
        pk=order.pk
    )
    now = db_now()
    body = statement_body(order, ordered_on=jst_date(now))
    if missing := missing_items(body):
        raise Invalid(
            "statement.incomplete",
            _("注文書にまだ書かれていないことがあります: %(names)s") % {"names": _("、").join(map(str, missing))},
        )
    pdf = statement_pdf(body)
    statement = Statement(order=order, body=body, sha256=hashlib.sha256(pdf).hexdigest())
    statement.pdf.save(f"{statement.public_id.hex}.pdf", ContentFile(pdf), save=False)
    statement.save()
    apply(ORDER, order, "issue", actor, issued_at=now, refs={"statement": str(statement.public_id)})
    return statement


@transaction.atomic
def statement_open(*, actor: Actor, statement: Statement) -> Statement:
    """The supplier has the statement on the screen: the first time is kept as proof of arrival."""
    if actor.organization == statement.order.supplier:
        Statement.objects.filter(pk=statement.pk, first_opened_at=None).update(first_opened_at=ClockTimestamp())
    return statement


@transaction.atomic
def order_acknowledge(*, actor: Actor, order: Order) -> Order:
    """The supplier takes the order; steps that wait for nothing become ready."""
    order_policy.require(actor, "acknowledge", order)
    if order.parent is not None:
        hold(order.parent, "acknowledged", "in_progress", "delivered", "accepted", "closed")
    apply(ORDER, order, "acknowledge", actor, acknowledged_at=ClockTimestamp())
    recompute(order.parent or order)
    order.refresh_from_db()
    return order


@transaction.atomic
def order_refuse(*, actor: Actor, order: Order, reason: str) -> Order:
    """The supplier refuses. A factory's refusal gives its quote back and empties its slots, the parent stays; the
    hub's refusal cancels the award."""
    order_policy.require(actor, "refuse", order)
    reason = reason.strip()[:500]
    if not reason:
        raise Invalid("reason", _("お断りの理由を書いてください。相手に伝わります。"))
    _hold_above(order)
    apply(ORDER, order, "refuse", actor, ended_reason=reason)
    if order.is_parent:
        for child in order.children.select_for_update().filter(status="draft"):
            apply(ORDER, child, "void", system("parent_refused"))
        award_cancel(actor=system("order_refused"), award=order.award, reason=reason)
    else:
        _empty_slots(order)
    return order


def _hold_above(order: Order) -> None:
    """Parents first: a child's parent order; a parent's inquiry and award, which fall with it."""
    if order.is_parent:
        hold(order.award.inquiry, "awarded")
        hold(order.award, "decided")
    else:
        hold(order.parent, *ORDER.live)


def _empty_slots(child: Order) -> None:
    by = system("order_refused")
    for step in WorkStep.objects.filter(order=child).select_related("slot"):
        for quote in Quote.objects.select_for_update().filter(slot=step.slot, status="accepted"):
            apply(QUOTE, quote, "give_back", by)
        slot = Slot.objects.select_for_update().get(pk=step.slot_id)
        if slot.status == "filled":
            apply(SLOT, slot, "unfill", by)


@transaction.atomic
def order_replace(*, actor: Actor, refused: Order, factory: Factory, amount_yen: int, deliver_on: date) -> Order:
    """After a factory's refusal the hub drafts the same work for another one, at the price they agreed on."""
    order_policy.require(actor, "replace", refused)
    hold(refused.parent, *(s for s in ORDER.live if s != "draft"))
    hold(refused, "refused", "cancelled")
    if amount_yen <= 0:
        raise Invalid("order.amount", _("金額を入れてください。1円以上の数字です。"))
    steps = list(WorkStep.objects.select_for_update().filter(order=refused).select_related("slot"))
    if not steps:
        raise InvalidState("order.replaced", _("この工程には、もう別の町工場が決まっています。"))
    slots = [s.slot for s in steps]
    try:
        with transaction.atomic():
            child = child_draft(
                parent=refused.parent,
                supplier=factory.organization,
                slots=slots,
                amount_yen=amount_yen,
                deliver_on=deliver_on,
                actor=actor,
            )
    except IntegrityError:
        raise Invalid("order.twice", _("この町工場には、この仕事の注文がもうあります。")) from None
    WorkStep.objects.filter(pk__in=[s.pk for s in steps]).update(order=child)
    for slot in Slot.objects.select_for_update().filter(pk__in=[s.pk for s in slots], status="open"):
        apply(SLOT, slot, "fill", actor)
    recompute(refused.parent)
    return child


@transaction.atomic
def order_cancel(*, actor: Actor, order: Order, reason: str) -> Order:
    """The buyer cancels before the other side has taken the order."""
    order_policy.require(actor, "cancel", order)
    reason = reason.strip()[:500]
    if not reason:
        raise Invalid("reason", _("取り消しの理由を書いてください。相手に伝わります。"))
    _hold_above(order)
    apply(ORDER, order, "cancel", actor, ended_reason=reason)
    if order.is_parent:
        for child in order.children.select_for_update().filter(status="draft"):
            apply(ORDER, child, "void", system("parent_cancelled"))
        award_cancel(actor=system("order_cancelled"), award=order.award, reason=reason)
    else:
        _empty_slots(order)
    return order


def amount_with_tax(order: Order) -> int:
    """What is paid: the stated amount and consumption tax, rounded down once."""
    return order.amount_yen + tax(order.amount_yen, order.tax_percent)


@transaction.atomic
def payment_record(
    *, actor: Actor, order: Order, amount_yen: int, paid_on: date, method: str = "bank_transfer"
) -> Payment:
    """The buyer records that it paid. What is paid equals what was stated, to the yen: fees and rounding are never taken
    from the supplier (取適法5条1項3号). Raises Invalid for another amount or a day in the future or before receipt."""
    order_policy.require(actor, "pay", order)
    hold(order, "delivered", "accepted")
    if amount_yen != amount_with_tax(order):
        raise Invalid(
            "payment.amount",
            _("注文書どおりの %(n)s円(税込)を支払います。手数料や端数を引くことはできません。")
            % {"n": f"{amount_with_tax(order):,}"},
        )
    if paid_on > jst_date(db_now()) or paid_on < order.received_on - timedelta(days=365):
        raise Invalid("payment.date", _("支払った日を確かめてください。"))
    if method not in dict(Payment.METHODS):
        raise Invalid("payment.method")
    try:
        with transaction.atomic():
            payment = Payment.objects.create(
                order=order, amount_yen=amount_yen, paid_on=paid_on, method=method, recorded_by=actor.user
            )
    except IntegrityError:
        raise InvalidState("payment.twice", _("この注文の支払いは、もう記録されています。")) from None
    _told(payment, actor, "payment.record", order)
    recompute(order.parent or order)
    return payment


@transaction.atomic
def rating_give(*, actor: Actor, order: Order, quality: int, delivery: int, cost: int, comment: str = "") -> Rating:
    """The buyer rates the supplier once the goods are accepted."""
    order_policy.require(actor, "rate", order)
    hold(order, "accepted", "closed")
    if not all(1 <= n <= 5 for n in (quality, delivery, cost)):
        raise Invalid("rating.score", _("評価は 1 から 5 で選んでください。"))
    try:
        with transaction.atomic():
            rating = Rating.objects.create(
                order=order,
                rated=order.supplier,
                quality=quality,
                delivery=delivery,
                cost=cost,
                comment=comment.strip()[:500],
                given_by=actor.user,
            )
    except IntegrityError:
        raise InvalidState("rating.twice", _("この注文は、もう評価しています。")) from None
    return _told(rating, actor, "rating.give", order)


def _told(made, actor: Actor, action: str, order: Order):
    audit.write(action, made, actor, note={"order": str(order.public_id)})
    outbox.record(action, made, actor, order=str(order.public_id))
    return made
