"""Invented organisations with everybody's private keys: they sign keyrings and open what they are sent."""

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import policies
from crypto import intake, keyring, signing, submission
from crypto.intake import IntakeKey, IssuedKey
from crypto.types import DeploymentId, KeyringHash, MemberId

ORIGIN = "http://127.0.0.1:8000"
ROLES = {
    "INV": ("head-of-investigations", "investigator", "investigator"),
    "VCO": ("victim-care-officer", "victim-care-officer", "psea-officer"),
    "ETH": ("ethics-officer", "ethics-officer"),
    "ALT": ("oversight", "oversight"),
    "AAP": ("feedback-officer", "feedback-officer"),
    "STAT": ("statistics-officer", "statistics-officer"),
}
NO_RECIPIENTS = ("STAT",)


def today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


@dataclass(frozen=True)
class Person:
    """A member with the private halves that only her own machine would hold."""

    id: MemberId
    role: str
    group: str
    auth_seed: bytes
    verify_seed: bytes

    @property
    def listed(self) -> keyring.Member:
        region = "country" if self.role == "psea-officer" else "HQ"
        vks = signing.verify_key(self.auth_seed), signing.verify_key(self.verify_seed)
        return keyring.Member(self.id, self.role, region, *vks)


def by_chance(_label: str) -> bytes:
    return os.urandom(32)


@dataclass
class Organisation:
    """Root key, members, their intake keys, and signed keyrings.

    `changes`: fields of the keyring's document that are other than usual, e.g. `version` or `issued_on`.
    """

    deployment: DeploymentId = field(default_factory=lambda: DeploymentId(os.urandom(16)))
    root_seed: bytes = field(default_factory=signing.new_signing_seed)
    people: list[Person] = field(default_factory=list)
    issued: dict[MemberId, tuple[IssuedKey, ...]] = field(default_factory=dict)
    origin: str = ORIGIN
    changes: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def found(
        cls,
        groups: Mapping[str, tuple[str, ...]] = ROLES,
        *,
        seeds: Callable[[str], bytes] = by_chance,
        **fields: object,
    ) -> "Organisation":
        """`seeds`: 32 bytes for each label, so that a test may have the same people every time."""
        made = cls(root_seed=seeds("root"), **fields)
        for group, roles in groups.items():
            for number, role in enumerate(roles):
                one = MemberId(seeds(f"{group} {number}")[:16])
                private = (seeds(f"{kind} {one.hex()}") for kind in ("auth", "verify"))
                made.people.append(Person(one, role, group, *private))
        return made

    @classmethod
    def at(cls, origin: str) -> "Organisation":
        """With this week's intake keys of everybody, also of those who are sent statistics alone."""
        made = cls.found(origin=origin)
        made.issue_keys(today(), weeks=1, without=())
        return made

    def issue_keys(
        self, day: dt.date, weeks: int = 2, without: Iterable[str] = NO_RECIPIENTS
    ) -> dict[MemberId, tuple[IssuedKey, ...]]:
        """`without`: the groups whose members get none."""
        mondays = [intake.week_of(day) + dt.timedelta(weeks=number) for number in range(weeks)]
        for person in self.people:
            if person.group not in without:
                self.issued[person.id] = intake.issue(
                    person.id, person.verify_seed, self.deployment, day, weeks=mondays
                )
        return self.issued

    def of_group(self, group: str) -> list[Person]:
        return [person for person in self.people if person.group == group]

    def one(self, role: str) -> Person:
        return next(person for person in self.people if person.role == role)

    def group(self, name: str) -> tuple[MemberId, ...]:
        """Who is in a group, as the keyring lists them."""
        return self.keyring.groups[name]

    def verify_seed(self, member: MemberId) -> bytes:
        return next(person.verify_seed for person in self.people if person.id == member)

    def kem_seed(self, member: MemberId) -> bytes:
        return self.issued[member][0].seed

    def current(self, person: Person) -> IssuedKey:
        """The first of the intake keys that this person issued."""
        return self.issued[person.id][0]

    def keys_of(self, people: Iterable[Person]) -> list[IntakeKey]:
        """All that these people issued."""
        return [issued.key for person in people for issued in self.issued[person.id]]

    @property
    def intake(self) -> dict[MemberId, IntakeKey]:
        """The first intake key of everybody who has any."""
        return {member: keys[0].key for member, keys in self.issued.items()}

    @cached_property
    def root_vk(self) -> bytes:
        return signing.verify_key(self.root_seed)

    def document(self, **changes: object) -> dict[str, object]:
        """A keyring's document, as the ceremony would sign it."""
        fields = {
            "version": 1,
            "issued_on": today() - dt.timedelta(days=10),
            "origins": [self.origin],
            "groups": {one.group: [peer.id for peer in self.of_group(one.group)] for one in self.people},
            "members": [person.listed for person in self.people],
            "policies": {name: bytes.fromhex(pin) for name, pin in policies.pins().items()},
            "previous": KeyringHash(bytes(32)),
        }
        return keyring.new_keyring_document(self.deployment, **(fields | dict(self.changes) | changes))

    def sign_keyring(self, version: int, day: dt.date, previous: bytes = bytes(32)) -> bytes:
        document = self.document(version=version, issued_on=day, previous=previous)
        return keyring.sign_keyring(document, self.root_seed)

    def with_keyring(self, **changes: object) -> "Organisation":
        """The same people under a keyring with other fields."""
        return replace(self, changes={**self.changes, **changes})

    @cached_property
    def container(self) -> bytes:
        """The signed keyring as the portal serves it."""
        return keyring.sign_keyring(self.document(), self.root_seed)

    @cached_property
    def keyring(self) -> keyring.Keyring:
        return keyring.parse_keyring(self.container, self.root_vk, self.deployment)

    @property
    def recipients(self) -> list[Person]:
        """In the keyring's order, which is the order of the wraps."""
        by_id = {person.id: person for person in self.people}
        return [by_id[member] for member in self.keyring.intake_recipients]

    def open_bodies(self, sent: bytes, person: Person) -> dict[int, dict]:
        """What one member's machine can read of a report: compartment to body."""
        report = submission.Submission.parse(sent)
        index = self.recipients.index(person)
        held = submission.open_keys(report, index, self.current(person).seed, self.deployment)
        return {
            lane: submission.open_genesis_body(report, lane, key, self.deployment)
            for lane, key in held.records.items()
        }

    def readers(self, sent: bytes, lane: int) -> set[str]:
        """The roles whose keys open one lane of a report."""
        return {person.role for person in self.recipients if lane in self.open_bodies(sent, person)}
