"""An invented organisation with all its members' keys: it signs keyrings and opens what it is sent."""

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import policies
from crypto import intake, keyring, signing, submission
from crypto.types import DeploymentId, KeyringHash, MemberId

ROLES = {
    "INV": ("head-of-investigations", "investigator", "investigator"),
    "VCO": ("victim-care-officer", "victim-care-officer", "psea-officer"),
    "ETH": ("ethics-officer", "ethics-officer"),
    "ALT": ("oversight", "oversight"),
    "AAP": ("feedback-officer", "feedback-officer"),
    "STAT": ("statistics-officer", "statistics-officer"),
}


def today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


@dataclass(frozen=True)
class Person:
    """A member and the private halves that only her own machine would hold."""

    id: MemberId
    group: str
    role: str
    auth_seed: bytes
    verify_seed: bytes
    issued: tuple[intake.IssuedKey, ...]

    @property
    def listed(self) -> keyring.Member:
        region = "country" if self.role == "psea-officer" else "HQ"
        vks = signing.verify_key(self.auth_seed), signing.verify_key(self.verify_seed)
        return keyring.Member(self.id, self.role, region, *vks)

    @property
    def current(self) -> intake.IssuedKey:
        return self.issued[0]


@dataclass(frozen=True)
class Organisation:
    deployment: DeploymentId
    root_seed: bytes
    people: tuple[Person, ...]
    origin: str
    changes: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def found(cls, origin: str) -> "Organisation":
        deployment = DeploymentId(os.urandom(16))
        people = tuple(cls.hire(group, role, deployment) for group, roles in ROLES.items() for role in roles)
        return cls(deployment, signing.new_signing_seed(), people, origin)

    @staticmethod
    def hire(group: str, role: str, deployment: DeploymentId) -> Person:
        member = MemberId(os.urandom(16))
        auth, verify = signing.new_signing_seed(), signing.new_signing_seed()
        issued = intake.issue(member, verify, deployment, today(), weeks=[intake.week_of(today())])
        return Person(member, group, role, auth, verify, issued)

    @property
    def root_vk(self) -> bytes:
        return signing.verify_key(self.root_seed)

    def with_keyring(self, **changes: object) -> "Organisation":
        """The same people under a keyring with other fields, e.g. `version` or `issued_on`."""
        return replace(self, changes={**self.changes, **changes})

    @cached_property
    def container(self) -> bytes:
        """The signed keyring as the portal serves it."""
        pins = {name: bytes.fromhex(pin) for name, pin in policies.pins().items()}
        groups = {name: tuple(p.id for p in self.people if p.group == name) for name in ROLES}
        fields = {
            "version": 1,
            "issued_on": today() - dt.timedelta(days=10),
            "origins": [self.origin],
            "groups": groups,
            "members": [person.listed for person in self.people],
            "policies": pins,
            "previous": KeyringHash(bytes(32)),
        }
        document = keyring.new_keyring_document(self.deployment, **(fields | dict(self.changes)))
        return keyring.sign_keyring(document, self.root_seed)

    @cached_property
    def keyring(self) -> keyring.Keyring:
        return keyring.parse_keyring(self.container, self.root_vk, self.deployment)

    @property
    def recipients(self) -> list[Person]:
        """In the keyring's order, which is the order of the wraps."""
        by_id = {person.id: person for person in self.people}
        return [by_id[member] for member in self.keyring.intake_recipients]

    def intake_list(self) -> bytes:
        return intake.encode_list([person.current.key for person in self.recipients])

    def open_bodies(self, sent: bytes, person: Person) -> dict[int, dict]:
        """What one member's machine can read of a report: compartment to body."""
        report = submission.Submission.parse(sent)
        index = self.recipients.index(person)
        held = submission.open_keys(report, index, person.current.seed, self.deployment)
        return {
            lane: submission.open_genesis_body(report, lane, key, self.deployment)
            for lane, key in held.records.items()
        }

    def readers(self, sent: bytes, lane: int) -> set[str]:
        """The roles whose keys open one lane of a report."""
        return {person.role for person in self.recipients if lane in self.open_bodies(sent, person)}

    def one(self, role: str) -> Person:
        return next(person for person in self.people if person.role == role)
