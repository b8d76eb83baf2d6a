"""Publishing the figures of what has closed."""

from typing import Any

from django.conf import settings

from marketplace.insight import disclosure
from marketplace.insight.models import Publication
from marketplace.insight.periods import Period, closed_periods
from marketplace.insight.selectors import counted
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now


def figures_publish() -> int:
    """Publish every closed month and quarter that is not published yet; safe with others at once. What is published never
    changes. Returns how many were."""
    known = set(Publication.objects.values_list("first", "months"))
    due = [period for period in closed_periods(jst_date(db_now())) if (period.first, period.months) not in known]
    for period in due:
        figures = _of_month(period) if period.months == 1 else _of_quarter(period)
        row = Publication(first=period.first, months=period.months, figures=figures)
        Publication.objects.bulk_create([row], ignore_conflicts=True)
    return len(due)


def _of_month(period: Period) -> dict[str, Any]:
    least = settings.NAKAMA["SUPPRESS_BELOW_FIRMS"]
    inquiries, proposals, awards, yen = (
        count(period) for count in (counted.inquiries_of, counted.proposals_of, counted.awards_of, counted.yen_of)
    )
    towns = {
        code: {
            "inquiries": disclosure.count(inquiries[code], least),
            "proposals": disclosure.count(proposals[code], least),
            "awards": disclosure.count(awards[code], least),
            "yen": disclosure.amount(yen[code], least),
        }
        for code in sorted({*inquiries, *proposals, *awards, *yen})
    }
    place = {
        "inquiries": disclosure.total(numbers["inquiries"] for numbers in towns.values()),
        "in_time": disclosure.percent(*counted.answers_of(period), least),
    }
    return {"towns": towns, "place": place}


def _of_quarter(period: Period) -> dict[str, Any]:
    """Processes that too few firms asked for are not even named."""
    least = settings.NAKAMA["SUPPRESS_BELOW_FIRMS"]
    return {
        "towns": {
            code: {
                process: numbers
                for process, parts in processes.items()
                if (numbers := disclosure.whole_and_part(*parts, least))[0] != disclosure.FEW
            }
            for code, processes in counted.processes_of(period).items()
        }
    }
