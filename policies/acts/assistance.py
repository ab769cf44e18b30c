"""Acts of victim assistance."""

from policies.acts.shapes import ActType, Body
from policies.loader import Policies


def _assistance(body: Body, policies: Policies) -> bool:
    return body.get("state") in policies.sharing.assistance


ACTS = (ActType("assistance", _assistance, record=True),)
