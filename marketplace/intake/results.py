"""The frozen shapes that a reading is made of. Nothing is worked out here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from factories.catalog.taxonomy import Process
from marketplace.intake.dates import Due
from marketplace.intake.measures import Budget, Tolerance
from marketplace.intake.quantities import Quantity
from marketplace.intake.uses import Use


@dataclass(frozen=True)
class Attached:
    """What is known of a file beside the words. `kind`: photo, drawing (PDF, DXF), model (STEP, STL) or paper."""

    kind: str
    name: str = ""
    pixels: tuple[int, int] | None = None
    text: str = ""


@dataclass(frozen=True)
class Facts:
    """What is known beside the text; each counts before what the text says.

    `answers`: question -> choice, as `questions` names them. `lines`: lines of the card in somebody's own words, by the
    line's key. `levers`: what is only tried out, lever -> choice: it moves the prices and nothing else. `today`: the day
    from which 来月末 counts.
    """

    answers: tuple[tuple[str, str], ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    quantity: int | None = None
    due: date | None = None
    budget_yen: int | None = None
    attachments: tuple[Attached, ...] = ()
    levers: tuple[tuple[str, str], ...] = ()
    today: date | None = None

    def answer(self, question: str) -> str:
        return dict(self.answers).get(question, "")

    @property
    def has_drawing(self) -> bool:
        return self.answer("sample") == "drawing" or any(item.kind in ("drawing", "model") for item in self.attachments)


@dataclass(frozen=True)
class Step:
    """`sure` 0 to 1; `words` as they stand in the text (in its plain form), () where only past cases speak for it."""

    code: str
    reason: str
    words: tuple[str, ...]
    sure: float


@dataclass(frozen=True)
class NamedMaterial:
    code: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One line of the specification card (仕様カード). `words` of the text that it rests on. `is_guess`: nobody said
    so; `why` then tells what it was guessed from. `text` is empty where nothing is known."""

    key: str
    text: str = ""
    words: tuple[str, ...] = ()
    is_guess: bool = False
    why: str = ""


@dataclass(frozen=True)
class Wish:
    """What a price depends upon. `size`, `precision`, `material`: codes of the taxonomy ("" where nothing is known);
    `finish`: a process of group 12, or ""; `strength`: light, knocks or person."""

    quantity: int = 1
    size: str = ""
    precision: str = ""
    material: str = ""
    finish: str = ""
    strength: str = ""


@dataclass(frozen=True)
class Band:
    """Yen without tax, or business days: from and to."""

    low: int
    high: int

    @property
    def middle(self) -> float:
        return (self.low * self.high) ** 0.5


@dataclass(frozen=True)
class RouteStep:
    process: Process
    reason: str


@dataclass(frozen=True)
class OneOff:
    """What is paid once however many are made: a drawing, a mould. `owner` tells whose it is."""

    name: str
    yen: Band
    owner: str


@dataclass(frozen=True)
class Route:
    """One way to get there. `kind`: one, few or many. `price` is the whole for the wished number, one-off costs
    included; `piece` one piece without them. `spread`: how far off the table's prices may be. `is_record`: every price in it comes from the place's own accepted
    quotations."""

    kind: str
    how: str
    steps: tuple[RouteStep, ...]
    price: Band
    piece: Band
    days: Band
    one_off: tuple[OneOff, ...]
    good_for: str
    spread: float = 0.0
    is_record: bool = False
    is_fitting: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(step.process.code for step in self.steps)

    @property
    def percent(self) -> int:
        return round(100 * self.spread)


@dataclass(frozen=True)
class Confidence:
    """`grade`: high, middle or low; `reason` says what is there and what is missing; `spread` 0.6 means ±60 %."""

    grade: str
    reason: str
    spread: float

    @property
    def percent(self) -> int:
        return round(100 * self.spread)


@dataclass(frozen=True)
class LeverChoice:
    """`difference`: yen that the fitting route costs more (or less) with it; `piece`: yen of one piece with it."""

    code: str
    label: str
    difference: int
    piece: int
    is_chosen: bool


@dataclass(frozen=True)
class Lever:
    code: str
    label: str
    choices: tuple[LeverChoice, ...]


@dataclass(frozen=True)
class Choice:
    """One answer. `said`: the sentence that it stands for, "" where no words are needed; `picture`: the name of a small drawing, or ""."""

    code: str
    label: str
    hint: str = ""
    said: str = ""
    picture: str = ""


@dataclass(frozen=True)
class Question:
    """`decides`: what the answer is good for, in a sentence. Beside its choices 「わからない」 is always one."""

    code: str
    text: str
    decides: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Reading:
    """`processes` best first. `unsure` says in a sentence each what somebody should ask about."""

    is_request: bool
    label: str
    stage: str
    processes: tuple[Step, ...] = ()
    thing: str = ""
    #: The family of the first material that is named; whether metal is named at all, and whether it is to be of metal.
    family: str = ""
    says_metal: bool = False
    is_metal: bool = False
    #: A drawing is there, or told of.
    is_drawn: bool = False
    #: The size class of such things and the word that says so; the finish that a colour asks for, and its words.
    size_guess: tuple[str, str] = ("", "")
    finish_guess: tuple[str, tuple[str, ...]] = ("", ())
    materials: tuple[NamedMaterial, ...] = ()
    quantity: Quantity | None = None
    due: Due | None = None
    size_mm: tuple[float, ...] = ()
    size_words: tuple[str, ...] = ()
    tolerance: Tolerance | None = None
    threads: tuple[str, ...] = ()
    edges: tuple[str, ...] = ()
    budget: Budget | None = None
    uses: tuple[Use, ...] = ()
    alike: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    card: tuple[Line, ...] = ()
    wish: Wish = field(default_factory=Wish)
    confidence: Confidence | None = None
    routes: tuple[Route, ...] = ()
    #: How many pieces the routes are priced for: the wished number, or one that is only tried out.
    routes_for: int = 1
    levers: tuple[Lever, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(step.code for step in self.processes)

    @property
    def quantity_is_known(self) -> bool:
        return any(line.key == "quantity" and line.text for line in self.card)

    @property
    def routes_best_first(self) -> tuple[Route, ...]:
        return tuple(sorted(self.routes, key=lambda route: not route.is_fitting))

    @property
    def fitting(self) -> Route | None:
        return next((route for route in self.routes if route.is_fitting), None)
