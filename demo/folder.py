"""The demo's data folder: fresh at every start, and never anybody else's files."""

import shutil
from pathlib import Path

MARKER = ".amparo-demo"
_MARKER_TEXT = "Made by `python -m demo`, which makes its own files here anew at every start.\n"


class FolderInUseError(Exception):
    """The folder holds something that the demo did not make."""


# What the demo itself makes. Anything else in the folder is somebody else's and stays.
OWN = ("ceremony", "console", "portal", "demo.json", "demo.json.new")


def fresh_folder(path: Path) -> Path:
    """`path` with the demo's marker in it, and nothing of an earlier demo.

    Raises `FolderInUseError` where it holds an installation that the demo did not make: a typing error in
    $AMPARO_DATA must never delete a real one.
    """
    path = path.resolve()
    if path.exists() and not path.is_dir():
        raise FolderInUseError(f"{path} is no folder. Set AMPARO_DATA to a folder for the demo.")
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    there = [path / name for name in OWN if (path / name).exists() or (path / name).is_symlink()]
    if there and not (path / MARKER).is_file():
        raise FolderInUseError(
            f"{path} holds {there[0].name}, which the demo did not make. Set AMPARO_DATA to another folder."
        )
    for entry in there:
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    (path / MARKER).write_text(_MARKER_TEXT, encoding="utf-8")
    return path
