"""Rule E11: what the reporter's page says of a case, derived from signed events alone.

The browser's twin is `browser/status.js`; `tests/vectors/status.json` holds both to the same answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from policies.fold import Case

STORED, OPENED = "stored", "opened"


@dataclass(frozen=True)
class ThreadStatus:
    """The status of one thread in the reporter's words. `unsettled`: two members said different things."""

    lane: int
    code: str
    label: str
    text: str
    unsettled: bool


@dataclass(frozen=True)
class ReporterStatus:
    """What the page shows. `code`: "stored", "opened", or the status where all threads agree.

    `acknowledged`: a person has signed something; `overdue`: nobody has within the policy's days.
    """

    code: str
    label: str
    text: str
    acknowledged: bool
    overdue: bool
    threads: tuple[ThreadStatus, ...]


def reporter_status(
    case: Case, document: Mapping[str, Any], received_on: date, today: date
) -> ReporterStatus:
    """The status of a case. `document`: the parsed statuses document; the UTC days only judge lateness."""
    words = document["reporter"]
    known = {status["code"]: status for status in document["statuses"]}
    threads = tuple(
        ThreadStatus(
            lane, found.value, known[found.value]["label"], known[found.value]["text"], found.conflict
        )
        for lane, found in sorted(case.status.items())
        if found.value in known
    )
    code = OPENED if case.acknowledged else STORED
    label, text = words[f"{code}_label"], words[f"{code}_text"]
    if len({(thread.code, thread.unsettled) for thread in threads}) == 1:
        code, label, text = threads[0].code, threads[0].label, threads[0].text
        if threads[0].unsettled:
            text = f"{text} {words['unsettled_text']}"
    late = (today - received_on).days > document["acknowledge_days"]
    return ReporterStatus(code, label, text, case.acknowledged, late and not case.acknowledged, threads)
