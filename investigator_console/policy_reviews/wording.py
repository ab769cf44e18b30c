"""Policies in words: what each is about, and its values as whoever signs them reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from investigator_console.language import LANGUAGES, gettext
from languages.catalogues import SOURCE
from languages.policy_labels import is_readable
from policies import Policies, policy_content

# What the extraction of the console's catalogue takes beside labels and texts.
_ALSO = frozenset({"title", "advice", "question"})
_HEADER = "policy"


@dataclass(frozen=True)
class Value:
    """One value under its name in the file. `text`: a single one, as it is signed.

    `said`: the same in the page's language; `language`: that of `text`. `parts`: a table; `rows`: a list of tables.
    """

    name: str
    text: str = ""
    said: str = ""
    language: str = SOURCE
    parts: Sequence["Value"] = ()
    rows: Sequence[Sequence["Value"]] = ()


def policy_title(policy: str) -> str:
    """What a policy is about; one that this version doesn't know keeps its id."""
    return {
        "assessment": gettext("How a case is assessed"),
        "conflicts": gettext("Conflicts of interest"),
        "consent": gettext("Consent of the person harmed"),
        "door": gettext("The help step of the report form"),
        "investigation-plan": gettext("The steps of an inquiry"),
        "limits": gettext("Lengths and sizes"),
        "never-record": gettext("What must never stand in a note"),
        "outcomes": gettext("How a case can end"),
        "packet": gettext("The words on a referral's packet"),
        "referral-sop": gettext("Referral to services"),
        "retention": gettext("How long records are kept"),
        "reviews": gettext("Reviews, and the survey"),
        "roles": gettext("Who may do what"),
        "routing": gettext("Who receives which report"),
        "sharing": gettext("What the teams tell each other"),
        "statuses": gettext("The statuses that a reporter reads"),
        "taxonomy": gettext("The categories of reports"),
        "templates": gettext("Prepared messages"),
        "timers": gettext("Deadlines and alarms"),
    }.get(policy, policy)


def policy_values(policy: str, policies: Policies) -> Sequence[Value]:
    """All that a signature of this policy covers; what the file says of itself comes last. Raises `KeyError`."""
    content = policy_content(policy, policies)
    return _parts(
        {**{name: value for name, value in content.items() if name != _HEADER}, _HEADER: content[_HEADER]}
    )


def _parts(table: Mapping[str, Any]) -> list[Value]:
    return [_value(name, value) for name, value in table.items()]


def _value(name: str, value: object) -> Value:
    shown = name.replace("_", " ")
    if isinstance(value, Mapping):
        return Value(shown, parts=_parts(value))
    if isinstance(value, list):
        if any(isinstance(one, Mapping) for one in value):
            return Value(shown, rows=[_parts(one) for one in value])
        return Value(shown, text=", ".join(_text(one) for one in value) or "\N{EN DASH}")
    text = _text(value)
    said = gettext(text) if isinstance(value, str) and text and is_readable(name, _ALSO) else text
    return Value(shown, text=text, said=said, language=name if name in LANGUAGES else SOURCE)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " + ".join(_text(one) for one in value)
    return "\N{EN DASH}" if value in (None, "") else str(value)
