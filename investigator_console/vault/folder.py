"""Where vaults lie: one folder a member under the console's data folder.

Beside the sealed database stand only the vault's header (public parameters and the sealed master key) and a
label with the member's name, which the unlock page has to show before anything can be opened.
"""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from investigator_console.vault.errors import VaultExistsError, VaultMissingError

HEADER = "vault.header"
LABEL = "label.json"
DATABASE = "vault.db"
INTAKE = "intake"
LONGEST_NAME = 80


@dataclass(frozen=True)
class VaultFolder:
    """One vault on disk. `name`: the member's name, exactly as it was given."""

    path: Path
    name: str

    @property
    def header(self) -> Path:
        """The file with the sealed master key."""
        return self.path / HEADER

    @property
    def database(self) -> Path:
        """The file with the sealed records."""
        return self.path / DATABASE

    @property
    def intake(self) -> Path:
        """The folder with one sealed file for each intake secret; never part of a backup."""
        return self.path / INTAKE


def slug(name: str) -> str:
    """A folder name from a member's name: ASCII letters, digits, hyphens; "member" where none is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "member"


def list_vaults(folder: Path) -> Sequence[VaultFolder]:
    """Every vault under `folder`, by name. A folder without a label or a header is no vault."""
    found = []
    for label in sorted(folder.glob(f"*/{LABEL}")):
        if not (label.parent / HEADER).is_file():
            continue
        document = json.loads(label.read_text("utf-8"))
        found.append(VaultFolder(label.parent, str(document["name"])))
    return sorted(found, key=lambda vault: vault.name.casefold())


def find_vault(folder: Path, name: str) -> VaultFolder:
    """The vault of the member called `name`. Raises `VaultMissingError`."""
    for vault in list_vaults(folder):
        if vault.name == name:
            return vault
    raise VaultMissingError(
        f"There is no vault for {name!r} in {folder}. Make one with: amparo-console member new"
    )


def reserve_folder(folder: Path, name: str) -> VaultFolder:
    """Make the empty folder for a new vault. Raises `VaultExistsError` where that member has one already."""
    if any(vault.name == name for vault in list_vaults(folder)):
        raise VaultExistsError(
            f"There is a vault for {name!r} already. Choose another name, or restore into a new folder."
        )
    stem = slug(name)
    path = folder / stem
    number = 2
    while path.exists():
        path = folder / f"{stem}-{number}"
        number += 1
    path.mkdir(parents=True)
    (path / INTAKE).mkdir()
    return VaultFolder(path, name)


def write_label(vault: VaultFolder) -> None:
    """Write the label last: a folder without it is a vault that was never finished."""
    (vault.path / LABEL).write_text(json.dumps({"name": vault.name}, ensure_ascii=False), "utf-8")
