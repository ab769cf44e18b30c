"""HSDS files: JSON, one folder or ZIP of CSV tables; read with the row at fault, written with nothing left out."""

import csv
import io
import json
import zipfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Final

from investigator_console.vault.errors import VaultError
from policies.directory.reading import Reading, document_of, read_document, read_tables
from policies.directory.tables import FILE_OF, FILES, tables_of

MAX_FILE_BYTES: Final = 64 * 1024 * 1024


class DirectoryFileError(VaultError):
    """A file that is no directory at all; the message names it and says what would be."""


def read_path(path: Path, sectors: Collection[str]) -> Reading:
    """A .json file, a .zip of tables, one .csv of services, or a folder of .csv files. Raises `DirectoryFileError`."""
    if path.is_dir():
        found = sorted(path.glob("*.csv"))
        if not any(one.name in FILES for one in found):
            raise DirectoryFileError(f"{path} holds no HSDS table; one of them is called services.csv.")
        return read_csv({one.name: _bounded(one) for one in found if one.name in FILES}, sectors)
    if not path.exists():
        raise DirectoryFileError(f"There is no file {path}.")
    return read_bytes(path.name, _bounded(path), sectors)


def read_bytes(name: str, data: bytes, sectors: Collection[str]) -> Reading:
    """The same for a file that was uploaded. Raises `DirectoryFileError`."""
    if data.startswith(b"PK\x03\x04"):
        return read_csv(_unzip(name, data), sectors)
    if name.lower().endswith(".csv"):
        return read_csv({name if name in FILES else "services.csv": data}, sectors)
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise DirectoryFileError(
            f"{name} is neither JSON, nor CSV, nor a ZIP of CSV files: {fault}"
        ) from None
    return read_document(document, sectors)


def _bounded(path: Path) -> bytes:
    if path.stat().st_size > MAX_FILE_BYTES:
        raise DirectoryFileError(f"{path.name} is larger than 64 MiB. Split it.")
    return path.read_bytes()


def _unzip(name: str, data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {PurePosixPath(one.filename).name: one for one in archive.infolist()}
            wanted = {file: one for file, one in members.items() if file in FILES}
            # A few kilobytes can unpack to gigabytes: the size is asked first.
            if sum(one.file_size for one in wanted.values()) > MAX_FILE_BYTES:
                raise DirectoryFileError(f"{name} is larger than 64 MiB when unpacked. Split it.")
            if not wanted:
                raise DirectoryFileError(f"{name} holds no HSDS table; one of them is called services.csv.")
            return {file: archive.read(one) for file, one in wanted.items()}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        raise DirectoryFileError(f"{name} can't be unpacked. Is it whole?") from None


def read_csv(files: Mapping[str, bytes], sectors: Collection[str]) -> Reading:
    """Tables by file name, as bytes. Raises `DirectoryFileError` where one is no CSV in UTF-8."""
    tables: dict[str, object] = {}
    for name, data in files.items():
        try:
            rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
        except (UnicodeDecodeError, csv.Error) as fault:
            raise DirectoryFileError(f"{name} is no CSV file in UTF-8: {fault}") from None
        if any(None in row for row in rows):
            line = next(number for number, row in enumerate(rows, 2) if None in row)
            raise DirectoryFileError(f"{name}, row {line}: there are more cells than columns.")
        tables[name] = rows
    if "services.csv" not in tables:
        raise DirectoryFileError("The table services.csv is missing.")
    return read_tables(tables, sectors)


def as_json(services: Sequence[dict[str, Any]], others: Mapping[str, list[dict[str, Any]]]) -> bytes:
    """One HSDS page of services."""
    return json.dumps(document_of(list(services), others), ensure_ascii=False, indent=2).encode() + b"\n"


def as_csv(
    services: Sequence[dict[str, Any]], others: Mapping[str, list[dict[str, Any]]]
) -> dict[str, bytes]:
    """File name → bytes, one HSDS table each."""
    made = {}
    for kind, rows in sorted(tables_of(list(services), dict(others)).items()):
        columns = list(dict.fromkeys(name for row in rows for name in row))
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, columns)
        writer.writeheader()
        writer.writerows(rows)
        made[FILE_OF.get(kind, f"{kind}.csv")] = text.getvalue().encode("utf-8")
    made.setdefault("services.csv", b"id,name,status\r\n")
    return made


def as_zip(services: Sequence[dict[str, Any]], others: Mapping[str, list[dict[str, Any]]]) -> bytes:
    """The tables in one ZIP file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in as_csv(services, others).items():
            archive.writestr(name, data)
    return packed.getvalue()
