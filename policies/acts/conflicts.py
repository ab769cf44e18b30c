"""Acts about conflicts of interest: what a member declares, and who decides about a possible one."""

from policies.acts.shapes import ActType, Body, has_texts, is_member
from policies.loader import Policies


def _declaration(body: Body, policies: Policies) -> bool:
    answer = body.get("answer")
    return (
        isinstance(answer, str) and policies.conflicts.answer(answer) is not None and has_texts(body, "note")
    )


def _clearance(body: Body, _policies: Policies) -> bool:
    return is_member(body.get("member"))


ACTS = (
    ActType("conflict-declaration", _declaration, record=True),
    ActType("conflict-clearance", _clearance, record=True),
)
