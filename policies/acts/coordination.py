"""Acts that both sides see: coded values in lane 5, never a word of text (DOMAIN rule: free text never crosses).

Each body may hold the fields of its type and no other, so that nobody can smuggle a sentence through a side field.
"""

import re
from datetime import datetime

from policies.acts.shapes import ActType, Body, Check, is_code, is_day, is_event
from policies.loader import Policies

COORDINATION = (5,)
CONTACT_KINDS = ("interview", "call", "visit")
_ENTRY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")
_ALWAYS = frozenset({"v", "type", "sent_at"})
_MOMENT_LENGTH = 17


def _only(*names: str) -> Check:
    def check(body: Body, _policies: Policies) -> bool:
        sent_at = body.get("sent_at", "")
        return set(body) <= _ALWAYS | set(names) and (sent_at == "" or is_moment(sent_at))

    return check


def is_moment(value: object) -> bool:
    """Whether a value is a time to the minute, UTC: `2026-11-26T09:00Z`."""
    if not isinstance(value, str) or len(value) != _MOMENT_LENGTH or not value.endswith("Z"):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _assistance(body: Body, policies: Policies) -> bool:
    return is_code(body.get("state"), policies.sharing.assistance)


def _notice(body: Body, policies: Policies) -> bool:
    fields = _only("at", "kind")(body, policies)
    return fields and is_moment(body.get("at")) and is_code(body.get("kind"), CONTACT_KINDS)


def _names(body: Body, policies: Policies) -> bool:
    return _only("names")(body, policies) and is_event(body.get("names"))


def _ahead(body: Body, policies: Policies) -> bool:
    return _only("on")(body, policies) and is_day(body.get("on"))


def _unsuitable(body: Body, policies: Policies) -> bool:
    return _only("entry")(body, policies) and is_entry_code(body.get("entry"))


def is_entry_code(value: object) -> bool:
    """Whether a value is an entry's id without spaces: nothing that could hold a sentence."""
    return isinstance(value, str) and _ENTRY.fullmatch(value) is not None


ACTS = (
    ActType("assistance", _assistance, record=True),
    ActType("contact-notice", _notice, record=True, lanes=COORDINATION),
    ActType("notice-seen", _names, record=True, lanes=COORDINATION),
    ActType("safety-moment-ahead", _ahead, record=True, lanes=COORDINATION),
    ActType("safety-acknowledged", _names, record=True, lanes=COORDINATION),
    ActType("subject-notified", _names, record=True, lanes=COORDINATION),
    ActType("unsuitable-entry", _unsuitable, record=True, lanes=COORDINATION),
)
