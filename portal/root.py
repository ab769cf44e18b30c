"""The announcement of the pinned root key, where it is not the first one: a file beside the settings."""

from pathlib import Path

from crypto.errors import ProtocolError
from crypto.root_change import RootChange
from crypto.types import DeploymentId

ROOT_CHANGE_FILE = "root.amr"


class RootChangeError(Exception):
    """The file does not fit the pinned root; the message says what to do."""


def read_root_change(folder: Path, deployment: DeploymentId, root_vk: bytes) -> RootChange | None:
    """The announcement of `root_vk`; None without one. Raises `RootChangeError`.

    An announcement of the next root means nothing yet: the command that takes it over broke off, and is run again.
    """
    path = folder / ROOT_CHANGE_FILE
    if not path.exists():
        return None
    try:
        found = RootChange.parse(path.read_bytes(), deployment)
    except ProtocolError as error:
        raise RootChangeError(f"fits no {path}: {error}; take the file of the ceremony") from None
    if found.root_vk == root_vk:
        return found
    if found.former == root_vk:
        return None
    raise RootChangeError(f"is neither the root key that {path} announces nor the one before it")
