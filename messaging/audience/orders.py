"""Orders and the work of rings: who is told what."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from messaging.audience.rules import Rule, page
from orders.ordering.models import Order, OrderChange
from orders.production.policies import receiver_of


def _both(order: Order, refs=None) -> list[Organization]:
    return [order.buyer, order.supplier]


def _ring(order: Order) -> list:
    return [(order.parent or order).public_id]


def _team(root: Order) -> list[Organization]:
    return [root.buyer, root.supplier]


def _other_side(change: OrderChange, refs) -> list[Organization]:
    return [o for o in _both(change.order) if o != change.proposed_by]


_ORDER = page("order")
_RING_OF_STEP = page("ring", lambda s: s.root)
_RING_OF_FAULT = page("ring", lambda s: s.hand_over.root)

TABLE: dict[str, Rule] = {
    "order.issue": Rule(
        lambda s, refs: [s.supplier], lambda s: _("注文書が届きました: %(order)s") % {"order": s}, _ORDER, _ring, True
    ),
    "order.acknowledge": Rule(
        lambda s, refs: [s.buyer],
        lambda s: _("%(firm)sが注文を請けました: %(order)s") % {"firm": s.supplier, "order": s},
        _ORDER,
        _ring,
        True,
    ),
    "order.refuse": Rule(
        lambda s, refs: [s.buyer],
        lambda s: (
            _("%(firm)sが注文を断りました: %(order)s。%(reason)s")
            % {"firm": s.supplier, "order": s, "reason": s.ended_reason}
        ),
        _ORDER,
        _ring,
        True,
    ),
    "order.cancel": Rule(
        lambda s, refs: [s.supplier] if s.issued_at else [],
        lambda s: _("注文が取り消されました: %(order)s。%(reason)s") % {"order": s, "reason": s.ended_reason},
        _ORDER,
        _ring,
        True,
    ),
    "order.start": Rule(rings=_ring),
    "order.deliver": Rule(_both, lambda s: _("品物が納められました: %(order)s") % {"order": s}, _ORDER, _ring),
    "order.accept": Rule(_both, lambda s: _("検収が済みました: %(order)s") % {"order": s}, _ORDER, _ring, True),
    "order.reopen": Rule(rings=_ring),
    "order.close": Rule(_both, lambda s: _("支払いまで終わりました: %(order)s") % {"order": s}, _ORDER, _ring),
    "order_change.propose": Rule(
        _other_side,
        lambda s: _("注文の変更の相談が届きました: %(order)s") % {"order": s.order},
        page("order", lambda s: s.order),
        mail=True,
    ),
    "order_change.agree": Rule(
        lambda s, refs: [s.proposed_by],
        lambda s: _("注文の変更が承知されました: %(order)s") % {"order": s.order},
        page("order", lambda s: s.order),
        mail=True,
    ),
    "order_change.reject": Rule(
        lambda s, refs: [s.proposed_by],
        lambda s: (
            _("注文の変更は承知されませんでした: %(order)s。%(reason)s") % {"order": s.order, "reason": s.answer_reason}
        ),
        page("order", lambda s: s.order),
        mail=True,
    ),
    "work_step.make_ready": Rule(
        lambda s, refs: [s.order.supplier],
        lambda s: _("始められます: %(step)s %(job)s") % {"step": s.title, "job": s.root},
        _RING_OF_STEP,
        lambda s: [s.root.public_id],
        True,
    ),
    "work_step.make_wait": Rule(rings=lambda s: [s.root.public_id]),
    "work_step.start": Rule(rings=lambda s: [s.root.public_id]),
    "work_step.report": Rule(rings=lambda s: [s.root.public_id]),
    "work_step.finish": Rule(
        lambda s, refs: _team(s.root),
        lambda s: _("%(step)sが終わりました: %(job)s") % {"step": s.title, "job": s.root},
        _RING_OF_STEP,
        lambda s: [s.root.public_id],
    ),
    "work_step.reopen": Rule(rings=lambda s: [s.root.public_id]),
    "hand_over.announce": Rule(
        lambda s, refs: [receiver_of(s)],
        lambda s: (
            _("%(firm)sが %(n)s個 を渡しました: %(job)s")
            % {"firm": s.from_step.order.supplier, "n": f"{s.count:,}", "job": s.root}
        ),
        _RING_OF_STEP,
        lambda s: [s.root.public_id],
        True,
    ),
    "hand_over.receive": Rule(
        lambda s, refs: [s.from_step.order.supplier],
        lambda s: (
            _("%(firm)sが %(n)s個 を受け取りました: %(job)s")
            % {"firm": receiver_of(s), "n": f"{s.received_count:,}", "job": s.root}
        ),
        _RING_OF_STEP,
        lambda s: [s.root.public_id],
    ),
    "hand_over.inspect": Rule(
        lambda s, refs: [s.from_step.order.supplier, s.root.supplier],
        lambda s: _("検品が済みました: %(step)s よい品 %(n)s個") % {"step": s.from_step.title, "n": f"{s.good:,}"},
        _RING_OF_STEP,
        lambda s: [s.root.public_id],
    ),
    "hand_over.cancel": Rule(
        lambda s, refs: [receiver_of(s)],
        lambda s: _("渡すのが取り消されました: %(job)s") % {"job": s.root},
        _RING_OF_STEP,
        lambda s: [s.root.public_id],
    ),
    "nonconformity.report": Rule(
        lambda s, refs: [s.hand_over.from_step.order.supplier, s.hand_over.root.supplier],
        lambda s: (
            _("不適合の知らせ %(n)s個: %(job)s。%(what)s")
            % {"n": f"{s.count:,}", "job": s.hand_over.root, "what": s.description}
        ),
        _RING_OF_FAULT,
        lambda s: [s.hand_over.root.public_id],
        True,
    ),
    "payment.record": Rule(
        lambda s, refs: [s.order.supplier],
        lambda s: _("支払いが記録されました: %(order)s") % {"order": s.order},
        page("order", lambda s: s.order),
        mail=True,
    ),
    "rating.give": Rule(
        lambda s, refs: [s.rated],
        lambda s: _("評価が届きました: %(order)s") % {"order": s.order},
        page("order", lambda s: s.order),
    ),
}
for _name in ("rework", "resolve", "concede", "scrap"):
    TABLE[f"nonconformity.{_name}"] = Rule(
        lambda s, refs: [s.hand_over.from_step.order.supplier, receiver_of(s.hand_over), s.hand_over.root.supplier],
        lambda s: _("不適合について: %(state)s %(job)s") % {"state": s.get_status_display(), "job": s.hand_over.root},
        _RING_OF_FAULT,
        lambda s: [s.hand_over.root.public_id],
    )
