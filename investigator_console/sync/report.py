"""What one synchronisation did, in numbers and named problems."""

from dataclasses import dataclass, field


@dataclass
class SyncReport:
    """Filled while synchronising.

    `entries`: records fetched. `opened`: cases in which this member's wraps held a key. `acknowledged`: wraps
    that the portal may now drop. `pushed`: own events that the portal took. `waiting`: own events that it
    hasn't yet. `returned`: events that it withheld and that were handed back to it. `unopenable`: wraps whose
    intake secret is gone. `problems`: plain sentences, each for a person to read.
    """

    entries: int = 0
    cases: int = 0
    opened: int = 0
    acknowledged: int = 0
    pushed: int = 0
    waiting: int = 0
    returned: int = 0
    unopenable: int = 0
    keyring_version: int = 0
    problems: list[str] = field(default_factory=list)
