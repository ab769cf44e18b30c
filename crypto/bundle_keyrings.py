"""The keyrings in an evidence bundle: signed by the root that the checker knows, or answered for by it."""

from collections.abc import Callable, Mapping

from crypto.bundle import ROOT_CHANGE
from crypto.errors import ProtocolError
from crypto.keyring import Keyring, parse_keyring
from crypto.root_change import RootChange
from crypto.types import DeploymentId, KeyringHash

Note = Callable[[str, str, str], None]
_FOLDER = "keyrings/"


def read_keyrings(
    files: Mapping[str, bytes], root_vk: bytes, deployment: DeploymentId, note: Note
) -> dict[KeyringHash, Keyring]:
    """Keyrings by hash. `note(code, where, text)` takes what does not hold."""
    found: dict[KeyringHash, Keyring] = {}
    vouched = _vouched(files, root_vk, deployment, note)
    for name, data in sorted(files.items()):
        if not name.startswith(_FOLDER):
            continue
        try:
            keyring = parse_keyring(data, root_vk, deployment, vouched=vouched)
        except ProtocolError as fault:
            note("keyring", name, f"This keyring isn't signed by the root key ({fault.code}).")
            continue
        if name != f"{_FOLDER}{keyring.hash.hex()}.amk":
            note("keyring", name, "This is another keyring than its name says.")
            continue
        found[keyring.hash] = keyring
    return found


def _vouched(
    files: Mapping[str, bytes], root_vk: bytes, deployment: DeploymentId, note: Note
) -> frozenset[KeyringHash]:
    """Hashes of keyrings of a former root, where the bundle holds what announced the present one."""
    if ROOT_CHANGE not in files:
        return frozenset()
    try:
        change = RootChange.parse(files[ROOT_CHANGE], deployment)
    except ProtocolError as fault:
        note("root-change", ROOT_CHANGE, f"What announces the root key doesn't hold ({fault.code}).")
        return frozenset()
    if change.root_vk != root_vk:
        note("root-change", ROOT_CHANGE, "It announces another root key than that of this bundle.")
        return frozenset()
    return change.vouched
