"""Reading an everyday inquiry. Pure: no database, no network; the answer depends on the packaged data alone."""

from marketplace.intake.cases import Case
from marketplace.intake.reading import Reading, Step, in_order, read

__all__ = ["Case", "Reading", "Step", "in_order", "read"]
