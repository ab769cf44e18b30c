"""Codes of victim assistance in words for the member's screen."""

from investigator_console.language import gettext
from policies import Policies

# Signed on the checklist before the words that a service wrote itself; said again where it is shown.
ALREADY_HELPED = "The service says that it has helped already."


def note_in_words(text: str) -> str:
    """The note of a tick: what the console wrote there is in the page's language, what people wrote stays."""
    if not text.startswith(ALREADY_HELPED):
        return text
    return gettext("The service says that it has helped already.") + text[len(ALREADY_HELPED) :]


def refused_in_words(reason: str) -> str:
    """Why something was not written: what to do, not what is forbidden."""
    kind, _, detail = reason.partition("-")
    if kind == "share":
        return gettext("Nothing was sent. %(why)s", why=_why_not_shared(detail))
    if kind == "contact":
        if detail == "not-wanted":
            return gettext(
                "The person asked not to be contacted. Answer them in the conversation; reach out only once they agree."
            )
        text = gettext("Speak with the reporter, not with the person harmed, until you have their consent.")
        return text if detail == "no-row" else f"{text} {_why_not_shared(detail)}"
    if kind == "consent":
        return _why_no_consent(detail)
    if kind == "notify":
        return _why_not_told(detail)
    return {
        "episode-jump": gettext("The help can't go there from where it stands now. Look at the page again."),
        "no-episode": gettext(
            "Offer help first: a referral belongs to help that was offered and has not ended."
        ),
        "referral-unknown": gettext("This referral, or this step of it, isn't here. Look at the page again."),
        "not-sent": gettext("Tick first that it was sent."),
        "entry-stale": gettext(
            "Nobody checked this entry in the last 90 days. Call the service, then tick that you checked it."
        ),
        "entry-unsuitable": gettext(
            "The investigation marked this entry as unsuitable for this case. Choose another service, or say that"
            " the person wants it all the same."
        ),
        "not-to-be-told": gettext("The person said no to telling investigators about help."),
        "notice-too-soon": gettext("Announce a contact at least 24 hours ahead. Choose a later time."),
        "moment-too-soon": gettext("Victim care needs 48 hours. Choose a later day."),
    }.get(reason, gettext("This can't be written now."))


def _why_not_shared(reason: str) -> str:
    return {
        "no-row": gettext("There is no consent for this service. Record it first."),
        "items-missing": gettext("The consent doesn't name everything that this referral passes on."),
        "pending": gettext("A second person must sign first."),
        "refused": gettext("The person said no."),
        "withdrawn": gettext("The person withdrew their consent."),
        "expired": gettext("The consent has ended. Ask again."),
        "invalid": gettext("The consent doesn't count: look at who gave it."),
        "no-items": gettext("Choose what is passed on."),
    }.get(reason, reason)


def _why_no_consent(fault: str) -> str:
    return {
        "not-adult": gettext("This is a child. Choose the age band, and who agrees for a child of this age."),
        "not-by-person": gettext("An adult agrees for themselves. Nobody can do it for them."),
        "not-by-caregiver": gettext("For this age band choose who must agree: see the table of ages."),
        "no-assent": gettext("A child of this age must agree too. Without that it doesn't count."),
        "no-reason": gettext("Choose the reason, and who decides: it takes two people."),
    }.get(fault, fault)


def _why_not_told(reason: str) -> str:
    return {
        "unknown": gettext("Announce a safety moment first."),
        "not-acknowledged": gettext(
            "Victim care has not acknowledged the safety moment yet. Nothing was recorded."
        ),
        "too-soon": gettext("The day of the safety moment has not come yet. Nothing was recorded."),
    }.get(reason, reason)


def sector_label(policies: Policies, code: str) -> str:
    """A sector for people."""
    sector = policies.referral_sop.sector(code)
    return code if sector is None else gettext(sector.label)


def label_of(listed: tuple[object, ...], code: str) -> str:
    """The label of a policy's line with this id; an unknown code stays as it is."""
    found = next((one for one in listed if getattr(one, "id", None) == code), None)
    return code if found is None else gettext(str(getattr(found, "label", code)))


def episode_state(code: str) -> str:
    """A state of the episode in words."""
    return {
        "": gettext("Not offered yet"),
        "offered": gettext("Offered"),
        "declined": gettext("Declined"),
        "consented": gettext("Agreed to help"),
        "needs-agreed": gettext("Needs agreed"),
        "plan": gettext("Plan under way"),
        "review": gettext("Under review"),
        "closed": gettext("Ended"),
        "reopened": gettext("Open again"),
    }.get(code, code)


def referral_state(code: str) -> str:
    """A state of a referral in words."""
    return {
        "planned": gettext("Ready to send"),
        "consent-missing": gettext("Consent needed"),
        "sent": gettext("Sent, no answer yet"),
        "accepted": gettext("Accepted"),
        "rejected": gettext("Refused by the service"),
        "received": gettext("Help received"),
        "ended": gettext("Ended"),
        "withdrawn": gettext("Consent withdrawn, not sent"),
        "stop": gettext("Consent withdrawn after sending"),
    }.get(code, code)


def row_state(code: str) -> str:
    """A state of a consent in words."""
    return {
        "live": gettext("In force"),
        "pending": gettext("A second signature is missing"),
        "refused": gettext("The person said no"),
        "withdrawn": gettext("Withdrawn"),
        "expired": gettext("Ended"),
        "invalid": gettext("Doesn't count"),
    }.get(code, code)


def assistance_line(code: str) -> str:
    """What the other side sees, in words."""
    return {
        "offered": gettext("Help was offered"),
        "declined": gettext("Help was declined"),
        "in-place": gettext("Help is in place"),
    }.get(code, gettext("Not known"))


def given_by_label(code: str) -> str:
    """Who agreed."""
    return {
        "person": gettext("The person themselves"),
        "caregiver": gettext("The caregiver"),
        "child": gettext("The child alone"),
        "child-and-caregiver": gettext("The child, and the caregiver with the child's agreement"),
        "trusted-adult": gettext("A trusted adult, as the caregiver does not decide"),
        "two-people": gettext("Nobody: two members decide, to save life or protect a child"),
    }.get(code, code)


def how_label(code: str) -> str:
    """How a consent was given."""
    return {
        "in-person": gettext("In person"),
        "code-page": gettext("In the conversation"),
        "phone": gettext("By phone"),
        "writing": gettext("In writing"),
    }.get(code, code)


def way_label(code: str) -> str:
    """A way of contact."""
    return {
        "code-page": gettext("The conversation"),
        "role-person": gettext("Through a person"),
        "phone": gettext("Phone, at safe times"),
        "in-person": gettext("In person, at a service"),
        "none": gettext("No contact"),
    }.get(code, code)


def answer_label(code: str) -> str:
    """A plain answer at the door."""
    return {
        "yes": gettext("Yes"),
        "no": gettext("No"),
        "unknown": gettext("Not known"),
        "not-asked": gettext("Not asked"),
        "not-now": gettext("Not now"),
        "partly": gettext("Partly"),
        "me": gettext("The reporter"),
        "someone-else": gettext("Somebody else"),
        "nobody": gettext("Nobody"),
        "adult": gettext("Adult"),
        "child": gettext("Child"),
        "within-72h": gettext("Up to 72 hours before"),
        "72-120h": gettext("72 to 120 hours before"),
        "over-120h": gettext("More than 120 hours before"),
        "ongoing": gettext("It goes on"),
    }.get(code, code)


def followup_label(code: str) -> str:
    """How a follow-up went."""
    return {
        "well": gettext("The person is well served"),
        "problem": gettext("There is a problem"),
        "not-reached": gettext("Not reached"),
    }.get(code, code)


def decision_label(code: str) -> str:
    """A decision for a child."""
    return {
        "share": gettext("Share what protects the child"),
        "do-not-share": gettext("Do not share"),
        "contact": gettext("Speak with the child directly"),
        "other-adult": gettext("Another trusted adult is asked"),
    }.get(code, code)


def team_label(code: str) -> str:
    """A recipient that is no service."""
    return {
        "victim-care": gettext("The victim care team"),
        "investigation": gettext("The investigators: only that help was offered"),
        "statistics": gettext("Statistics: counted without name or place"),
        "child-protection": gettext("The lead for child protection"),
        "last-resort": gettext("The provider of last resort"),
    }.get(code, code)
