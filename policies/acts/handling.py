"""Acts of working on a case, among members."""

from policies.acts.shapes import ActType, Body, is_code, is_event, is_list_of, is_member
from policies.loader import Policies


def _note(body: Body, _policies: Policies) -> bool:
    return isinstance(body.get("text"), str)


def _assign(body: Body, _policies: Policies) -> bool:
    return is_member(body.get("to"))


def _category(body: Body, policies: Policies) -> bool:
    codes = body.get("categories")
    return is_list_of(
        codes, lambda code: isinstance(code, str) and policies.taxonomy.category(code) is not None
    )


def _stage(body: Body, policies: Policies) -> bool:
    """The outcome stands beside a closing alone: victim care prepares the person for it."""
    outcome = body.get("outcome")
    ended = outcome is None or (
        body.get("stage") == "closed" and policies.outcomes.outcome(str(outcome)) is not None
    )
    return (
        is_code(body.get("stage"), policies.sharing.stages)
        and (body.get("names") is None or is_event(body["names"]))
        and ended
    )


ACTS = (
    ActType("note", _note, record=True),
    ActType("assign", _assign, record=True),
    ActType("category", _category, record=True),
    ActType("stage", _stage, record=True),
)
