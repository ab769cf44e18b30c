"""What the tests of the fold share: a case begun, its fold, and the acts about who is in."""

from policies import load
from policies.fold import fold
from tests.unit.policies.histories import member

POLICIES = load()
HEAD, INVESTIGATOR, COLLEAGUE, OVERSIGHT = (
    "head-of-investigations",
    "investigator",
    ("investigator", 1),
    "oversight",
)


def folded(history):
    case = fold(history.records(), POLICIES)
    assert case is not None
    return case


def removal(who):
    return {"v": 1, "type": "removal", "member": member(who), "reason_code": "left"}


def grant(to, lanes=(1,), **more):
    return {"v": 1, "type": "grant", "to": to, "lanes": list(lanes), "history": "all", **more}


def kinds(case):
    return {problem.kind for problem in case.problems}
