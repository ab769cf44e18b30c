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
    """The status of one thread in the reporter's words. `unsettled`: two members said different things.

    `outcome`: how it ended, in a sentence; `review`: "", "open" (she may ask for one), or how the one she asked for
    stands: "requested", "upheld", "reopened".
    """

    lane: int
    code: str
    label: str
    text: str
    unsettled: bool
    outcome: str
    review: str


@dataclass(frozen=True)
class ReporterStatus:
    """What the page shows. `code`: "stored", "opened", or the status where all threads agree.

    `acknowledged`: a person has signed something; `overdue`: nobody has within the policy's days.
    """

    code: str
    label: str
    text: str
    outcome: str
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
        _thread(case, document, lane) for lane, found in sorted(case.status.items()) if found.value in known
    )
    outcome = ""
    code = OPENED if case.acknowledged else STORED
    label, text = words[f"{code}_label"], words[f"{code}_text"]
    if len({(thread.code, thread.label, thread.outcome, thread.unsettled) for thread in threads}) == 1:
        code, label, text = threads[0].code, threads[0].label, threads[0].text
        outcome = threads[0].outcome
        if threads[0].unsettled:
            text = f"{text} {words['unsettled_text']}"
    late = (today - received_on).days > document["acknowledge_days"]
    overdue = late and not case.acknowledged
    return ReporterStatus(code, label, text, outcome, case.acknowledged, overdue, threads)


def _thread(case: Case, document: Mapping[str, Any], lane: int) -> ThreadStatus:
    found = case.status[lane]
    status = next(one for one in document["statuses"] if one["code"] == found.value)
    label, text = status["label"], status["text"]
    questions = [question for question in case.questions if question.lane == lane]
    if status["waits"] and questions and all(question.state != "open" for question in questions):
        label, text = document["reporter"]["answered_label"], document["reporter"]["answered_text"]
    closed = status["stage"] == "closed" and not found.conflict
    texts = {outcome["code"]: outcome["text"] for outcome in document["outcomes"]}
    review = case.decision.review_of(lane)
    return ThreadStatus(
        lane,
        found.value,
        label,
        text,
        found.conflict,
        texts.get(found.outcome, "") if closed else "",
        review.state if review is not None else "open" if closed else "",
    )
