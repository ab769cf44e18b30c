"""Which cases of help a member of victim care looks after: all, or their own, as the sharing policy says."""

from collections.abc import Collection

from policies.loader import Policies
from policies.sharing import Scope


def care_scope(role: str, policies: Policies) -> Scope:
    """What the sharing policy gives a role to see of plans and referrals."""
    return policies.sharing.plan_scope(role)


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
