"""The state machines of every app, found where they stand: in each app's `states`."""

from functools import cache
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from marketplace.kernel.states import StateMachine


@cache
def all_machines() -> tuple[StateMachine, ...]:
    modules = (
        import_module(f"{config.name}.states")
        for config in apps.get_app_configs()
        if module_has_submodule(config.module, "states")
    )
    return tuple(thing for module in modules for thing in vars(module).values() if isinstance(thing, StateMachine))


def all_events() -> frozenset[str]:
    return frozenset(event for machine in all_machines() for event in machine.events)
