"""Archives of a bundle's files: written plainly, read as a stranger's."""

import io
import zipfile
from collections.abc import Mapping

from crypto.bundle_check import Finding
from investigator_console.vault.errors import VaultError

_MOST_BYTES = 512 * 1024 * 1024
_MOST_FILES = 20_000
# The same bytes for the same files: an archive's dates would only say when somebody pressed a button.
_MOMENT = (2000, 1, 1, 0, 0, 0)


def pack(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of these files, readable everywhere."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, files[name])
    return data.getvalue()


def unpack(data: bytes) -> tuple[dict[str, bytes], list[Finding]]:
    """The files of a ZIP, and what is wrong with the archive itself. Raises `VaultError` where it is none.

    Sizes are checked before anything is unpacked.
    """
    findings: list[Finding] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if len(infos) > _MOST_FILES or sum(info.file_size for info in infos) > _MOST_BYTES:
                raise VaultError("This archive is larger than any bundle. It was not unpacked.")
            files: dict[str, bytes] = {}
            for info in infos:
                if info.filename in files:
                    text = "It stands twice in the archive: another program may show the other one."
                    findings.append(Finding("file-twice", info.filename, text))
                    continue
                files[info.filename] = archive.read(info)
            if archive.comment:
                findings.append(
                    Finding("file-added", "(comment)", "The archive bears a comment that nobody signed.")
                )
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise VaultError("This file is no ZIP archive, or it is damaged.") from None
    return files, findings
