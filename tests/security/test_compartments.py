"""Need-to-know is cryptography: with all raw keys of a role's vault, the bytes of other compartments don't decrypt.

Every role against every kind of report. `OPENS` is written by hand, from DESIGN and `policies/routing.toml`: what a
role may read does open here, so each of these tests can fail in both directions.
"""

import pytest

from crypto import case_code
from crypto.constants import IDENTITY, THREAD_OFFSET
from crypto.reporter_keys import derive
from investigator_console.cases.keys import read_keys
from policies import load as load_policies
from portal.basic.service import Draft, Sent, send_report
from tests.support.colleague import Colleague
from tests.support.console_world import open_office
from tests.support.every_role import GROUPS, PEOPLE
from tests.support.organisation import Organisation
from tests.support.raw_keys import Captured, capture, opened_compartments, raw_keys

INV = {"head-of-investigations", "investigator"}
VCO = {"victim-care-officer", "psea-officer"}
ETH, ALT, AAP = {"ethics-officer"}, {"oversight"}, {"feedback-officer"}
WHO = {"name": "Noor Example", "contact": "after dark", "note": ""}
HELP = {"wants_support": "yes"}
REPORTS = {
    "fraud": {"categories": ("FRD",)},
    "abuse-with-help": {"categories": ("SEA-A",), "help_asked": HELP},
    "abuse-with-exclusions": {
        "categories": ("SEA-A",),
        "conflicts": ("investigation-office", "local-psea"),
        "help_asked": HELP,
    },
    "retaliation": {"categories": ("RET",)},
    "feedback": {"categories": ("FBK",)},
    "against-investigators": {"categories": ("FRD",), "conflicts": ("investigation-office",)},
    "against-ethics": {"categories": ("RET",), "conflicts": ("ethics",)},
    "not-sure-who": {"categories": ("FRD",), "conflicts": ("not-sure",)},
}
BASIC = "basic-path"
# Compartment to the roles that may open it. Nobody alone opens compartment 4: it takes a share of each side.
OPENS = {
    "fraud": {1: INV, 2: ETH, 3: VCO, 5: INV},
    "abuse-with-help": {1: INV, 2: ETH, 3: VCO, 5: INV | VCO},
    "abuse-with-exclusions": {1: ALT, 2: ETH, 3: {"victim-care-officer"}, 5: ALT | {"victim-care-officer"}},
    "retaliation": {1: set(), 2: ETH, 3: VCO, 5: ETH},
    "feedback": {1: AAP, 2: ETH, 3: VCO, 5: AAP},
    "against-investigators": {1: ALT, 2: ETH, 3: VCO, 5: ALT},
    "against-ethics": {1: set(), 2: ALT, 3: VCO, 5: ALT},
    "not-sure-who": {1: INV, 2: ETH, 3: {"victim-care-officer"}, 5: INV},
    BASIC: {1: INV, 2: ETH, 3: VCO, 5: INV | VCO | ETH},
}
WRITES = {
    "fraud": {1: "investigator"},
    "abuse-with-help": {1: "head-of-investigations", 3: "psea-officer"},
    "abuse-with-exclusions": {1: "oversight", 3: "victim-care-officer"},
    "retaliation": {2: "ethics-officer"},
    "feedback": {1: "feedback-officer"},
    "against-investigators": {1: "oversight"},
    "against-ethics": {2: "oversight"},
    "not-sure-who": {1: "investigator"},
    BASIC: {1: "investigator", 2: "ethics-officer", 3: "victim-care-officer"},
}


class Compartments:
    """The organisation at work: every kind of report, answered in every lane, and all of the portal's bytes."""

    def __init__(self, office):
        self.office, self.deployment = office, office.world.deployment
        self.people = {role: Colleague.hire(office, role, *seat) for role, seat in PEOPLE.items()}
        self.cases = {name: office.report(name, identity=WHO, **kind) for name, kind in REPORTS.items()}
        self.ids = {name: case.case_id for name, case in self.cases.items()}
        self.ids[BASIC] = self._basic_report()
        wraps = capture(office.world.services.store, self.deployment).wraps
        self.lanes, self.held = {}, {}
        self._sync()
        self._work()
        self._sync()
        self.captured = Captured(capture(office.world.services.store, self.deployment).bodies, wraps)

    def _basic_report(self):
        code = case_code.new_code(self.deployment)
        draft = Draft(
            ("FRD", "RET"), ("none",), BASIC, "", "", "en", WHO, {"used": True, "asked": True, **HELP}
        )
        assert send_report(self.office.world.services, draft, code) == Sent(sent_before=False)
        return derive(case_code.stretch(code, self.deployment), self.deployment).own_case_id

    def _work(self):
        """A message and a note in every lane in use, and a word of the reporter where she has a page."""
        for name, case in self.cases.items():
            for lane in case.used:
                before = self._events(name)
                case.write(f"Her answer in {lane}.", lane)
                (new,) = self._events(name) - before
                self.lanes[new] = lane
        for name, writers in WRITES.items():
            for role in writers.values():
                self.people[role].write(self.ids[name], f"A message of {role}.")
                self.people[role].note(self.ids[name], f"A note of {role}.")

    def _sync(self):
        for one in self.people.values():
            assert one.sync().problems == []

    def _events(self, name):
        found = capture(self.office.world.services.store, self.deployment).bodies
        return {one.event_id for one in found if one.case_id == self.ids[name]}

    def lane(self, event_id, c):
        """The lane or compartment, 1 to 5, whose holders may read something sealed under `c`."""
        if c == THREAD_OFFSET:
            return self.lanes[event_id]
        return c - THREAD_OFFSET if c > THREAD_OFFSET else c

    def opened(self, name, keys):
        return opened_compartments(keys, self.captured, self.ids[name], self.deployment)

    def keys(self, role):
        if role not in self.held:
            self.held[role] = raw_keys(self.people[role].vault, self.captured)
        return self.held[role]

    def everything(self, name):
        """Every (event, compartment) of a case."""
        return {(one.event_id, one.c) for one in self.captured.bodies if one.case_id == self.ids[name]}


@pytest.fixture(scope="module")
def organisation_at_work(tmp_path_factory):
    office = open_office(tmp_path_factory.mktemp("office"), Organisation.found(GROUPS))
    made = Compartments(office)
    yield made
    for one in made.people.values():
        one.vault.close()
    office.world.services.store.close()


def test_every_role_and_every_conflict_stands_in_the_table(organisation_at_work):
    rules = load_policies()
    assert set(PEOPLE) == {role.id for role in rules.roles.roles}
    assert set(OPENS) == set(organisation_at_work.ids)
    # Every kind was worked on in every compartment: messages of both sides, notes, and the report's five bodies.
    for name, writers in WRITES.items():
        kinds = {c for _, c in organisation_at_work.everything(name)}
        assert kinds >= {1, 2, 3, 4, 5} | {lane + THREAD_OFFSET for lane in writers}, name
        assert (THREAD_OFFSET in kinds) == (name != BASIC)


@pytest.mark.parametrize("name", OPENS)
@pytest.mark.parametrize("role", PEOPLE)
def test_a_role_opens_its_own_compartments_with_all_its_raw_keys_and_no_other(
    organisation_at_work, role, name
):
    work = organisation_at_work
    opened = work.opened(name, work.keys(role))
    mine = {c for c, roles in OPENS[name].items() if role in roles}
    due = {(event, c) for event, c in work.everything(name) if work.lane(event, c) in mine}
    assert {work.lane(*one) for one in opened} == mine
    assert set(opened) == due


@pytest.mark.parametrize("name", OPENS)
def test_who_the_reporter_is_opens_to_the_shares_of_both_sides_together(organisation_at_work, name):
    """What no single role opened above is there, and opens: so it was the keys that held."""
    work = organisation_at_work
    first = "victim-care-officer" if name == "against-ethics" else "ethics-officer"
    both = []
    for role in (first, "identity-custodian"):
        held = read_keys(work.people[role].vault, work.ids[name])
        ((share,),) = held.shares.values()
        both.append(share)
    told = work.opened(name, frozenset({bytes(a ^ b for a, b in zip(*both, strict=True))}))
    ((_, c),) = told
    assert c == IDENTITY
    assert next(iter(told.values()))["name"] == WHO["name"]
