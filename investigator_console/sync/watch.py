"""Signs that a portal hands old keys to reporters (protocol I7): each is named once a synchronisation.

A reserve key lives for half a year and an old keyring may list somebody who was removed since. Whoever controls the
portal gains by having reports sealed to either, while fresh ones are at hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from crypto.keyring import Keyring
from investigator_console.language import gettext
from investigator_console.sync.report import SyncReport
from investigator_console.vault.intake_files import IntakeSecret


@dataclass(frozen=True)
class Watch:
    """What this vault had *before* a synchronisation began: only that can have been published for what comes in it.

    `weekly`: first and last day of each weekly key; `reserves`: SHA-256 of the reserve keys; `version`: of the newest
    keyring, 0 before the first.
    """

    weekly: tuple[tuple[date, date], ...] = ()
    reserves: frozenset[bytes] = frozenset()
    version: int = 0

    @classmethod
    def before(cls, secrets: Iterable[IntakeSecret], version: int) -> "Watch":
        """From the intake secrets and the keyring version as they stand."""
        listed = tuple(secrets)
        return cls(
            tuple((one.not_before, one.not_after) for one in listed if one.kind == "weekly"),
            frozenset(one.fingerprint for one in listed if one.kind == "reserve"),
            version,
        )

    def look_at_key(self, kem_hash: bytes, received_on: str, report: SyncReport) -> None:
        """Look at a report's wrap for this member: sealed to the reserve although a weekly key was there."""
        day = date.fromisoformat(received_on)
        if kem_hash in self.reserves and any(first <= day <= last for first, last in self.weekly):
            _say(
                report,
                gettext(
                    "A report of %(day)s was sealed to your reserve key although your weekly key was published. "
                    "The reporter's clock may be wrong, or the portal keeps fresh keys back: tell whoever runs it.",
                    day=received_on,
                ),
            )

    def look_at_keyring(self, keyring: Keyring | None, received_on: str, report: SyncReport) -> None:
        """Look at a new report's keyring: a list of members that had been replaced already."""
        if keyring is not None and keyring.version < self.version:
            _say(
                report,
                gettext(
                    "A report of %(day)s was sealed by keyring version %(old)s although version %(new)s was known. "
                    "Somebody who left may be able to read it: tell oversight and whoever runs the portal.",
                    day=received_on,
                    old=keyring.version,
                    new=self.version,
                ),
            )


def _say(report: SyncReport, sentence: str) -> None:
    if sentence not in report.problems:
        report.problems.append(sentence)
