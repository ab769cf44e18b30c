"""A member at work through the console's own functions, without pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from investigator_console.access.declaring import clear_conflict, declare_conflict
from investigator_console.access.granting import approve_grant, order_grant
from investigator_console.access.leaving import leave_case, take_off
from investigator_console.cases.record import load_case
from investigator_console.cases.shelf import Shelf
from investigator_console.cases.writing import Refused
from investigator_console.messages.service import send_message
from investigator_console.notes.service import add_note
from investigator_console.vault.opened import Vault
from policies import load as load_policies
from tests.support.console_world import Office, inbox

POLICIES = load_policies()


@dataclass
class Colleague:
    """One open vault with its inbox. What is refused fails the test, unless a test asks for the refusal."""

    office: Office
    vault: Vault
    shelf: Shelf

    @classmethod
    def hire(cls, office: Office, name: str, group: str, index: int = 0) -> "Colleague":
        vault = office.hire(name, group, index)
        made = cls(office, vault, inbox(vault))
        made.sync()
        return made

    @property
    def id(self) -> str:
        return self.vault.profile.member_id.hex()

    def sync(self):
        return self.office.sync(self.vault, self.shelf)

    def record(self, case_id):
        return load_case(self.vault, POLICIES, case_id)

    def holders(self, case_id, lane=1):
        return set(self.record(case_id).case.holders.of(lane))

    def lists(self, case_id) -> bool:
        summary = self.shelf.get(case_id)
        return summary is not None and summary.listed

    def stories(self, case_id):
        case = self.record(case_id).case
        return [] if case is None else list(case.report.stories.values())

    def said(self, case_id):
        return [message.text for message in self.record(case_id).case.messages]

    def declare(self, case_id, answer="none", note=""):
        return declare_conflict(self.vault, self.shelf, POLICIES, case_id, answer, note)

    def clear(self, case_id, member):
        return clear_conflict(self.vault, self.shelf, POLICIES, case_id, member)

    def grant(self, case_id, to, lanes=(1,), **more):
        return order_grant(self.vault, POLICIES, case_id, to, lanes, **more)

    def approve(self, case_id, to):
        return approve_grant(self.vault, self.shelf, POLICIES, case_id, to)

    def leave(self, case_id, reason="conflict"):
        return leave_case(self.vault, self.shelf, POLICIES, case_id, reason)

    def take_off(self, case_id, member, reason="conflict"):
        return take_off(self.vault, self.shelf, POLICIES, case_id, member, reason)

    def write(self, case_id, text):
        return done(send_message(self.vault, self.shelf, POLICIES, case_id, text, None))

    def note(self, case_id, text):
        return done(add_note(self.vault, self.shelf, POLICIES, case_id, text, None))

    def day(self, days):
        """A day from the office's today on, as text."""
        return (self.office.today + timedelta(days=days)).isoformat()


@contextmanager
def synchronised(office: Office, name: str, group: str, index: int = 0) -> Iterator[Vault]:
    """Somebody's open vault, whose keys are published; closed at the end."""
    vault = office.hire(name, group, index)
    office.sync(vault)
    yield vault
    vault.close()


@contextmanager
def at_work(office: Office, *people: tuple[str, str, int]) -> Iterator[list[Colleague]]:
    """People with open vaults, each given as a name, a group and a place in it."""
    found = [Colleague.hire(office, *one) for one in people]
    yield found
    for one in found:
        one.vault.close()


def done(outcome):
    """The outcome, where nothing was refused."""
    assert not isinstance(outcome, Refused), outcome.reason
    return outcome
