"""What the search follows of the dictionary."""

from django.db import transaction

from factories.search.rewording import rewording_begin
from marketplace.kernel import outbox
from marketplace.kernel.models import OutboxEvent
from marketplace.kernel.wake import wake


@outbox.on("process_term.reword")
def write_entries_anew(event: OutboxEvent) -> None:
    """A process has got other words: the factories that do it are found by them."""
    rewording_begin(event.refs["code"])
    transaction.on_commit(lambda: wake("factories.reword"), robust=True)
