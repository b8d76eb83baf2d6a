"""A file is dropped into a package for the length of one test, and found as it would be when the place starts."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from django.apps import AppConfig, apps

from factories.profile.parts import profile_parts
from marketplace.accounts.frame import counting
from marketplace.kernel import outbox
from marketplace.kernel.registry import load_from_apps, load_modules
from marketplace.kernel.todos import todo_kinds
from messaging.delivery.registry import channels
from messaging.notifications.registry import notice_rules
from messaging.rooms.registry import room_kinds
from orders.papers.registry import papers

FILES = Path(__file__).parent.parent / "registries" / "dropped"
REGISTRIES = todo_kinds, profile_parts, papers, room_kinds, notice_rules, channels


@contextmanager
def forgotten_afterwards() -> Iterator[None]:
    """What is imported and registered within is gone afterwards."""
    modules, handlers = set(sys.modules), {event: dict(heard) for event, heard in outbox._handlers.items()}
    things = [dict(registry.things) for registry in REGISTRIES]
    try:
        yield
    finally:
        for registry, before in zip(REGISTRIES, things, strict=True):
            registry.things = before
        counting.cache_clear()
        outbox._handlers.clear()
        outbox._handlers.update(handlers)
        for name in set(sys.modules) - modules:
            parent, _, leaf = name.rpartition(".")
            module = sys.modules.pop(name)
            if str(FILES) in (getattr(module, "__file__", None) or "") and parent in sys.modules:
                vars(sys.modules[parent]).pop(leaf, None)


@contextmanager
def dropped_into(package: str, folder: str, leaf: str = "") -> Iterator[None]:
    """The files of `folder` stand in `package`, whose app loads it as when it is ready."""
    path = import_module(package).__path__
    with forgotten_afterwards():
        path.append(str(FILES / folder))
        try:
            load_modules(package, leaf)
            counting.cache_clear()
            yield
        finally:
            path.remove(str(FILES / folder))


@contextmanager
def app_more(name: str, *folders: str) -> Iterator[None]:
    """One more app is installed, with `folders` of things to load."""
    with forgotten_afterwards():
        sys.path.append(str(FILES))
        apps.app_configs[name] = app = AppConfig.create(name)
        app.apps = apps
        app.import_models()
        try:
            for folder in folders:
                load_from_apps(folder)
            counting.cache_clear()
            yield
        finally:
            del apps.app_configs[name]
            sys.path.remove(str(FILES))
