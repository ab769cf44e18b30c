"""The demo's invented staff. Nobody here exists; passphrases are new at every start."""

import secrets
from dataclasses import dataclass

from mnemonic import Mnemonic

HEADQUARTERS = "HQ"
PASSPHRASE_WORDS = 5


@dataclass(frozen=True)
class Person:
    """One invented member: the `role` is an id of `policies/roles.toml`, `group` a group of the keyring."""

    name: str
    role: str
    group: str
    region: str = HEADQUARTERS

    @property
    def slug(self) -> str:
        """The name of the person's vault folder."""
        return self.name.lower().replace(" ", "-")


STAFF = (
    Person("Ines Carvalho", "head-of-investigations", "INV"),
    Person("Tomas Lindqvist", "investigator", "INV"),
    Person("Amara Diop", "investigator", "INV"),
    Person("Leila Haddad", "victim-care-officer", "VCO"),
    Person("Rosa Quispe", "victim-care-officer", "VCO"),
    Person("Peter Okello", "psea-officer", "VCO", region="country"),
    Person("Miriam Cohen", "ethics-officer", "ETH"),
    Person("Jonas Weber", "ethics-officer", "ETH"),
    Person("Fatou Ndiaye", "oversight", "ALT"),
    Person("Henrik Dahl", "oversight", "ALT"),
    Person("Sunita Rai", "feedback-officer", "AAP"),
    Person("Carlos Mendez", "feedback-officer", "AAP"),
    Person("Yuki Tanaka", "statistics-officer", "STAT"),
    Person("Olga Petrova", "statistics-officer", "STAT"),
)


def new_passphrase() -> str:
    """Five words out of 2,048: enough for a demo that lives for an hour, and easy to copy."""
    words = Mnemonic("english").wordlist
    return " ".join(secrets.choice(words) for _ in range(PASSPHRASE_WORDS))
