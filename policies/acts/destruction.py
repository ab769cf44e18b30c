"""Acts of keeping and destroying."""

from policies.acts.shapes import ActType, Body, has_texts, is_event, is_list_of
from policies.loader import Policies


def _release(body: Body, _policies: Policies) -> bool:
    return is_list_of(body.get("holds", []), is_event)


def _destroy(body: Body, _policies: Policies) -> bool:
    named = is_list_of(body.get("events"), is_event) and bool(body["events"])
    return named and is_list_of(body.get("approvals", []), is_event)


ACTS = (
    ActType("hold", lambda body, _policies: has_texts(body, "reason_code", "until"), record=True),
    ActType("release", _release, record=True),
    ActType("destroy", _destroy, record=True),
)
