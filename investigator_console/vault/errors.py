"""What can go wrong with a vault, each with a sentence for the person at the screen."""


class VaultError(Exception):
    """The root of what this package raises; the message says the remedy."""


class VaultMissingError(VaultError):
    """No vault of that name lies in the data folder."""


class VaultExistsError(VaultError):
    """A vault of that name is there already; nothing was changed."""


class VaultLockedError(VaultError):
    """The vault was locked while something still wanted to read it."""


class TamperedRecordError(VaultError):
    """A record doesn't open under the vault's keys: somebody changed it on disk, or the disk did.

    `table`: the table's name; `index`: the record's keyed index, 32 bytes.
    """

    def __init__(self, table: str, index: bytes) -> None:
        self.table = table
        self.index = index
        super().__init__(
            f"The record {index.hex()[:12]} in the table {table!r} was changed on disk and doesn't open. "
            "Restore the vault from a backup, or ask a co-holder."
        )


class BackupUnreadableError(VaultError):
    """A file offered as a backup isn't one, or it was cut short."""
