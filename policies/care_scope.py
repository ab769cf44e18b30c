"""Which cases of help a member of victim care looks after: all, or their own, as the sharing policy says."""

from collections.abc import Collection
from typing import Literal

from policies.loader import Policies
from policies.sharing import Party

PLAN = "assistance-plan"
# Which side of the sharing table a role stands on. Roles that are not named see no plan.
_PARTIES: dict[str, Party] = {"victim-care-officer": "victim-care", "psea-officer": "local-victim-care"}

Scope = Literal["all", "own", "none"]


def care_scope(role: str, policies: Policies) -> Scope:
    """What the sharing policy gives a role to see of plans and referrals."""
    party = _PARTIES.get(role)
    point = next((one for one in policies.sharing.data_points if one.id == PLAN), None)
    if party is None or point is None:
        return "none"
    if party in point.readers:
        return "all"
    return "own" if party in point.own_referrals else "none"


def sees_case(scope: Scope, member: str, managers: Collection[str], officers: Collection[str]) -> bool:
    """Whether a member sees the plan of a case. `managers`: who cares; `officers`: who made its referrals; hex ids.

    A case that nobody took yet is seen by all of victim care: an offer of help waits for no assignment.
    """
    if scope == "own":
        return not managers or member in managers or member in officers
    return scope == "all"


def sees_referral(scope: Scope, member: str, managers: Collection[str], officer: str) -> bool:
    """Whether a member sees one referral of a case that they see."""
    return scope == "all" or (scope == "own" and (member == officer or not managers or member in managers))
