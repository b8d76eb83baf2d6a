"""Reading an everyday inquiry. Pure: no database, no network; the answer depends on the packaged data alone."""

from marketplace.intake.cases import Case
from marketplace.intake.reading import read
from marketplace.intake.results import Attached, Facts, Reading, Step

__all__ = ["Attached", "Case", "Facts", "Reading", "Step", "read"]
