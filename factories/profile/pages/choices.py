"""What can be chosen on a page that lays its choices out itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class ChoiceGroup:
    label: str
    choices: tuple[Choice, ...]
