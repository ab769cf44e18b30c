"""Acts of opening who the reporter is: a request with a reason, two shares from two sides, the opening."""

from policies.acts.shapes import ActType, Body, is_event, is_list_of, is_member
from policies.loader import Policies

_SHARES = (1, 2)


def _request(body: Body, _policies: Policies) -> bool:
    reason = body.get("reason")
    return isinstance(reason, str) and bool(reason.strip()) and is_list_of(body.get("asked"), is_member)


def _share(body: Body, _policies: Policies) -> bool:
    which = body.get("which")
    return is_event(body.get("names")) and type(which) is int and which in _SHARES


def _opened(body: Body, _policies: Policies) -> bool:
    return is_event(body.get("names"))


ACTS = (
    ActType("identity-request", _request, record=True, kind="keys"),
    ActType("identity-share", _share, record=True, kind="keys"),
    ActType("identity-opened", _opened, record=True),
)
