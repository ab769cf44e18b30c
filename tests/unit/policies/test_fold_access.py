"""Who is in a case and who is out, each rule of the fold under its name."""

import pytest

from tests.unit.policies.fold_case import (
    COLLEAGUE,
    HEAD,
    INVESTIGATOR,
    OVERSIGHT,
    folded,
    grant,
    kinds,
    removal,
)
from tests.unit.policies.histories import (
    History,
    default_bodies,
    member,
    message,
    status,
)


def test_e5_a_removal_beats_a_concurrent_grant(history):
    newcomer = member("investigator", 5)
    base = history.heads()
    history.add(HEAD, grant(newcomer), knows=base)
    history.add(OVERSIGHT, {"type": "removal", "member": newcomer, "reason_code": "conflict"}, knows=base)
    assert newcomer not in folded(history).holders.of(1)
    history.add(HEAD, grant(newcomer))
    assert newcomer in folded(history).holders.of(1)


@pytest.mark.parametrize("kind", ["recuse", "decline"])
def test_e5_stepping_back_beats_a_concurrent_grant(history, kind):
    base = history.heads()
    history.add(COLLEAGUE, {"type": kind}, knows=base)
    history.add(HEAD, grant(member("investigator", 1)), knows=base)
    case = folded(history)
    assert member("investigator", 1) not in case.holders.of(1)
    assert bool(case.holders.rotation_due) == (kind == "recuse")


def test_e5_a_withdrawal_beats_a_concurrent_grant(history):
    base = history.heads()
    history.add(OVERSIGHT, {"type": "withdraw", "member": member("investigator")}, knows=base)
    history.add(HEAD, grant(member("investigator")), knows=base)
    assert member("investigator") not in folded(history).holders.of(1)


def test_e6_a_removed_members_unaware_events_are_void_until_adopted(history):
    base = history.heads()
    before = history.add(INVESTIGATOR, message("before"))
    cut = history.heads()
    history.add(HEAD, removal(INVESTIGATOR), knows=cut)
    late = history.add(INVESTIGATOR, status("closed"), knows=base)
    case = folded(history)
    assert case.void == {late: "removed"}
    assert 1 not in case.status
    assert before not in case.void
    history.add(HEAD, {"type": "adopt", "events": [late]})
    case = folded(history)
    assert (dict(case.void), case.adopted, case.status[1].value) == ({}, {late}, "closed")


def test_e6_void_messages_stay_in_sight(history):
    base = history.heads()
    history.add(HEAD, removal(INVESTIGATOR), knows=base)
    history.add(INVESTIGATOR, message("after"), knows=base)
    (shown,) = folded(history).messages
    assert (shown.text, shown.void) == ("after", "removed")
    assert "void-removed" in kinds(folded(history))


def test_e6_nobody_adopts_their_own_events(history):
    base = history.heads()
    history.add(HEAD, removal(INVESTIGATOR), knows=base)
    late = history.add(INVESTIGATOR, message("x"), knows=base)
    own = history.add(INVESTIGATOR, {"type": "adopt", "events": [late]})
    assert set(folded(history).void) == {late, own}


def test_e6_one_concurrent_removal_voids_the_removed_ones_own_removals(history):
    base = history.heads()
    history.add(OVERSIGHT, removal(HEAD), knows=base)
    revenge = history.add(HEAD, removal(INVESTIGATOR), knows=base)
    case = folded(history)
    assert case.void == {revenge: "removed"}
    assert member("investigator") in case.holders.of(1)


def test_e6_who_remove_each_other_at_once_are_both_out(history):
    base = history.heads()
    history.add(OVERSIGHT, removal(HEAD), knows=base)
    history.add(HEAD, removal(OVERSIGHT), knows=base)
    case = folded(history)
    assert member(HEAD) not in case.holders.of(1)
    assert "mutual-removal" in kinds(case)
    assert dict(case.void) == {}


def test_e6_someone_let_in_again_may_act_again(history):
    history.add(HEAD, removal(INVESTIGATOR))
    history.add(HEAD, grant(member("investigator")))
    back = history.add(INVESTIGATOR, message("back"))
    assert back not in folded(history).void


def test_e6_what_the_log_calls_void_counts_once_adopted(history):
    stray = history.add("reporter", message("old code"), void="code-replaced")
    assert folded(history).messages[0].void == "code-replaced"
    history.add(HEAD, {"type": "adopt", "events": [stray]})
    assert folded(history).messages[0].void == ""


def test_g1_nobody_grants_a_lane_that_they_do_not_hold(history):
    history.add(("investigator", 4), grant(member("investigator", 5)))
    case = folded(history)
    assert "grant-unheld" in kinds(case)
    assert member("investigator", 5) not in case.holders.of(1)


def test_nobody_is_granted_both_allegation_and_assistance(history):
    history.add(HEAD, grant(member("x"), lanes=(1, 3)))
    assert "both-hands" in kinds(folded(history))


def test_g2_someone_whom_the_reporter_excluded_takes_oversight_too():
    begun = History()
    bodies = default_bodies()
    bodies[1]["exclusions"] = {"teams": ["local-psea"], "members": [member("excluded")]}
    begun.genesis(bodies)
    begun.add(HEAD, grant(member("excluded")))
    assert "excluded-grant" in kinds(folded(begun))
    assert member("excluded") not in folded(begun).holders.of(1)
    begun.add(OVERSIGHT, grant(member("excluded")))
    assert member("excluded") in folded(begun).holders.of(1)


def test_g3_concurrent_rotations_leave_the_intersection(history):
    base = history.heads()
    a, b, c = default_bodies()[1]["roster"]
    for who, roster in ((HEAD, [a, b]), (OVERSIGHT, [a, c])):
        body = {"type": "rotate", "lane": 1, "roster": roster}
        history.add(who, body, knows=base, thread=True)
    assert folded(history).holders.of(1) == (a,)


def test_g4_a_grant_with_an_end_carries_it(history):
    history.add(HEAD, grant(member("guest"), until="2026-12-31"))
    (guest,) = [one for one in folded(history).holders.present if one.member == member("guest")]
    assert guest.until == "2026-12-31"


def test_after_a_replaced_code_someone_should_rotate(history):
    history.add("reporter", message("hello"))
    history.add("reporter", {"type": "code-replaced", "lanes": [1]})
    assert (folded(history).code_replaced, folded(history).holders.rotation_due) == (True, (1,))
    history.add(HEAD, {"type": "rotate", "lane": 1, "roster": default_bodies()[1]["roster"]}, thread=True)
    assert folded(history).holders.rotation_due == ()
