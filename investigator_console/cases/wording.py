"""Codes of the record in words for the member's screen."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from crypto.keyring import Keyring
from investigator_console.language import gettext, set_apart
from policies import Policies


def lane_label(lane: int) -> str:
    """A lane (1 to 5) in words."""
    return {
        1: gettext("Report"),
        2: gettext("Report of retaliation"),
        3: gettext("Help and care"),
        4: gettext("Identity"),
        5: gettext("Coordination"),
    }.get(lane, str(lane))


def act_label(act: str) -> str:
    """The type of an act in words. What a newer version writes keeps its own name."""
    return {
        "message": gettext("Message"),
        "question": gettext("Question"),
        "answer": gettext("Answer"),
        "status": gettext("Status"),
        "stage": gettext("Stage"),
        "note": gettext("Note"),
        "assign": gettext("Assignment"),
        "category": gettext("Category"),
        "assessment": gettext("Assessment"),
        "task": gettext("Task"),
        "task-state": gettext("State of a task"),
        "plan-step": gettext("Step of the plan"),
        "outcome": gettext("Outcome"),
        "approve": gettext("Approval of an outcome"),
        "send-back": gettext("Outcome sent back"),
        "review-request": gettext("Request for a review"),
        "review": gettext("Review"),
        "conflict-declaration": gettext("Declaration on conflict of interest"),
        "conflict-clearance": gettext("Decision about a conflict"),
        "grant": gettext("Access granted"),
        "grant-approval": gettext("Approval of access"),
        "withdraw": gettext("Access withdrawn"),
        "removal": gettext("Taken off"),
        "recuse": gettext("Stepped back"),
        "rotate": gettext("New keys"),
        "adopt": gettext("Answered for entries"),
        "hold": gettext("Hold"),
        "release": gettext("Hold lifted"),
        "destroy": gettext("Destruction"),
        "exported": gettext("Handed out"),
        "assistance": gettext("State of help"),
    }.get(act, act.replace("-", " ").capitalize())


def role_in_words(policies: Policies, role_id: str) -> str:
    """A role's name for people; an unknown role stays as it is."""
    role = policies.roles.role(role_id)
    return role_id if role is None else gettext(role.label)


def member_in_words(policies: Policies, keyring: Keyring | None, member_id: str, me: str) -> str:
    """One member, by role and the start of their id, as the keyring knows no names. Ids in hex."""
    if member_id == me:
        return gettext("You")
    member = None if keyring is None else keyring.member(bytes.fromhex(member_id))
    role = gettext("Former member") if member is None else role_in_words(policies, member.role)
    return gettext("%(role)s %(id)s", role=role, id=member_id[:4].upper())


def people_by_role(
    policies: Policies, keyring: Keyring | None, members: Iterable[str], me: str
) -> tuple[str, ...]:
    """Members by role and number, as the keyring knows no names. `members`, `me`: ids in hex."""
    counted: Counter[str] = Counter()
    mine = ""
    for member_id in members:
        member = None if keyring is None else keyring.member(bytes.fromhex(member_id))
        words = (
            gettext("somebody outside this keyring")
            if member is None
            else role_in_words(policies, member.role)
        )
        counted[words] += 1
        if member_id == me:
            mine = words
    texts = []
    for words, count in sorted(counted.items()):
        text = words if count == 1 else gettext("%(count)s × %(role)s", role=words, count=count)  # noqa: RUF001  the sign for times
        if words == mine:
            text = (
                gettext("%(people)s (you)", people=text)
                if count == 1
                else gettext("%(people)s, one is you", people=text)
            )
        texts.append(text)
    return tuple(texts) or (gettext("nobody"),)


def teams_in_words(policies: Policies, conflict_ids: Iterable[str]) -> tuple[str, ...]:
    """The reporter's answers to the conflict question, without the answer "no"."""
    labels = {conflict.id: conflict.label for conflict in policies.routing.conflicts}
    return tuple(gettext(labels.get(one, one)) for one in conflict_ids if one != "none")


def answer_in_words(name: str) -> str:
    """What a further answer of the report is about; an unknown name stays as it is."""
    return {"lost_code": gettext("Wrote before and lost the code")}.get(name, name)


def field_in_words(name: str) -> str:
    """What a field of a signed body holds; an unknown name stays as it is."""
    return {
        "story": gettext("What happened"),
        "where": gettext("Where"),
        "when": gettext("When"),
        "text": gettext("Text"),
        "note": gettext("Note"),
        "status": gettext("Status"),
        "categories": gettext("Category"),
        "stage": gettext("Stage"),
        "state": gettext("State"),
        "reason": gettext("Reason"),
    }.get(name, answer_in_words(name))


def when_in_words(code: str) -> str:
    """The reporter's answer to "when did it happen?"; an unknown answer stays as it is."""
    return {
        "today": gettext("on the day of the report"),
        "days-3": gettext("in the 3 days before"),
        "days-5": gettext("4 or 5 days before"),
        "weeks-2": gettext("in the 2 weeks before"),
        "month": gettext("in the month before"),
        "year": gettext("in the year before"),
        "longer": gettext("longer before"),
        "ongoing": gettext("it was still going on"),
        "unknown": gettext("the reporter doesn't know"),
    }.get(code, code)


def tier_in_words(tier: str) -> str:
    """A tier with the word that makes it readable; no tier is no text."""
    words = {"T1": gettext("T1 urgent"), "T2": gettext("T2"), "T3": gettext("T3")}
    return words.get(tier, tier)


def moment(text: str) -> str:
    """A claimed time, where the member sits; what is no time is shown as it was written, cut short."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return set_apart(text[:25])
    there = parsed if parsed.tzinfo is None else parsed.astimezone()
    return set_apart(there.strftime("%Y-%m-%d %H:%M"))
