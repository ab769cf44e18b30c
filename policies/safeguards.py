"""What the investigation tells victim care ahead of time, and what it may not do before victim care has answered.

All of it is coded and stands in coordination, which both sides read: no text, no name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from policies.loader import Policies
from policies.records import Act, Problem


@dataclass(frozen=True)
class ContactNotice:
    """A planned contact with the person harmed. `late`: told later than the policy asks for."""

    event_id: str
    at: datetime
    kind: str
    late: bool
    seen_by: tuple[str, ...]


@dataclass(frozen=True)
class SafetyMoment:
    """The subject will be told from `on`. `acknowledged_by`: roles of victim care that answered."""

    event_id: str
    on: date
    acknowledged_by: tuple[str, ...]
    notified: bool


@dataclass(frozen=True)
class Safeguards:
    """Notices, moments, and directory entries that victim care should not use for this case."""

    notices: tuple[ContactNotice, ...] = ()
    moments: tuple[SafetyMoment, ...] = ()
    unsuitable: tuple[str, ...] = ()
    notified: bool = False

    @property
    def waiting(self) -> tuple[SafetyMoment, ...]:
        """The moments that nobody of victim care has acknowledged yet."""
        return tuple(one for one in self.moments if not one.acknowledged_by)


def trace_safeguards(acts: Iterable[Act], policies: Policies) -> tuple[Safeguards, tuple[Problem, ...]]:
    """Follow them among the acts that count. A notification before its acknowledgement has no effect."""
    listed = tuple(acts)
    ahead = [act for act in listed if act.type == "safety-moment-ahead"]
    answers = [act for act in listed if act.type == "safety-acknowledged"]
    told = [act for act in listed if act.type == "subject-notified"]
    problems: list[Problem] = []
    done: set[str] = set()
    for act in told:
        if _answered(act, ahead, answers):
            done.add(str(act.body["names"]))
        else:
            text = "The person reported was told before victim care had acknowledged it; it has no effect."
            problems.append(Problem(act.record.event_id, "notified-too-soon", text))
    notices = tuple(_notice(act, listed, policies) for act in listed if act.type == "contact-notice")
    moments = tuple(_moment(act, answers, done) for act in ahead)
    entries = tuple(sorted({str(act.body["entry"]) for act in listed if act.type == "unsuitable-entry"}))
    return Safeguards(notices, moments, entries, bool(done)), tuple(problems)


def _answered(act: Act, ahead: Iterable[Act], answers: Iterable[Act]) -> bool:
    """Whether its author knew of an acknowledgement, by someone else, of the moment that it names."""
    moment = next((one for one in ahead if one.record.event_id == act.body["names"] and act.knew(one)), None)
    return moment is not None and any(
        one.body["names"] == moment.record.event_id
        and act.knew(one)
        and one.record.author != act.record.author
        for one in answers
    )


def _notice(act: Act, acts: tuple[Act, ...], policies: Policies) -> ContactNotice:
    at = datetime.fromisoformat(act.body["at"])
    sent = act.body.get("sent_at", "")
    ahead = timedelta(hours=policies.sharing.contact_notice_hours)
    late = not sent or at - datetime.fromisoformat(sent) < ahead
    seen = [one for one in acts if one.type == "notice-seen" and one.body["names"] == act.record.event_id]
    return ContactNotice(
        act.record.event_id, at, act.body["kind"], late, tuple(sorted({one.record.role for one in seen}))
    )


def _moment(act: Act, answers: Iterable[Act], done: set[str]) -> SafetyMoment:
    named = [one for one in answers if one.body["names"] == act.record.event_id and one.knew(act)]
    on = date.fromisoformat(act.body["on"])
    roles = tuple(sorted({one.record.role for one in named}))
    return SafetyMoment(act.record.event_id, on, roles, act.record.event_id in done)


def notice_refusal(at: datetime, now: datetime, policies: Policies) -> str:
    """Why a contact may not be announced for `at` (both with a zone): "too-soon", or empty."""
    return "too-soon" if at - now < timedelta(hours=policies.sharing.contact_notice_hours) else ""


def notify_refusal(safeguards: Safeguards, moment_id: str, now: datetime) -> str:
    """Why the person reported may not be told now: "unknown", "not-acknowledged", "too-soon", or empty."""
    moment = next((one for one in safeguards.moments if one.event_id == moment_id), None)
    if moment is None:
        return "unknown"
    if not moment.acknowledged_by:
        return "not-acknowledged"
    return "too-soon" if now.astimezone(UTC).date() < moment.on else ""


def earliest_moment(now: datetime, policies: Policies) -> date:
    """The first day for which a safety moment may be announced."""
    ahead = now.astimezone(UTC) + timedelta(hours=policies.sharing.safety_moment_hours)
    return ahead.date() if ahead.time() == datetime.min.time() else ahead.date() + timedelta(days=1)
