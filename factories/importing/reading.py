"""A file of firms taken apart, in a process of its own."""

from factories.importing.table.sheets import Refused, Sheet
from marketplace.files.child import Unanswered, in_child


def sheet_of(content: bytes) -> Sheet:
    """The rows of the file. To be called outside of a transaction. Raises Refused."""
    try:
        found, _parts = in_child("factories.importing.table.sheets:read_as_facts", content)
    except Unanswered:
        raise Refused("file.unanswered") from None
    if "refused" in found:
        raise Refused(found["refused"], **found["said"])
    return Sheet(tuple(tuple(row) for row in found["rows"]), found["kind"], tuple(found["others"]))
