"""The directory in words: choices, flags, opening hours, freshness."""

import datetime as dt

from investigator_console.language import gettext, ngettext, set_apart
from policies import Policies
from policies.directory.entry import Entry, Hours
from policies.directory.terms import TERMS


def sector_choices(policies: Policies) -> list[tuple[str, str]]:
    """(code, label) of every sector that may be kept."""
    return [(sector.code, gettext(sector.label)) for sector in policies.referral_sop.sectors]


def status_choices() -> list[tuple[str, str]]:
    """HSDS's own four."""
    return [
        ("active", gettext("Works")),
        ("temporarily closed", gettext("Closed for some time")),
        ("inactive", gettext("Does not work now")),
        ("defunct", gettext("Gone for good")),
    ]


def choice_labels(name: str) -> list[tuple[str, str]]:
    """(value, label) of an attribute with fixed answers; the empty answer first where it is one."""
    labels = {
        "public": gettext("Everybody, also on the reporters' pages"),
        "staff": gettext("All members"),
        "va_only": gettext("Victim care only"),
        "sealed": gettext("Victim care only, a protected place: no address is ever kept"),
        "72": gettext("Acts within 72 hours"),
        "120": gettext("Acts within 120 hours"),
        "open": gettext("Has room"),
        "limited": gettext("Has little room"),
        "full": gettext("Is full"),
        "none": gettext("No form"),
        "paper": gettext("Form on paper"),
        "link": gettext("Form on the web"),
    }
    choices = [(value, labels[value]) for value in TERMS[name].choices]
    return choices if name == "visibility" else [("", gettext("Not said")), *choices]


def flag_label(name: str) -> str:
    """A yes-or-no attribute in words."""
    return {
        "hotline_24_7": gettext("Answers day and night"),
        "walk_in": gettext("No appointment needed"),
        "female_staff": gettext("Women work there"),
        "child_friendly": gettext("Good for children"),
        "serves_men_boys": gettext("Also helps men and boys"),
        "lgbti_safe": gettext("Safe for people of diverse sexes and genders (members only)"),
        "cmr_trained": gettext("Trained in the clinical care of rape survivors"),
        "pep_stock": gettext("Has medicine to prevent HIV"),
        "ec_stock": gettext("Has medicine to prevent pregnancy"),
        "confidentiality_agreement": gettext("Has signed a confidentiality agreement"),
        "transport_support": gettext("Helps with transport"),
        "id_needed": gettext("Asks for a document"),
        "police_report_needed": gettext("Asks for a police report"),
        "safe_to_publish_address": gettext("The address may be shown to everybody"),
    }[name]


def visibility_label(name: str) -> str:
    """Who sees an entry, in two words."""
    return {
        "public": gettext("Public"),
        "staff": gettext("Members"),
        "va_only": gettext("Victim care"),
        "sealed": gettext("Protected place"),
    }[name]


def freshness_text(entry: Entry, today: dt.date, policies: Policies) -> tuple[str, str]:
    """(class of the mark, sentence) about when somebody last checked the entry."""
    state = entry.freshness(today, policies.referral_sop)
    if entry.verified_on is None:
        return "bad", gettext("Never checked: not suggested")
    days = max((today - entry.verified_on).days, 0)
    ago = ngettext("Checked %(num)d day ago", "Checked %(num)d days ago", days)
    if state == "fresh":
        return "good", ago if days else gettext("Checked today")
    if state == "check-first":
        return "warn", gettext("%(ago)s: check first", ago=ago)
    return "bad", gettext("%(ago)s: not suggested", ago=ago)


def day_names() -> tuple[str, ...]:
    """Monday first."""
    return (
        gettext("Monday"), gettext("Tuesday"), gettext("Wednesday"), gettext("Thursday"),
        gettext("Friday"), gettext("Saturday"), gettext("Sunday"),
    )  # fmt: skip


def hours_text(hours: Hours) -> str:
    """One line of opening hours: days in a row become a span."""
    names = day_names()
    spans = []
    for first, last in hours.spans:
        spans.append(names[first] if first == last else f"{names[first]}\u2013{names[last]}")
    clock = set_apart(f"{hours.opens}\u2013{hours.closes}") if hours.opens and hours.closes else ""
    return " · ".join(part for part in (gettext(", ").join(spans), clock, hours.note) if part)
