"""Things that grow by kinds: each kind one object in a module of its own, registered when its app is ready."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Generic, Protocol, TypeVar

from django.apps import apps


class Named(Protocol):
    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)


class Registry(Generic[T]):
    """Things of one sort by their name, in the order in which they came."""

    def __init__(self, sort: str) -> None:
        self.sort = sort
        self.things: dict[str, T] = {}

    def add(self, thing: T) -> T:
        """Register a thing. Raises ValueError when the name is taken."""
        if thing.name in self.things:
            raise ValueError(f"{self.sort} {thing.name!r} is registered twice")
        self.things[thing.name] = thing
        return thing

    def __iter__(self) -> Iterator[T]:
        return iter(self.things.values())

    def __contains__(self, name: str) -> bool:
        return name in self.things

    def __getitem__(self, name: str) -> T:
        """Raises KeyError for a name that nobody has registered."""
        return self.things[name]


def load_modules(package: str, leaf: str = "") -> None:
    """Import every module and package right below `package`, so that what they register is there: adding a thing is
    adding a file. With a `leaf`: that module of every package below that has one, where a thing is a folder."""
    for found in pkgutil.iter_modules(import_module(package).__path__):
        if not leaf:
            import_module(f"{package}.{found.name}")
        elif found.ispkg and find_spec(f"{package}.{found.name}.{leaf}"):
            import_module(f"{package}.{found.name}.{leaf}")


def load_from_apps(folder: str) -> None:
    """Load the modules in the package `folder` of every app that has one: the first thing of an app is a file, too."""
    for app in apps.get_app_configs():
        found = find_spec(f"{app.name}.{folder}")
        if found and found.submodule_search_locations:
            load_modules(f"{app.name}.{folder}")
