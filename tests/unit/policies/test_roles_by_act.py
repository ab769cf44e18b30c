"""Every role, every act, every lane: what is not in the table has no effect."""

import pytest

from policies import load
from policies.acts import ACT_TYPES, read_acts
from policies.records import REPORTER
from policies.roles import COORDINATION, LANE_NUMBERS, OF_EVERY_HOLDER
from tests.unit.policies.histories import History

POLICIES = load()
ROLES = [role.id for role in POLICIES.roles.roles]


@pytest.mark.parametrize("role", [*ROLES, "nobody-we-know"])
def test_only_what_the_table_lists_counts(role):
    found = POLICIES.roles.role(role)
    for name, act in ACT_TYPES.items():
        for lane in (1, 2, 3, 4, 5):
            history = History(f"{role}/{name}/{lane}")
            history.genesis()
            history.add(role, {"v": 1, "type": name}, lane=lane, thread=act.thread, kind=act.kind)
            acts, problems = read_acts(history.records(), POLICIES)
            lanes = set() if found is None else {LANE_NUMBERS[one] for one in found.lanes}
            listed = found is not None and (
                (name in found.actions and (lane == COORDINATION or lane in lanes))
                or (name in OF_EVERY_HOLDER and bool(lanes))
            )
            if not listed or not act.members:
                assert not acts, (role, name, lane)
                assert problems


@pytest.mark.parametrize("name", [name for name, act in ACT_TYPES.items() if not act.reporter])
def test_a_reporters_key_signs_nothing_of_members(name):
    act = ACT_TYPES[name]
    history = History(name)
    history.genesis()
    history.add(REPORTER, {"v": 1, "type": name}, lane=1, thread=act.thread, kind=act.kind)
    acts, problems = read_acts(history.records(), POLICIES)
    assert not acts
    assert problems
