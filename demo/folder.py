"""The demo's data folder: fresh at every start, and never anybody else's files."""

import shutil
from pathlib import Path

MARKER = ".amparo-demo"
_MARKER_TEXT = "Made by `python -m demo`, which empties this folder at every start.\n"


class FolderInUseError(Exception):
    """The folder holds something that the demo did not make."""


def fresh_folder(path: Path) -> Path:
    """An empty folder at `path` with the demo's marker in it.

    Whatever an earlier demo left there is removed. Raises `FolderInUseError` where the folder has content and
    no marker: a typing error in $AMPARO_DATA must never delete a real installation.
    """
    path = path.resolve()
    if path.exists() and not path.is_dir():
        raise FolderInUseError(f"{path} is no folder. Set AMPARO_DATA to a folder for the demo.")
    if path.exists() and any(path.iterdir()):
        if not (path / MARKER).is_file():
            raise FolderInUseError(
                f"{path} holds files that the demo did not make. Set AMPARO_DATA to another folder."
            )
        for entry in path.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            elif entry.name != MARKER:
                entry.unlink()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    (path / MARKER).write_text(_MARKER_TEXT, encoding="utf-8")
    return path
