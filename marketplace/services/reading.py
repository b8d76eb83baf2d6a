"""A first plan out of an inquiry's words."""

from factories.selectors import taxonomy
from marketplace.models import Inquiry


def first_guess(inquiry: Inquiry) -> list[dict]:
    """Steps that the inquiry's words speak for, in the order of work, each with its reason; [] when nothing is
    recognised. Keys are those of `proposals.plan_save`."""
    words = taxonomy()
    text = f"{inquiry.title}\n{inquiry.text}"
    materials = words.find_materials(text, limit=1)
    steps = []
    for guess in words.suggest_steps(text, inquiry.quantity):
        process = words.process(guess.process)
        steps.append(
            {
                "process": process.code,
                "title": process.name_ja,
                "reason": guess.reason,
                "material": materials[0].material.code if materials else "",
                "quantity": inquiry.quantity or 1,
                "tolerance_mm": None,
                "note": "",
                "size_mm": (),
                "after": [len(steps)] if steps else [],
                "is_in_house": False,
            }
        )
    return steps
