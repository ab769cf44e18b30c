"""The one gate before anything of victim assistance is written: pure rules that refuse, with a reason.

Every event passes here whatever page it comes from (`write_event` of the console): the promise that nothing leaves the
compartment without consent rests on no screen.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from policies.consent_faults import row_fault
from policies.consent_ledger import (
    Denied,
    may_contact,
    may_share,
    may_tell_investigation,
)
from policies.episode import allowed_next
from policies.fold import Case
from policies.loader import Policies
from policies.referral_track import Referral
from policies.safeguards import earliest_moment, notice_refusal, notify_refusal

AFTER_SENDING = frozenset({"answered", "received"})


def refusal(case: Case, body: Mapping[str, Any], now: datetime, policies: Policies) -> str:
    """Why an act may not be written now, as a code, or empty. `now` with a zone; `body` well formed.

    Codes: "share-" or "contact-" and the ledger's reason, "consent-" and its fault, or one of this module's.
    """
    check = _CHECKS.get(str(body.get("type")))
    return "" if check is None else check(case, body, now, policies)


def _episode(case: Case, body: Mapping[str, Any], _now: datetime, _policies: Policies) -> str:
    return "" if body.get("state") in allowed_next(case.episode) else "episode-jump"


def _consent(case: Case, body: Mapping[str, Any], _now: datetime, policies: Policies) -> str:
    if body.get("answer") != "yes":
        return ""
    bands = (case.episode.age_band,) if case.episode.age_band else ()
    fault = row_fault(body, case.request, bands, policies.consent)
    return f"consent-{fault}" if fault else ""


def _referral(case: Case, body: Mapping[str, Any], _now: datetime, _policies: Policies) -> str:
    if not case.episode.open:
        return "no-episode"
    return _unsuitable(case, str(body["entry"]["entry"]), body)


def _step(case: Case, body: Mapping[str, Any], now: datetime, policies: Policies) -> str:
    made = next((one for one in case.referrals if one.id == body.get("referral")), None)
    if made is None or body.get("step") not in {step for step, _ in made.steps}:
        return "referral-unknown"
    if body["step"] in AFTER_SENDING and made.sent_on is None:
        return "not-sent"
    return _sending(case, made, body, now, policies) if body["step"] == "sent" else ""


def _sending(case: Case, made: Referral, body: Mapping[str, Any], now: datetime, policies: Policies) -> str:
    """The moment in which something leaves: consent on the day of sending and today, and an entry that still holds."""
    for day in {now.astimezone(UTC).date(), date.fromisoformat(body["on"])}:
        verdict = may_share(case, made.provider.entry, made.items, day)
        if isinstance(verdict, Denied):
            return f"share-{verdict.reason}"
    oldest = now.astimezone(UTC).date() - timedelta(days=policies.referral_sop.directory_check_days)
    # An entry that was never verified, or went stale between choosing and sending, is called first.
    if body.get("checked") is not True and made.provider.verified_on < oldest.isoformat():
        return "entry-stale"
    return _unsuitable(case, made.provider.entry, body)


def _packet(case: Case, body: Mapping[str, Any], now: datetime, _policies: Policies) -> str:
    """A packet is the paper on which the items leave: no code is made for one without a live consent."""
    made = next((one for one in case.referrals if one.id == body.get("referral")), None)
    if made is None:
        return "referral-unknown"
    verdict = may_share(case, made.provider.entry, made.items, now.astimezone(UTC).date())
    return f"share-{verdict.reason}" if isinstance(verdict, Denied) else ""


def _unsuitable(case: Case, entry: str, body: Mapping[str, Any]) -> str:
    return (
        "entry-unsuitable" if entry in case.safeguards.unsuitable and body.get("despite") is not True else ""
    )


def _contact(case: Case, body: Mapping[str, Any], now: datetime, _policies: Policies) -> str:
    # The conversation waits until the person comes: whoever asked to be left alone reads it when they want to.
    in_conversation = body.get("way") == "code-page" and not case.request.through_reporter
    if body.get("with") != "person" or in_conversation:
        return ""
    verdict = may_contact(case, now.astimezone(UTC).date(), decided=case.episode.decided("contact"))
    return f"contact-{verdict.reason}" if isinstance(verdict, Denied) else ""


def _assistance(case: Case, body: Mapping[str, Any], now: datetime, _policies: Policies) -> str:
    told = body.get("state") == "unknown" or may_tell_investigation(case, now.astimezone(UTC).date())
    return "" if told else "not-to-be-told"


def _notice(_case: Case, body: Mapping[str, Any], now: datetime, policies: Policies) -> str:
    return notice_refusal(datetime.fromisoformat(str(body["at"])), now, policies) and "notice-too-soon"


def _ahead(_case: Case, body: Mapping[str, Any], now: datetime, policies: Policies) -> str:
    return "moment-too-soon" if str(body["on"]) < earliest_moment(now, policies).isoformat() else ""


def _notified(case: Case, body: Mapping[str, Any], now: datetime, _policies: Policies) -> str:
    reason = notify_refusal(case.safeguards, str(body.get("names")), now)
    return f"notify-{reason}" if reason else ""


_CHECKS = {
    "episode": _episode,
    "consent": _consent,
    "referral": _referral,
    "referral-step": _step,
    "packet": _packet,
    "contact": _contact,
    "assistance": _assistance,
    "contact-notice": _notice,
    "safety-moment-ahead": _ahead,
    "subject-notified": _notified,
}
