"""What two people may destroy, and what a hold prevents, each rule of the fold under its name."""

from tests.unit.policies.fold_case import HEAD, INVESTIGATOR, OVERSIGHT, folded, kinds
from tests.unit.policies.histories import (
    HOLD,
    message,
)


def destroy(events, approvals=()):
    return {"type": "destroy", "events": list(events), "approvals": list(approvals)}


def test_e9_destruction_takes_two_people(history):
    target = history.add(INVESTIGATOR, message("old"))
    first = history.add(HEAD, destroy([target]))
    assert (folded(history).destruction.destroyed, folded(history).destruction.pending) == (
        frozenset(),
        (first,),
    )
    history.add(HEAD, destroy([target], [first]))
    assert folded(history).destruction.destroyed == frozenset()
    history.add(OVERSIGHT, destroy([target], [first]))
    assert folded(history).destruction.destroyed == {target}


def test_e9_both_approve_the_same_events(history):
    target, other = history.add(INVESTIGATOR, message("old")), history.add(INVESTIGATOR, message("other"))
    first = history.add(HEAD, destroy([target]))
    history.add(OVERSIGHT, destroy([target, other], [first]))
    assert folded(history).destruction.destroyed == frozenset()


def test_e9_a_live_or_concurrent_hold_prevents_it(history):
    target = history.add(INVESTIGATOR, message("old"))
    first = history.add(HEAD, destroy([target]))
    base = history.heads()
    history.add(OVERSIGHT, destroy([target], [first]), knows=base)
    held = history.add(HEAD, HOLD, knows=base)
    case = folded(history)
    assert (case.destruction.destroyed, case.destruction.holds) == (frozenset(), (held,))
    assert "destroy-held" in kinds(case)


def test_e9_after_the_release_two_people_may_again(history):
    target = history.add(INVESTIGATOR, message("old"))
    held = history.add(HEAD, HOLD)
    history.add(OVERSIGHT, {"type": "release", "holds": [held]})
    first = history.add(HEAD, destroy([target]))
    history.add(OVERSIGHT, destroy([target], [first]))
    case = folded(history)
    assert (case.destruction.destroyed, case.destruction.holds) == ({target}, ())


def test_e9_a_release_ends_only_what_its_author_knew(history):
    base = history.heads()
    held = history.add(HEAD, HOLD, knows=base)
    history.add(OVERSIGHT, {"type": "release"}, knows=base)
    assert folded(history).destruction.holds == (held,)
