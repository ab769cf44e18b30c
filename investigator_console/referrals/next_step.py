"""The one next step of a case of help: what a calm colleague would say if you asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from investigator_console.language import gettext
from investigator_console.referrals.wording import sector_label
from policies import Policies
from policies.assistance_due import Due
from policies.fold import Case
from policies.referral_track import Referral


@dataclass(frozen=True)
class NextStep:
    """What to do now. `anchor`: the part of the page where it is done, or empty."""

    text: str
    anchor: str = ""
    pressing: bool = False


def next_step(
    case: Case,
    dues: Sequence[Due],
    referrals: Sequence[Referral],
    today: date,
    policies: Policies,
    *,
    alerted: bool = False,
) -> NextStep:
    """The next step. `referrals`: those that this member sees, `dues` likewise.

    `alerted`: this member leads the protection of children, and none who does has said that they know of this one.
    """
    if alerted:
        text = gettext("Say that you know of this child, and lead their protection.")
        return NextStep(text, pressing=True)
    return (
        _first_of_all(case, dues, referrals)
        or _of_the_episode(case)
        or _of_referrals(case, referrals, today, policies)
        or _later(dues)
    )


def _first_of_all(case: Case, dues: Sequence[Due], referrals: Sequence[Referral]) -> NextStep | None:
    names = {one.id: one.provider.organisation for one in referrals}
    for due in dues:
        if due.kind == "stop" and due.about in names:
            text = gettext("Tell %(who)s that the consent was withdrawn.", who=names[due.about])
            return NextStep(text, f"referral-{due.about[:8]}", pressing=True)
    if case.safeguards.waiting:
        return NextStep(
            gettext("Acknowledge the safety moment: the person reported is to be told."),
            "told",
            pressing=True,
        )
    if not case.episode.begun:
        pressing = any(due.kind == "offer" and due.state != "due" for due in dues)
        return NextStep(gettext("Offer help."), "episode", pressing=pressing)
    if any(due.kind == "child-alert" for due in dues):
        return NextStep(gettext("Tell the lead for child protection."), "children", pressing=True)
    for due in dues:
        if due.kind == "approve":
            decided = due.about in {one.event_id for one in case.episode.decisions}
            anchor = "children" if decided else "consents"
            return NextStep(gettext("A second person must sign."), anchor, pressing=True)
    return None


def _of_the_episode(case: Case) -> NextStep | None:
    episode = case.episode
    if len(episode.states) > 1:
        return NextStep(gettext("Two colleagues said different things. Settle which one holds."), "episode")
    waits = {
        "closed": gettext("The help has ended. It can begin again at any time."),
        "declined": gettext("The person declined. They can change their mind at any time."),
        "offered": gettext("Ask what the person wants, and record the answer."),
        "reopened": gettext("Ask what the person wants, and record the answer."),
    }
    if episode.state in waits:
        return NextStep(waits[episode.state], "episode")
    for step, text in (
        ("explained", gettext("Explain the options, the limits of confidentiality, and the right to stop.")),
        ("contact-safe", gettext("Agree on a safe way of contact.")),
        ("child-considered", gettext("Record whether the person is an adult or a child.")),
    ):
        if not episode.done(step):
            return NextStep(text, "sitting")
    if episode.state == "consented":
        return NextStep(gettext("Agree on what is needed."), "episode")
    return None


def _of_referrals(
    case: Case, referrals: Sequence[Referral], today: date, policies: Policies
) -> NextStep | None:
    covered = {one.sector for one in referrals}
    for one in referrals:
        state, anchor = one.state(case, today), f"referral-{one.id[:8]}"
        who = one.provider.organisation
        words = {
            "consent-missing": gettext("Ask for consent to pass this to %(who)s.", who=who),
            "planned": gettext("Send the referral to %(who)s.", who=who),
            "rejected": gettext("%(who)s refused. Record the result and choose another service.", who=who),
        }
        if state in words:
            return NextStep(words[state], anchor)
    for sector in case.episode.needs:
        if sector not in covered:
            return NextStep(
                gettext("Choose a service: %(sector)s.", sector=sector_label(policies, sector)), "new"
            )
    if case.episode.state == "needs-agreed":
        return NextStep(gettext("Set the plan in motion, with a day for its review."), "episode")
    return None


def _later(dues: Sequence[Due]) -> NextStep:
    if not dues:
        return NextStep(gettext("Nothing to do now."))
    due = dues[0]
    words = {
        "answer": gettext("Ask the service for its answer."),
        "followup": gettext("Ask the person how it went."),
        "consent-ends": gettext("Ask again: a consent ends."),
        "review": gettext("Review the plan together."),
        "gap": gettext("Flag the gap and ask the provider of last resort."),
        "contact-notice": gettext("Prepare the person for a contact by investigators."),
    }
    text = words.get(due.kind, gettext("Look at the tasks."))
    if due.state == "due":
        text = gettext("Nothing to do now. By %(day)s: %(what)s", day=due.due_on.isoformat(), what=text)
    return NextStep(text, pressing=due.state == "overdue")
