"""What the page of an open case shows, in the reporter's words."""

from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import get_day_names
from flask_babel import format_date, get_locale, gettext

from policies import Policies
from policies.fold import Message, Register
from portal.basic.conversation import Conversation
from portal.basic.help_view import HelpView, view_help


@dataclass(frozen=True)
class StatusView:
    """One status. `text`: the policy's sentence; `note`: what a member wrote beside it."""

    code: str
    label: str
    text: str
    note: str
    outcome: str = ""


@dataclass(frozen=True)
class MessageView:
    """One message. `author`: a role in the reporter's words, empty for her own; `day`: of receipt.

    `counts`: False where its author had no say any more: shown, so that no attack is hidden, and marked.
    """

    author: str
    own: bool
    text: str
    day: str
    counts: bool

    @property
    def day_text(self) -> str:
        """The day as people of the page's language write it."""
        written: str = format_date(date.fromisoformat(self.day), "long") if self.day else ""
        return written


@dataclass(frozen=True)
class StepView:
    """One step of the way so far: a status in words, and the day in the page's language or ""."""

    label: str
    day: str


@dataclass(frozen=True)
class QuestionView:
    """A question that waits for her."""

    id: str
    lane: int
    text: str


@dataclass(frozen=True)
class ReviewView:
    """How the review of one conversation stands: "open" (she may ask), "requested", or decided; in words."""

    lane: int
    state: str
    text: str
    answer: str


@dataclass(frozen=True)
class HoursView:
    """Days in the page's language, and hours of the place; `zone` is its distance from UTC."""

    days: str
    hours: str
    zone: str


@dataclass(frozen=True)
class CoverView:
    """While nobody has opened the report and nobody is on duty: when somebody is. Empty where that isn't known."""

    hours: tuple[HoursView, ...]


@dataclass(frozen=True)
class CaseView:
    """The whole page. `statuses`: one for each thread that has its own, at least one."""

    statuses: tuple[StatusView, ...]
    messages: tuple[MessageView, ...]
    overdue: bool
    problems: bool
    questions: tuple[QuestionView, ...] = ()
    reviews: tuple[ReviewView, ...] = ()
    cover: CoverView | None = None
    removed_on: str = ""
    may_write: bool = True
    help: HelpView | None = None
    may_clear: bool = True
    cleared: bool = False
    path: tuple[StepView, ...] = ()

    @property
    def closed(self) -> bool:
        """Whether nobody here still has to write: then nothing says "yet"."""
        return all(status.code == "closed" for status in self.statuses)


def view_case(found: Conversation, policies: Policies, today: date) -> CaseView:
    """The page for a conversation, in the language of the request. `today`: UTC."""
    roles = {role.id: role.shown_as for role in policies.roles.roles}
    gone = found.case.cleared
    messages = tuple(
        MessageView(
            author="" if message.from_reporter else gettext(roles.get(message.role, message.role)),
            own=message.from_reporter,
            text=_words(message),
            day=found.log.received.get(message.event_id, ""),
            counts=not message.void,
        )
        for message in found.case.messages
        if message.event_id not in gone
    )
    return CaseView(
        _statuses(found, policies),
        messages,
        found.status.overdue,
        bool(found.problems),
        tuple(
            QuestionView(one.event_id, one.lane, one.text)
            for one in found.case.questions
            if one.state == "open" and found.thread_key(one.lane) and one.event_id not in gone
        ),
        _reviews(found, policies, today),
        _cover(found),
        format_date(date.fromisoformat(found.removed.day), "long") if found.removed.day else "",
        bool(found.writable) or not found.removed.day,
        view_help(found, policies),
        bool(found.writable),
        bool(gone),
        _path(found, policies),
    )


def _path(found: Conversation, policies: Policies) -> tuple[StepView, ...]:
    """The report's arrival, then each status that counted, oldest first, none twice in a row."""
    words = {status.code: status.label for status in policies.statuses.statuses}
    steps = [(found.received_on, words["received"])]
    for record in found.log.records:
        if record.event_id in found.case.cleared or record.event_id in found.case.void:
            continue
        day = found.log.received.get(record.event_id, "")
        changes = [body.get("status") for body in record.bodies.values() if body.get("type") == "status"]
        steps += [(day, words[code]) for code in changes if code in words]
    return tuple(
        StepView(gettext(label), format_date(date.fromisoformat(day), "long") if day else "")
        for place, (day, label) in enumerate(steps)
        if place == 0 or label != steps[place - 1][1]
    )


def _cover(found: Conversation) -> CoverView | None:
    cover = found.cover
    if found.status.acknowledged or cover.now:
        return None
    names = get_day_names("abbreviated", locale=get_locale())
    sign = "-" if cover.utc_offset < 0 else "+"
    zone = f"UTC{sign}{_clock(abs(cover.utc_offset))}"
    return CoverView(
        tuple(
            HoursView(
                ", ".join(names[day - 1] for day in one.days),
                gettext("from %(opens)s to %(closes)s", opens=_clock(one.start), closes=_clock(one.end)),
                zone,
            )
            for one in cover.hours
        )
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _words(message: Message) -> str:
    without: dict[str, str] = {
        "declined": gettext("I do not want to answer."),
        "review-request": gettext("I do not agree: ask for a review"),
    }
    return message.text or without.get(message.kind, "")


def _reviews(found: Conversation, policies: Policies, today: date) -> tuple[ReviewView, ...]:
    results = {result.code: result.label for result in policies.reviews.results}
    words = {"requested": policies.statuses.reporter.review_asked_text, **results}
    answers = {
        review.lane: "" if review.decided_by in found.case.cleared else review.answer
        for review in reversed(found.case.decision.reviews)
    }
    return tuple(
        ReviewView(
            thread.lane,
            thread.review,
            gettext(words[thread.review]) if thread.review in words else "",
            answers.get(thread.lane, ""),
        )
        for thread in found.status.threads
        if thread.review
        and found.thread_key(thread.lane)
        and (thread.review != "open" or today <= _last_day(found, thread.lane, policies))
    )


def _last_day(found: Conversation, lane: int, policies: Policies) -> date:
    """The last day on which a review of a closed conversation can be asked for."""
    closed = [found.log.received.get(one, "") for one in found.case.status[lane].event_ids]
    days = [date.fromisoformat(day) for day in closed if day]
    return max(days, default=date.max - timedelta(policies.reviews.request_days)) + timedelta(
        policies.reviews.request_days
    )


def _statuses(found: Conversation, policies: Policies) -> tuple[StatusView, ...]:
    status = found.status
    notes = {lane: _note(one, found.case.cleared) for lane, one in found.case.status.items()}
    same = {(one.code, one.label, one.outcome, one.unsettled) for one in status.threads}
    if len(same) <= 1:
        several = [notes[thread.lane] for thread in status.threads]
        note = "\n".join(dict.fromkeys(filter(None, several)))
        outcome = gettext(status.outcome) if status.outcome else ""
        return (StatusView(status.code, gettext(status.label), gettext(status.text), note, outcome),)
    unsettled = gettext(policies.statuses.reporter.unsettled_text)
    return tuple(
        StatusView(
            thread.code,
            gettext(thread.label),
            f"{gettext(thread.text)} {unsettled}" if thread.unsettled else gettext(thread.text),
            notes[thread.lane],
            gettext(thread.outcome) if thread.outcome else "",
        )
        for thread in status.threads
    )


def _note(register: Register, cleared: frozenset[str]) -> str:
    """What a member wrote beside a status, unless she had her page forget it."""
    return "" if cleared.issuperset(register.event_ids) else register.note
