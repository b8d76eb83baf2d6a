"""The state machines of every app, found where they stand: `MACHINES` and `BIRTHS` of each app's `states`."""

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from marketplace.kernel.states import StateMachine


def _modules() -> Iterator[ModuleType]:
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "states"):
            module = import_module(f"{config.name}.states")
            if hasattr(module, "MACHINES"):
                yield module


def all_machines() -> tuple[StateMachine, ...]:
    return tuple(machine for module in _modules() for machine in module.MACHINES)


def all_events() -> frozenset[str]:
    """What the machines tell: of every move, and of what comes into being."""
    births = {birth for module in _modules() for birth in module.BIRTHS}
    return frozenset(births | {move.event for machine in all_machines() for move in machine.moves})
