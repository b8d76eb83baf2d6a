"""Every act x every role that a person can have in a firm: who looks only, who works, who binds the firm."""

from dataclasses import replace
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from factories.profile.models import Factory
from marketplace.inquiries.models import Inquiry
from marketplace.kernel.policies import Policy
from marketplace.sourcing.models import Proposal, RequestForQuotation
from orders.ordering.models import OrderChange, PurchaseOrder, Termination
from orders.production.models import Discrepancy, HandOver, Nonconformity, WorkOrderStep

#: What binds the firm: owners and approvers alone.
BINDING = {
    "inquiry.reopen",
    "award.decide",
    "award.cancel",
    "order.issue",
    "order.cancel",
    "order.acknowledge",
    "order.refuse",
    "order.pay",
    "order.replace",
    "discrepancy.propose",
    "discrepancy.agree",
    "order.terminate",
    "termination.counter",
    "termination.agree",
    "termination.withdraw",
    "order_change.agree",
    "order_change.reject",
}
#: What only looks: viewers too.
LOOKING = {"award.compare", "factory.see_contact"}
#: The kind of thing that each policy is asked about, and its name in the world of the outsiders' table.
ABOUT = {
    "inquiry": (Inquiry, "inquiry"),
    "award": (Inquiry, "inquiry"),
    "proposal": (Proposal, "proposal"),
    "rfq": (RequestForQuotation, "rfq"),
    "factory": (Factory, "factory"),
    "consent": (Factory, "factory"),
    "order": (PurchaseOrder, "order"),
    "order_change": (OrderChange, "change"),
    "termination": (Termination, "termination"),
    "work_step": (WorkOrderStep, "work_step"),
    "hand_over": (HandOver, "over"),
    "nonconformity": (Nonconformity, "fault"),
    "discrepancy": (Discrepancy, "discrepancy"),
}


def all_policies() -> list[Policy]:
    found = {}
    for app in apps.get_app_configs():
        if module_has_submodule(app.module, "policies"):
            for value in vars(import_module(f"{app.name}.policies")).values():
                if isinstance(value, Policy) and value.actions:
                    found[value.name] = value
    return list(found.values())


def test_who_looks_who_works_who_binds(world):
    ids, players = world
    assert {p.name for p in all_policies()} == set(ABOUT)
    seen, wrong = set(), []
    for policy in all_policies():
        model, name = ABOUT[policy.name]
        thing = model.objects.get(public_id=ids[name])
        for action in policy.actions:
            act = f"{policy.name}.{action}"
            seen.add(act)
            firms = [player.actor for player in players.values() if policy.may(player.actor, action, thing)]
            if not firms or len(firms) == len(players) and act not in LOOKING:
                wrong.append((act, "owners of", [actor.organization.name for actor in firms]))
            meant = {"approver": True, "member": act not in BINDING, "viewer": act in LOOKING}
            for actor in firms:
                for role, may in meant.items():
                    if policy.may(replace(actor, role=role), action, thing) != may:
                        wrong.append((act, actor.organization.name, role, "should" if may else "should not"))
    assert not wrong
    assert seen >= BINDING | LOOKING
